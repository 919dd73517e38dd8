import { readdirSync, readFileSync } from 'node:fs';
import type { Bundle } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { type Form, listMappings, listOverlays, loadMapping, toFhir } from '../../src/mapping/index.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const validator = createValidator(must(await loadPackages(['profiles/package'])));
const errorsIn = (bundle: Bundle): string[] =>
  validator
    .validate(bundle)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ code, expression, en }) => `${code} ${expression}: ${en}`);

const kinds = listMappings().map((id) => must(loadMapping(id)));
/** Those that FHIR is made by: what only leads to paper makes none. */
const forms = kinds.flatMap(({ id, kind, direction }) => (kind === 'form' && direction !== 'to-form' ? [id] : []));
const examples = forms.flatMap((id) =>
  readdirSync(`examples/${id}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [`${id}/${name}`, id] as const),
);
const read = (path: string): Form | Bundle => JSON.parse(readFileSync(`examples/${path}`, 'utf8'));
const isBundle = (content: Form | Bundle): content is Bundle => 'resourceType' in content;

/** A paper alone that does not say which plan it belongs to: who takes it in names the plan. */
const NAMED_LATER: Readonly<Record<string, string>> = { 'service-plan': 'draft', 'weekly-plan': 'plan' };

function bundleOf(id: string, content: Form | Bundle): Bundle {
  if (isBundle(content)) return content;
  const mapping = must(loadMapping(id, content.overlay === undefined ? {} : { overlay: content.overlay }));
  const later = NAMED_LATER[id];
  const ids = later === undefined ? {} : { [later]: '00000000-0000-4000-8000-999999999999' };
  return must(toFhir(mapping, { ...content, ids: { ...ids, ...content.ids } }, { ids: countingIds() })).output;
}

/** A document as it is sent: who sends it names and dates it. */
const sent = (bundle: Bundle): Bundle =>
  bundle.type !== 'document'
    ? bundle
    : { identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:example:1' }, timestamp: NOW, ...bundle };

const NOW = '2026-05-10T10:00:00+09:00';

test.each(examples)('%s gives FHIR that holds to the profiles that it claims', (path, id) => {
  const bundle = bundleOf(id, read(path));
  expect(bundle.entry?.some(({ resource }) => resource?.meta?.profile !== undefined)).toBe(true);
  expect(errorsIn(sent(bundle))).toEqual([]);
});

test('what breaks a profile is found', () => {
  const bundle = bundleOf('applicant-daily-life', read('applicant-daily-life/form.json'));
  const broken = JSON.parse(JSON.stringify(bundle).replaceAll('"07:00:00"', '"25:00:00"')) as Bundle;
  expect(errorsIn(broken)).not.toEqual([]);
});

test('every region has an example of each form that it adapts', () => {
  const known = examples.map(([path]) => read(path)).filter((content): content is Form => !isBundle(content));
  const without = forms.flatMap((id) =>
    listOverlays(id)
      .filter((overlay) => !known.some((form) => form.mapping === id && form.overlay === overlay))
      .map((overlay) => `${id} in ${overlay}`),
  );
  expect(without).toEqual([]);
});
