/** What the house says of itself, derived from its routes, its types and their search parameters. */
import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { SERVED_TYPES, type Writing } from '#exchange';
import { CANONICAL_BASE, createSearchParameters, type SearchParameters } from '#fhir';
import { definitionResources } from './definition-capabilities.ts';
import { FORMAT_NAMES } from './formats.ts';
import { META_ROUTES } from './meta-routes.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import { ROUTES } from './routes.ts';

const RELEASED = '2026-11-22';
const RESOURCE_INTERACTIONS = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
] as const;

const SYSTEM_INTERACTIONS = ['transaction', 'batch', 'search-system', 'history-system'] as const;

export interface Capable {
  readonly parameters: SearchParameters;
  readonly writing: Writing;
}

const AS_SHIPPED: Capable = {
  parameters: createSearchParameters(),
  writing: { updateCreate: false, conditionalDelete: 'single' },
};

export function capabilityStatement(base: string, capable: Capable = AS_SHIPPED): CapabilityStatement {
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
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
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
        interaction: SYSTEM_INTERACTIONS.map((code) => ({ code })),
        resource: [...SERVED_TYPES.map((type) => resourceOf(type, served, capable)), ...definitionResources()],
      },
    ],
  };
}

function resourceOf(
  type: string,
  served: ReadonlySet<string>,
  { parameters, writing }: Capable,
): CapabilityStatementRestResource {
  const own = [...parameters.of(type).values()];
  const references = own.filter((one) => one.type === 'reference').map(({ code }) => `${type}:${code}`);
  return {
    type: type as NonNullable<CapabilityStatementRestResource['type']>,
    versioning: 'versioned',
    interaction: RESOURCE_INTERACTIONS.filter((code) => served.has(code)).map((code) => ({ code })),
    readHistory: true,
    updateCreate: writing.updateCreate,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: writing.conditionalDelete,
    referencePolicy: ['literal', 'logical', 'enforced', 'local'],
    searchInclude: ['*', ...references],
    searchRevInclude: revIncludesOf(type, parameters),
    searchParam: own.map(({ code, type: kind, url }) => ({
      name: code,
      type: kind === 'text' ? 'string' : kind,
      definition: url,
    })),
    operation: operationsOf(type),
  };
}

/** What refers to a type, as `_revinclude` names it. */
function revIncludesOf(type: string, parameters: SearchParameters): string[] {
  const referring = SERVED_TYPES.flatMap((source) =>
    [...parameters.of(source).values()]
      .filter((one) => one.type === 'reference' && one.targets.includes(type))
      .map(({ code }) => `${source}:${code}`),
  );
  return ['*', ...referring];
}

function operationsOf(type: string): { name: string; definition: string }[] {
  const paths = [...ROUTES, ...META_ROUTES, ...OPERATION_ROUTES].filter(
    ({ path }) => path.includes('$') && (path.startsWith(`/fhir/${type}/`) || path.startsWith('/fhir/:type/')),
  );
  // An operation that has several routes is one operation.
  return [...new Set(paths.map(({ interaction }) => interaction))].map((interaction) => {
    const name = interaction.slice(1);
    const general = name === 'validate' || META_ROUTES.some((route) => route.interaction === interaction);
    const ofR4 = general || OPERATION_ROUTES.some((route) => route.interaction === interaction);
    const definition = ofR4
      ? `http://hl7.org/fhir/OperationDefinition/${general ? 'Resource' : type}-${name}`
      : `${CANONICAL_BASE}/OperationDefinition/${name}`;
    return { name, definition };
  });
}
