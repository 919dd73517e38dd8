/** What the house says of itself, derived from its routes, its types and their search parameters. */
import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { SERVED_TYPES } from '#exchange';
import { CANONICAL_BASE, createSearchParameters, type SearchParameters } from '#fhir';
import { definitionResources } from './definition-capabilities.ts';
import { FORMAT_NAMES } from './formats.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import { ROUTES } from './routes.ts';

const RELEASED = '2026-11-22';
const RESOURCE_INTERACTIONS = [
  'read',
  'vread',
  'update',
  'delete',
  'history-instance',
  'create',
  'search-type',
] as const;

export function capabilityStatement(
  base: string,
  parameters: SearchParameters = createSearchParameters(),
): CapabilityStatement {
  const served = new Set(ROUTES.map(({ interaction }) => interaction));
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: RELEASED,
    kind: 'instance',
    instantiates: [`${CANONICAL_BASE}/CapabilityStatement/kakehashi-gateway`],
    software: { name: 'Kakehashi' },
    implementation: { description: 'Kakehashi (架け橋)', url: base },
    fhirVersion: '4.0.1',
    format: [...FORMAT_NAMES],
    rest: [
      {
        mode: 'server',
        security: {
          service: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
              ],
            },
          ],
        },
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: [...SERVED_TYPES.map((type) => resourceOf(type, served, parameters)), ...definitionResources()],
      },
    ],
  };
}

function resourceOf(
  type: string,
  served: ReadonlySet<string>,
  parameters: SearchParameters,
): CapabilityStatementRestResource {
  return {
    type: type as NonNullable<CapabilityStatementRestResource['type']>,
    versioning: 'versioned',
    interaction: RESOURCE_INTERACTIONS.filter((code) => served.has(code)).map((code) => ({ code })),
    searchParam: [...parameters.of(type).values()].map(({ code, type: kind, url }) => ({
      name: code,
      type: kind === 'text' ? 'string' : kind,
      definition: url,
    })),
    operation: operationsOf(type),
  };
}

function operationsOf(type: string): { name: string; definition: string }[] {
  const paths = [...ROUTES, ...OPERATION_ROUTES].filter(
    ({ path }) => path.includes('$') && (path.startsWith(`/fhir/${type}/`) || path.startsWith('/fhir/:type/')),
  );
  // An operation that has several routes is one operation.
  return [...new Set(paths.map(({ interaction }) => interaction))].map((interaction) => {
    const name = interaction.slice(1);
    const ofR4 = name === 'validate' || OPERATION_ROUTES.some((route) => route.interaction === interaction);
    const definition = ofR4
      ? `http://hl7.org/fhir/OperationDefinition/${name === 'validate' ? 'Resource' : type}-${name}`
      : `${CANONICAL_BASE}/OperationDefinition/${name}`;
    return { name, definition };
  });
}
