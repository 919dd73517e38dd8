/**
 * The schemas of the API. A resource is described by its type only: what it must hold is said by its profiles, which are
 * served themselves (`/fhir/StructureDefinition`, `/ig/`), and a JSON Schema of R4 would be megabytes that say less.
 */
import { SERVED_TYPES } from '#visit';
import { STATED_TYPES } from './offers.ts';
import type { Json } from './openapi-parameters.ts';

const TEXT = { type: 'string' };

export const schema = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Types that are sent or answered beside those that are stored. */
const OTHERS = ['Parameters', 'CapabilityStatement'];

const ANY_RESOURCE: Json = {
  type: 'object',
  description: 'FHIR R4 のリソース / A resource of FHIR R4',
  externalDocs: { url: 'https://hl7.org/fhir/R4/resourcelist.html' },
  required: ['resourceType'],
  properties: {
    resourceType: TEXT,
    id: TEXT,
    meta: {
      type: 'object',
      properties: {
        versionId: TEXT,
        lastUpdated: { type: 'string', format: 'date-time' },
        profile: { type: 'array', items: TEXT },
      },
    },
  },
};

const MORE: Readonly<Record<string, Json>> = {
  Bundle: {
    required: ['type'],
    properties: {
      type: TEXT,
      total: { type: 'integer' },
      link: { type: 'array', items: { type: 'object', properties: { relation: TEXT, url: TEXT } } },
      entry: {
        type: 'array',
        items: { type: 'object', properties: { fullUrl: TEXT, resource: schema('Resource') } },
      },
    },
  },
  Parameters: { properties: { parameter: { type: 'array', items: { type: 'object', required: ['name'] } } } },
};

/** Every refusal is one: Japanese and English text, and a code of ours. */
const OUTCOME: Json = {
  type: 'object',
  required: ['resourceType', 'issue'],
  properties: {
    resourceType: { const: 'OperationOutcome' },
    issue: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['severity', 'code'],
        properties: {
          severity: { enum: ['fatal', 'error', 'warning', 'information'] },
          code: TEXT,
          details: {
            type: 'object',
            properties: {
              coding: { type: 'array', items: { type: 'object', properties: { system: TEXT, code: TEXT } } },
              text: TEXT,
            },
          },
          diagnostics: TEXT,
          expression: { type: 'array', items: TEXT },
        },
      },
    },
  },
};

export function schemas(): Json {
  const types = [...new Set([...SERVED_TYPES, ...STATED_TYPES, ...OTHERS])];
  const entries = types.map((type): [string, Json] => {
    const { properties, ...more } = (MORE[type] ?? {}) as { properties?: Json };
    const own = { resourceType: { const: type }, ...properties };
    return [type, { allOf: [schema('Resource')], ...more, properties: own }];
  });
  return { Resource: ANY_RESOURCE, OperationOutcome: OUTCOME, ...Object.fromEntries(entries) };
}
