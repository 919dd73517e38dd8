/** Which form is meant: the one that is named, or the only one that fits what it is to be about. */
import type { Resource } from '@medplum/fhirtypes';
import { type Bilingual, isRefusal, type Refusal, refuse } from '#fhir';
import { homesWith, listMappings, loadMapping, type Mapping, reachOfForm } from '#mapping';
import type { House } from '#visit';

/** The form for a resource: 400 with the list where several fit and none is named, or where the named one does not. */
export function formFor(house: House, query: URLSearchParams, resource: Resource): Mapping | Refusal {
  const named = query.get('form');
  const fitting = listMappings(homesWith(house.mappings))
    .flatMap((id) => {
      const mapping = knownMapping(house, id);
      return isRefusal(mapping) || mapping.kind !== 'form' ? [] : [mapping];
    })
    .filter((mapping) => reachOfForm(mapping).isRoot(resource));
  const [only, ...others] = named === null ? fitting : fitting.filter(({ id }) => id === named);
  if (named !== null && only === undefined) {
    const asked = mappingNamed(house, query);
    return isRefusal(asked) ? asked : misfit(resource.resourceType, asked, fitting);
  }
  if (only === undefined) return noForm(resource.resourceType);
  if (others.length > 0) return severalForms(fitting);
  return laidOver(house, only.id, query);
}

/** The form that `form` names, as the region of `overlay` prints it. */
export function mappingNamed(house: House, query: URLSearchParams): Mapping | Refusal {
  const id = query.get('form');
  if (id === null) return formMissing(formsOf(house));
  const mapping = laidOver(house, id, query);
  return isRefusal(mapping) || mapping.kind === 'form' ? mapping : notAForm(id, formsOf(house));
}

const formsOf = (house: House): string[] => ofKind(house, 'form');

/** The lists of records (CSV) that can be read. */
export const listsOf = (house: House): string[] => ofKind(house, 'records');

const ofKind = (house: House, kind: Mapping['kind']): string[] =>
  listMappings(homesWith(house.mappings)).filter((id) => {
    const mapping = knownMapping(house, id);
    return !isRefusal(mapping) && mapping.kind === kind;
  });

function laidOver(house: House, id: string, query: URLSearchParams): Mapping | Refusal {
  return knownMapping(house, id, query.get('overlay') ?? undefined);
}

/** A region's folder is read once in the life of a gateway. */
const loaded = new Map<string, Mapping>();

export function knownMapping({ mappings }: House, id: string, overlay?: string): Mapping | Refusal {
  const key = JSON.stringify([mappings, id, overlay]);
  const before = loaded.get(key);
  if (before !== undefined) return before;
  const mapping = loadMapping(id, { home: homesWith(mappings), ...(overlay === undefined ? {} : { overlay }) });
  if (!isRefusal(mapping)) loaded.set(key, mapping);
  return mapping;
}

const listed = (forms: readonly { readonly id: string; readonly title: string }[]): Bilingual => ({
  ja: forms.map(({ id, title }) => `${id}（${title}）`).join('、'),
  en: forms.map(({ id }) => `\`${id}\``).join(', '),
});

function severalForms(forms: readonly Mapping[]): Refusal {
  const { ja, en } = listed(forms);
  return refuse(400, {
    code: 'form-ambiguous',
    type: 'multiple-matches',
    ja: `当てはまる様式が複数あります。form で選んでください: ${ja}`,
    en: `several forms fit; name one by \`form\`: ${en}`,
    expression: 'http.form',
  });
}

function misfit(type: string, { id, title }: Mapping, fitting: readonly Mapping[]): Refusal {
  const { ja, en } = listed(fitting);
  return refuse(400, {
    code: 'form-misfit',
    type: 'invalid',
    ja: `様式「${id}」（${title}）は、この ${type} には当てはまりません。当てはまるもの: ${ja || 'なし'}`,
    en: `the form \`${id}\` is not about such a \`${type}\`; those that are: ${en || 'none'}`,
    expression: 'http.form',
  });
}

const noForm = (type: string): Refusal =>
  refuse(400, {
    code: 'form-misfit',
    type: 'not-supported',
    ja: `この ${type} に当てはまる様式はありません。`,
    en: `no form is about such a \`${type}\``,
    expression: 'http.form',
  });

const formMissing = (forms: readonly string[]): Refusal =>
  refuse(400, {
    code: 'form-unnamed',
    type: 'required',
    ja: `どの様式かを form で示してください: ${forms.join('、')}`,
    en: `say by \`form\` which form it is: ${forms.join(', ')}`,
    expression: 'http.form',
  });

const notAForm = (id: string, forms: readonly string[]): Refusal =>
  refuse(400, {
    code: 'form-misfit',
    type: 'invalid',
    ja: `「${id}」は様式ではありません。様式: ${forms.join('、')}`,
    en: `\`${id}\` is no form; forms: ${forms.join(', ')}`,
    expression: 'http.form',
  });
