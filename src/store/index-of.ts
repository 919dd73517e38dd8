/** Indexes a resource by the parameters that hold for its type now, and tells which these were. */
import { createHash } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import type { SearchParameter, SearchParameters } from '#fhir';
import { indexValuesOf } from './index-values.ts';
import type { Indexed } from './write.ts';

/** Raised when this room draws other values from the same parameters. */
const RULES = 3;

export function indexOf(resource: Resource, parameters: SearchParameters): Indexed {
  const own = parameters.of(resource.resourceType);
  return { values: indexValuesOf(resource, own.values()), indexed: digestOf(own) };
}

const digests = new WeakMap<ReadonlyMap<string, SearchParameter>, string>();

/** The digest of a type's parameters: another one means that what was indexed before is to be indexed anew. */
export function digestOf(parameters: ReadonlyMap<string, SearchParameter>): string {
  const known = digests.get(parameters);
  if (known !== undefined) return known;
  const said = [...parameters.values()].map(wordsOf).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([RULES, said]))
    .digest('base64url')
    .slice(0, 16);
  digests.set(parameters, digest);
  return digest;
}

const wordsOf = ({ code, type, expression, components, ...own }: SearchParameter): string =>
  [
    `${code} ${type} ${expression}${systemOf(own)}`,
    ...components.map(
      ({ parameter, expression: part }) => `${parameter.type} ${parameter.code} ${part}${systemOf(parameter)}`,
    ),
  ].join(' $ ');

const systemOf = ({ system }: Pick<SearchParameter, 'system'>): string =>
  system === undefined ? '' : ` in ${JSON.stringify(system)}`;
