/** Indexes a resource by the parameters that hold for its type now, and tells which these were. */
import { createHash } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { ABOUT_TYPES, aboutOf } from '#consent';
import type { SearchParameter, SearchParameters } from '#fhir';
import { indexValuesOf } from './index-values.ts';
import { type Drawing, drawSections, SECTIONED_TYPES, type Whole } from './sections.ts';
import type { Indexed } from './write.ts';

/** Raised when this room draws other values from the same parameters. */
const RULES = 12;
/** The same of the types that have sections. */
const SECTION_RULES = 12;
/** The same of the types that are about others. */
const ABOUT_RULES = 11;
/** The same of what a region has added. */
const ADDED_RULES = 9;

export function indexOf(resource: Resource, drawing: Drawing, whole: Whole): Indexed {
  const { parameters } = drawing;
  const own = parameters.of(resource.resourceType);
  return {
    values: indexValuesOf(resource, own.values()),
    sections: drawSections(resource, whole, drawing),
    about: aboutOf(resource),
    indexed: digestOf(parameters, resource.resourceType),
  };
}

const digests = new WeakMap<ReadonlyMap<string, SearchParameter>, string>();

/** The digest of a type's parameters: another one means that what was indexed before is to be indexed anew. */
export function digestOf(parameters: SearchParameters, type: string): string {
  const own = parameters.of(type);
  const known = digests.get(own);
  if (known !== undefined) return known;
  const said = [...own.values()].map(wordsOf).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([rulesOf(type), said]))
    .digest('base64url')
    .slice(0, 16);
  digests.set(own, digest);
  return digest;
}

function rulesOf(type: string): number {
  if (SECTIONED_TYPES.includes(type)) return SECTION_RULES;
  return ABOUT_TYPES.includes(type) ? ABOUT_RULES : RULES;
}

const wordsOf = ({ code, type, expression, components, added, ...own }: SearchParameter): string =>
  [
    `${code} ${type} ${expression}${systemOf(own)}${added ? ` by rules ${ADDED_RULES}` : ''}`,
    ...components.map(
      ({ parameter, expression: part }) => `${parameter.type} ${parameter.code} ${part}${systemOf(parameter)}`,
    ),
  ].join(' $ ');

const systemOf = ({ system }: Pick<SearchParameter, 'system'>): string =>
  system === undefined ? '' : ` in ${JSON.stringify(system)}`;
