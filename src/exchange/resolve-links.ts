/** What the references within one transaction mean: entries by their fullUrl or id, and others by criteria. */
import type { Narrative, Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, referencesOf, refuse, renameReferences } from '#fhir';
import type { Writer } from '#store';
import type { Answer } from './answer.ts';
import { type BundleRequest, located } from './bundle-request.ts';
import { knownAlready } from './create.ts';
import { findByCriteria } from './find-by-criteria.ts';
import type { House, Visit } from './house.ts';
import { renameLinks } from './rename-links.ts';

export interface Linked {
  /** `Type/id` of everything that the transaction makes. */
  readonly made: ReadonlySet<string>;
  /** The id under which the resource of a create comes to rest. */
  idOf(request: BundleRequest): string;
  /** The answer for what meets the criteria of a conditional create already. */
  known(request: BundleRequest): Answer | undefined;
  /** The resource of a request with its references resolved. */
  resourceOf(request: BundleRequest): Resource | undefined;
}

export async function resolveLinks(
  house: House,
  visit: Visit,
  writer: Writer,
  requests: readonly BundleRequest[],
): Promise<Linked | Refusal> {
  const renames = new Map<string, string>();
  const known = new Map<number, Answer>();
  const ids = new Map<number, string>();
  const made = new Set<string>();
  for (const request of requests) {
    const { index, method, path, type, ifNoneExist, resource } = request;
    if (method === 'POST' && path.length === 1) {
      const met =
        ifNoneExist === undefined ? undefined : await knownAlready(house, visit, writer, { type, query: ifNoneExist });
      if (isRefusal(met)) return located(met, index);
      const id = met ? idIn(met) : writer.newId();
      if (met) known.set(index, met);
      else made.add(`${type}/${id}`);
      ids.set(index, id);
    }
    const id = ids.get(index) ?? request.id;
    if (id === undefined || resource === undefined) continue;
    if (request.fullUrl !== undefined) renames.set(request.fullUrl, `${type}/${id}`);
    if (resource.id !== undefined) renames.set(`${resource.resourceType}/${resource.id}`, `${type}/${id}`);
  }
  const refusal = await resolveCriteria(house, visit, writer, { requests, renames });
  if (refusal) return refusal;
  return {
    made,
    idOf: ({ index }) => ids.get(index) ?? '',
    known: ({ index }) => known.get(index),
    resourceOf: ({ resource }) =>
      resource &&
      withLinks(
        renameReferences(resource, (reference) => renames.get(reference) ?? versionless(renames, reference)),
        renames,
      ),
  };
}

/**
 * Renames the links in the narrative of a copy, as far as they lead to what it also refers to. INVARIANT: an id that this
 * house gives stands only where it is masked from who may not see what has it. A narrative goes where a reference beside it
 * is masked; elements of type uri do not, and are searched by their text: so they keep what was sent.
 */
function withLinks(resource: Resource, renames: ReadonlyMap<string, string>): Resource {
  const { text } = resource as { text?: Partial<Narrative> };
  if (typeof text?.div !== 'string') return resource;
  const referredTo = new Set(referencesOf(resource).map(({ reference }) => reference));
  const rename = (link: string) => {
    const target = CONDITIONAL.test(link) ? undefined : renames.get(link);
    return target !== undefined && referredTo.has(target) ? target : undefined;
  };
  text.div = renameLinks(text.div, rename);
  return resource;
}

const idIn = ({ body }: Answer): string => (JSON.parse(String(body)) as { id: string }).id;

/** `urn:uuid:…/_history/1` does not occur; `Type/id/_history/n` of an entry means the entry. */
const versionless = (renames: ReadonlyMap<string, string>, reference: string): string | undefined =>
  renames.get(reference.replace(/\/_history\/.*$/, ''));

const CONDITIONAL = /^([A-Z][A-Za-z]+)\?(.+)$/;

/** `Patient?identifier=…` must mean exactly one visible resource. */
async function resolveCriteria(
  house: House,
  visit: Visit,
  writer: Writer,
  { requests, renames }: { requests: readonly BundleRequest[]; renames: Map<string, string> },
): Promise<Refusal | undefined> {
  for (const { index, resource, type } of requests) {
    if (resource === undefined || resource.resourceType !== type) continue;
    for (const { reference, expression } of referencesOf(resource, type)) {
      const [, target = '', query = ''] = CONDITIONAL.exec(reference) ?? [];
      if (target === '' || renames.has(reference)) continue;
      const found = await findByCriteria(house, visit, writer, { type: target, query });
      if (isRefusal(found)) return located(found, index);
      const [only] = found;
      const place = `Bundle.entry[${index}].resource${expression.slice(type.length)}`;
      if (only === undefined || found.length > 1) return ambiguous(reference, found.length, place);
      renames.set(reference, `${target}/${only.id}`);
    }
  }
  return undefined;
}

const ambiguous = (reference: string, count: number, expression: string): Refusal =>
  refuse(412, {
    code: 'conditional-reference',
    type: count === 0 ? 'not-found' : 'multiple-matches',
    ja: `条件つきの参照「${reference}」に当てはまるものが ${count} 件です。ちょうど一件になる条件にしてください。`,
    en: `the conditional reference \`${reference}\` is met by ${count} resources; it must be exactly one`,
    expression,
  });
