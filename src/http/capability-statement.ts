/** What the house says of itself, derived from its routes, its types, their profiles and their search parameters. */
import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { CANONICAL_BASE, COMPARTMENTS, type SearchParameter } from '#fhir';
import { needsVersion } from '#records';
import { type House, SERVED_TYPES } from '#visit';
import { FORMAT_NAMES } from './formats.ts';
import { interactionsOf, operationsOf, operationUrl, routesOf, STATED_TYPES, systemRoutes } from './offers.ts';
import { profilesByType } from './profiles-by-type.ts';
import { PATCH_TYPES } from './read-body.ts';
import type { Route } from './route.ts';
import { searchesOf } from './searches-of.ts';

const RELEASED = '2026-11-22';

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

export type Capable = Pick<House, 'parameters' | 'writing' | 'definitions'>;
type Rest = NonNullable<CapabilityStatement['rest']>[number];
type Interaction = NonNullable<CapabilityStatementRestResource['interaction']>[number];

/** Routes that answer more than one of FHIR's interactions. */
const SEVERAL: Readonly<Record<string, readonly string[]>> = { transaction: ['transaction', 'batch'] };

/** Where apps are sent, and where they get tokens, by the names of the extension that tells it. */
export interface OAuthUris {
  readonly authorize: string;
  readonly token: string;
}

export function capabilityStatement(base: string, capable: Capable, oauth: OAuthUris): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    name: 'Kakehashi',
    title: '架け橋 / Kakehashi',
    status: 'active',
    date: RELEASED,
    kind: 'instance',
    instantiates: [`${CANONICAL_BASE}/CapabilityStatement/kakehashi-gateway`],
    software: { name: 'Kakehashi' },
    implementation: { description: 'Kakehashi (架け橋)', url: base },
    fhirVersion: '4.0.1',
    // The short name `ndjson` is understood, and is no MIME type.
    format: FORMAT_NAMES.filter((name) => name !== 'ndjson'),
    patchFormat: [...PATCH_TYPES],
    rest: [restOf(capable, oauth)],
  };
}

/** R4 § 3.1.0.4 and § 3.1.0.7 answer an id that nobody has otherwise where it is written to, which would tell hidden from absent. */
const HIDDEN_IS_ABSENT =
  '見てよくないものは、存在しないものとまったく同じに答えます。そのため、クライアントが id を選べない設定では、知られていない id への PUT は（405 でなく）、PATCH と DELETE は（204 でなく）404 です。 / What may not be seen is answered exactly like what does not exist. So where clients may not choose ids, a PUT to an id that is not known is answered with 404 (not 405), and so are PATCH and DELETE (not 204).';

function restOf(capable: Capable, oauth: OAuthUris): Rest {
  const { parameters, definitions } = capable;
  const profiles = profilesByType(definitions);
  const system = systemRoutes();
  return {
    mode: 'server',
    documentation: HIDDEN_IS_ABSENT,
    security: {
      // Clients older than the smart-configuration look here, and some of today look at whichever comes first.
      extension: [{ url: OAUTH_URIS, extension: Object.entries(oauth).map(([url, valueUri]) => ({ url, valueUri })) }],
      service: [
        {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
        },
      ],
    },
    resource: STATED_TYPES.map((type) => resourceOf(type, profiles.get(type) ?? [], capable)),
    interaction: interactionsOf(system)
      .flatMap((code) => SEVERAL[code] ?? [code])
      .map((code) => ({ code: code as 'batch' })),
    searchParam: sharedBy(SERVED_TYPES.map((type) => parameters.of(type))).map(said),
    operation: operationsOf(system).map((name) => ({ name, definition: operationUrl(definitions, name) })),
    compartment: COMPARTMENTS.map((type) => `http://hl7.org/fhir/CompartmentDefinition/${lowerFirst(type)}`),
  };
}

function resourceOf(
  type: string,
  profiles: readonly string[],
  { parameters, writing, definitions }: Capable,
): CapabilityStatementRestResource {
  const routes = routesOf(type);
  const operation = operationsOf(routes).map((name) => ({ name, definition: operationUrl(definitions, name, type) }));
  return {
    type: type as CapabilityStatementRestResource['type'],
    ...(profiles.length === 0 ? {} : { supportedProfile: [...profiles] }),
    interaction: interactionsOf(routes).map((code) => ({ code: code as Interaction['code'] })),
    ...(SERVED_TYPES.includes(type)
      ? storedAs(type, routes, { parameters, writing, definitions })
      : { documentation: type === 'AuditEvent' ? AUDIT : DEFINITIONS }),
    searchParam: searchesOf(type, parameters).map(said),
    ...(operation.length === 0 ? {} : { operation }),
  };
}

const AUDIT =
  '要求のたびにサーバーが記録するもの。読めるのは自分の要求、自分についての記録、プライバシー責任者にはすべて。 / What the server records of each request: everybody reads what they asked for or what is about them, the privacy officer all of it.';

/** They come with packages, or are added by who runs the house. */
const DEFINITIONS =
  '読み込まれたパッケージの定義、または地域が加えた検索パラメータ。書けるのは管理者だけ。 / The definitions of loaded packages, or search parameters that a region adds; only an administrator writes them.';

/** What holds for records only: their versions, what is done by criteria, how their references are followed. */
function storedAs(
  type: string,
  routes: readonly Route[],
  { parameters, writing }: Capable,
): Partial<CapabilityStatementRestResource> {
  const offered = (method: Route['method'], path: string) =>
    routes.some((route) => route.method === method && route.path === `/fhir/:type${path}`);
  const codes = [...parameters.of(type).values()].filter(isReference).map(({ code }) => `${type}:${code}`);
  return {
    versioning: needsVersion(type) ? 'versioned-update' : 'versioned',
    readHistory: offered('get', '/:id/_history/:version'),
    updateCreate: writing.updateCreate && !needsVersion(type),
    conditionalCreate: offered('post', ''),
    conditionalRead: 'full-support',
    conditionalUpdate: offered('put', ''),
    conditionalDelete: offered('delete', '') ? writing.conditionalDelete : 'not-supported',
    // What is referred to may be deleted: a refusal would tell of referrers that the caller may not see.
    referencePolicy: ['literal', 'logical'],
    searchInclude: ['*', ...codes],
    searchRevInclude: revIncludesOf(type, parameters),
  };
}

/** What refers to a type, as `_revinclude` names it. */
function revIncludesOf(type: string, parameters: Capable['parameters']): string[] {
  const referring = SERVED_TYPES.flatMap((source) =>
    [...parameters.of(source).values()]
      .filter((one) => isReference(one) && one.targets.includes(type))
      .map(({ code }) => `${source}:${code}`),
  );
  return ['*', ...referring];
}

const isReference = ({ type }: SearchParameter): boolean => type === 'reference';

const said = ({ code, type, url }: SearchParameter) => ({
  name: code,
  type: type === 'text' ? ('string' as const) : type,
  definition: url,
});

/** What can be searched by whatever the type is. */
const sharedBy = ([first = new Map(), ...others]: readonly ReadonlyMap<string, SearchParameter>[]): SearchParameter[] =>
  [...first.values()].filter(({ code, type }) => others.every((other) => other.get(code)?.type === type));

const lowerFirst = (type: string): string => `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;
