import { readFileSync } from 'node:fs';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, loadMapping, readForm, toFhir, toForm, writeForm } from '#mapping';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const state = must(loadMapping('applicant-state'));
const filled: Form = JSON.parse(readFileSync('examples/applicant-state/form.json', 'utf8'));
const made = (): Bundle => must(toFhir(state, filled, { ids: countingIds() })).output;

function of<T extends Resource['resourceType']>(bundle: Bundle, type: T): Extract<Resource, { resourceType: T }>[] {
  return (bundle.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === type ? [resource as Extract<Resource, { resourceType: T }>] : [],
  );
}

/** The form as it reads from a record, with other words in the certificate that is held. */
function withState(bundle: Bundle, words: string): Form {
  const form = structuredClone(must(toForm(state, bundle)).output);
  const field = form.tables['certificates']?.[0]?.fields['F05-05-state'];
  Object.assign(field ?? {}, { value: words });
  return form;
}

test('the family, illnesses and certificates of the paper are records of their own, and the answers hold only what has none', () => {
  const bundle = made();
  expect(
    of(bundle, 'RelatedPerson').map(({ name, relationship }) => [name?.[0]?.text, relationship?.[0]?.text]),
  ).toEqual([
    ['佐藤 洋子', '姉'],
    ['佐藤 洋子', '姉'],
    ['佐藤 誠', '兄'],
  ]);
  expect(of(bundle, 'Condition').map(({ code }) => code?.text)).toEqual([
    '統合失調症（F20.0）',
    'アルコールの有害な使用（断酒中）',
    '統合失調症',
    '脂質異常症',
  ]);
  // What an office writes down from what it was told is no diagnosis.
  expect(new Set(of(bundle, 'Condition').map((one) => one.verificationStatus?.coding?.[0]?.code))).toEqual(
    new Set(['unconfirmed']),
  );
  const answers = JSON.stringify(of(bundle, 'QuestionnaireResponse'));
  for (const word of ['佐藤', '統合失調症', '脂質異常症']) expect(answers).not.toContain(word);
  expect(answers).toContain('市内に住む。同居はできない。');
});

test('only a certificate that is held is a record, and one that is held no more is no longer in force', () => {
  const bundle = made();
  expect(of(bundle, 'Coverage')).toMatchObject([
    { status: 'active', type: { text: '精神障害者保健福祉手帳' }, class: [{ type: { text: '等級' }, value: '2級' }] },
  ]);
  const gone = must(toFhir(state, withState(bundle, '無'), { ids: countingIds(500), base: bundle })).output;
  expect(of(gone, 'Coverage').map(({ status }) => status)).toEqual(['cancelled']);
  expect(JSON.stringify(of(gone, 'QuestionnaireResponse'))).not.toContain('Coverage/');
  const again = must(toFhir(state, withState(gone, '有'), { ids: countingIds(600), base: gone })).output;
  expect(of(again, 'Coverage').map(({ status, type }) => [status, type?.text])).toEqual([
    ['cancelled', '精神障害者保健福祉手帳'],
    ['active', '精神障害者保健福祉手帳'],
  ]);
});

test('an illness that its reader may not see is neither printed nor lost when the others change', async () => {
  const bundle = made();
  const [hidden] = of(bundle, 'Condition');
  const seen = { ...bundle, entry: (bundle.entry ?? []).filter(({ resource }) => resource !== hidden) };
  const form = must(toForm(state, seen)).output;
  const printed = await writeForm(state, form, 'xlsx');
  expect(must(await readForm(state, printed, 'xlsx'))).toEqual(form);
  const csv = new TextDecoder().decode(await writeForm(state, form, 'csv'));
  expect(csv).not.toContain('統合失調症（F20.0）');
  const [silent, said] = form.tables['illnesses'] ?? [];
  const changed = { ...said, fields: { 'F05-04-name': { label: '障害または疾患名', value: '断酒中' } } };
  const rows = [silent, changed] as Form['tables'][string];
  const next = must(
    toFhir(state, { ...form, tables: { ...form.tables, illnesses: rows } }, { ids: countingIds(500), base: seen }),
  ).output;
  expect(of(next, 'QuestionnaireResponse')).toEqual(of(seen, 'QuestionnaireResponse'));
  expect(of(next, 'Condition')[0]?.code?.text).toBe('断酒中');
});
