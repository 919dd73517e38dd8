/** Shows the definitions that the house works with: value sets, code systems, profiles. They are loaded, not stored, and read only. */
import { type Refusal, refuse, SUBSETTED } from '#fhir';
import type { DefinitionResource } from '#validation';
import { type Answer, type House, notFound, type Visit } from '#visit';
import { bundleText } from './definition-bundle.ts';

export const DEFINITION_TYPES = [
  'CodeSystem',
  'ConceptMap',
  'Questionnaire',
  'StructureDefinition',
  'ValueSet',
] as const;

export type DefinitionServed = (typeof DEFINITION_TYPES)[number];

/** 200 with the definition, without the prose that validating has no need of. */
export async function readDefinition(house: House, type: DefinitionServed, id: string): Promise<Answer | Refusal> {
  const [found] = house.definitions.list(type, { id });
  if (found === undefined) return notFound(type, id);
  return { status: 200, body: JSON.stringify(shown(found)), interaction: 'read', action: 'R', items: [] };
}

/** 200 with a searchset. There are thousands, so they are asked for by `url` or `_id`. */
export async function searchDefinitions(
  house: House,
  { base, url: asked }: Pick<Visit, 'base' | 'url'>,
  type: DefinitionServed,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const [url, id] = [query.get('url'), query.get('_id')];
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined || (url === null && id === null)) return searchWrong(unknown);
  const [canonical, version] = url?.split('|', 2) ?? [];
  const by = { ...(canonical === undefined ? {} : { url: canonical }), ...(id === null ? {} : { id }) };
  const found = house.definitions.list(type, by).filter((one) => version === undefined || one.version === version);
  const body = bundleText({ base, url: asked }, found.map(shown));
  return { status: 200, body, interaction: 'search-type', action: 'E', items: [] };
}

/** What definitions are searched by. */
export const DEFINITION_SEARCHES: readonly string[] = ['url', '_id'];

const KNOWN = [...DEFINITION_SEARCHES, '_format', '_pretty', '_count', '_summary', '_elements'];

/** Prose is not kept, and who reads the definition must know it. */
const shown = (definition: DefinitionResource): DefinitionResource => ({
  ...definition,
  meta: { ...definition.meta, tag: [...(definition.meta?.tag ?? []), SUBSETTED] },
});

const searchWrong = (unknown: string | undefined): Refusal =>
  refuse(400, {
    code: 'search-parameter-unsupported',
    type: 'not-supported',
    ja: `定義は url か _id で検索してください${unknown === undefined ? '' : `（${unknown} は使えません）`}。`,
    en: `search definitions by \`url\` or \`_id\`${unknown === undefined ? '' : `, not by \`${unknown}\``}`,
    spec: 'https://hl7.org/fhir/R4/search.html',
  });
