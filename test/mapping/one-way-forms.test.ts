import { readFileSync } from 'node:fs';
import type { Bundle, CarePlan, Composition, CompositionSection, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { convert } from '../../src/conversion/index.ts';
import { type Form, loadMapping, type Mapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const json = (path: string): unknown => JSON.parse(readFileSync(`examples/${path}`, 'utf8'));
const mapping = (id: string): Mapping => must(loadMapping(id));
const summary = (): Bundle => json('discharge-summary/good.json') as Bundle;
const first = <T extends Resource>({ entry = [] }: Bundle, type: string): T =>
  entry.find(({ resource }) => resource?.resourceType === type)?.resource as T;

/** The sections inside of the structured part of a discharge summary. */
const partsOf = (bundle: Bundle): CompositionSection[] =>
  first<Composition>(bundle, 'Composition').section?.[0]?.section ?? [];

const fieldsOf = ({ fields }: Form): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([id, { value }]) => [id, value]));

test('the office reads of a discharge summary only the sections that consent shows', () => {
  const shown = summary();
  const hidden = ['342', '344', '362', '372'];
  const [structured] = first<Composition>(shown, 'Composition').section ?? [];
  if (structured !== undefined)
    structured.section = partsOf(shown).filter(({ code }) => !hidden.includes(code?.coding?.[0]?.code ?? ''));
  const { output, issues } = must(toForm(mapping('discharge-summary-for-office'), shown));
  const fields = fieldsOf(output);
  expect(fields['F16-20']).toBe('外来は2週間に1回、訪問看護は週2回。眠れない日が続くことが最初のサイン。');
  expect(['F16-06', 'F16-18', 'F16-10', 'F16-11'].filter((id) => fields[id] !== undefined)).toEqual([]);
  expect(issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
});

test('a table of medicines in a section keeps its cells apart', () => {
  const bundle = summary();
  const medicines = partsOf(bundle).find(({ code }) => code?.coding?.[0]?.code === '444');
  const cells =
    '<tr><td>オランザピン錠5mg</td><td>1回2錠</td></tr><tr><td>ブロチゾラム錠0.25mg</td><td>1回1錠</td></tr>';
  if (medicines !== undefined)
    medicines.text = {
      status: 'additional',
      div: `<div xmlns="http://www.w3.org/1999/xhtml"><table>${cells}</table></div>`,
    };
  const { output } = must(toForm(mapping('discharge-summary-for-office'), bundle));
  expect(fieldsOf(output)['F16-19']).toBe('オランザピン錠5mg　1回2錠　\nブロチゾラム錠0.25mg　1回1錠');
});

test('a section that the sheet has no place for is said', () => {
  const bundle = summary();
  partsOf(bundle).push({
    title: '輸血',
    code: { coding: [{ code: '740' }] },
    text: { status: 'additional', div: '<div/>' },
  });
  const { issues } = must(toForm(mapping('discharge-summary-for-office'), bundle));
  const unmapped = issues.filter(({ code }) => code === 'mapping-unmapped').map(({ expression }) => expression);
  expect(unmapped).toContain('Composition.section[0].section[14].title');
});

test('what leads one way only is refused the other way', async () => {
  const form = json('discharge-summary-for-office/form.json') as Form;
  const back = toFhir(mapping('discharge-summary-for-office'), form, { ids: countingIds() });
  expect(back).toMatchObject({
    issues: [{ code: 'mapping-direction', en: '`discharge-summary-for-office` only leads to the form' }],
  });
  const input = new TextEncoder().encode(JSON.stringify(summary()));
  expect(await convert({ mapping: 'admission-information-to-record', to: 'form', input })).toMatchObject({
    issues: [{ code: 'mapping-direction', en: '`admission-information-to-record` only leads to FHIR' }],
  });
});

test('the hospital takes what an office tells at admission into its sections by their codes', () => {
  const form = json('admission-information-to-record/form.json') as Form;
  const { output } = must(toFhir(mapping('admission-information-to-record'), form, { ids: countingIds() }));
  const sections = first<Composition>(output, 'Composition').section ?? [];
  const told = sections.map(({ title, code, section = [], entry = [] }) => [
    code?.coding?.[0]?.code,
    title,
    section.length,
    entry.length,
  ]);
  expect(told.toSorted()).toEqual([
    ['220', '備考・連絡情報', 5, 0],
    ['370', '既往歴', 0, 2],
    ['432', '入院時服薬', 0, 2],
    ['510', 'アレルギー・不耐性反応', 0, 1],
    ['640', '社会歴・生活習慣', 8, 2],
  ]);
});

test('a support level never becomes a level of care need, and each thing left behind says why', () => {
  const bundle = json('care-insurance-handover/bundle.json') as Bundle;
  const { output, issues } = must(toForm(mapping('care-insurance-handover'), bundle));
  const fields = fieldsOf(output);
  expect(first<CarePlan>(bundle, 'CarePlan').extension?.some(({ url }) => url.endsWith('/support-level'))).toBe(true);
  expect([fields['F21-01-level'], fields['F21-02-policy'] === undefined]).toEqual([undefined, false]);
  expect(issues.map(({ ja }) => ja)).toContain('障害支援区分: 要介護状態区分とは別の認定なので写しません。');
  expect(issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
  const empty = mapping('care-insurance-handover').rules.filter(
    ({ direction, target }) => direction === 'none' && !target,
  );
  expect(empty.filter(({ loss = '' }) => loss === '').map(({ id }) => id)).toEqual([]);
});
