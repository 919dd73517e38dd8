import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Questionnaire, QuestionnaireItem, StructureDefinition } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { type Field, type FormFields, formFieldsPage, type Home } from '../../profiles/form-fields.ts';
import { definitionOf, hasElement } from './element-paths.ts';

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const table = read<FormFields>('profiles/form-fields.json');
const fields = table.forms.flatMap((form) => form.fields);
const homes = fields.flatMap(({ id, homes: all }) => all.map((home) => ({ id, ...home })));
const named = ({ id, profile, element }: Home & { id: string }) => `${id} ${profile} ${element}`;

/** The forms as the field knows them; where that list is not at hand, the committed one. */
const KNOWN = '../shared/domain/forms.json';
const known = (existsSync(KNOWN) ? read<FormFields>(KNOWN) : table).forms.flatMap((form) => form.fields);

/** The structure definitions in a FHIR package of others, or none when it is not at hand. */
function packageOf(path: string): StructureDefinition[] {
  if (!existsSync(path)) return [];
  const tar = gunzipSync(readFileSync(path));
  const found: StructureDefinition[] = [];
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0;
    if (/StructureDefinition-JP-Composition-e(Referral|DischargeSummary)[.]json$/.test(name))
      found.push(JSON.parse(tar.toString('utf8', at + 512, at + 512 + size)) as StructureDefinition);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

const questionsOf = (items: readonly QuestionnaireItem[] = []): string[] =>
  items.flatMap(({ linkId, item }) => [linkId ?? '', ...questionsOf(item)]);

test('every field of every form has a home', () => {
  expect(known.length).toBe(188);
  const homeless = (id: string) => !fields.find((field) => field.id === id)?.homes.length;
  expect(known.map(({ id }) => id).filter(homeless)).toEqual([]);
});

test('a field is written here as the form has it', () => {
  const asForm = ({ id, label, cardinality, status }: Field) => ({ id, label, cardinality, status });
  expect(fields.map(asForm)).toEqual(known.map(asForm));
});

test('every home in a profile of ours or in R4 is an element that is there', () => {
  const own = homes.filter(({ profile }) => !profile.startsWith('http'));
  expect(own.length).toBeGreaterThan(300);
  const lost = own.filter(({ profile, element }) => {
    const definition = definitionOf(profile);
    return definition === undefined || !hasElement(definition, element);
  });
  expect(lost.map(named)).toEqual([]);
});

test('the walk along a path finds no element that is not there', () => {
  const plan = definitionOf('kakehashi-service-plan') as StructureDefinition;
  expect(hasElement(plan, 'CarePlan.extension:agreement.extension:agreedBy')).toBe(true);
  expect(hasElement(plan, 'CarePlan.extension:agreement.extension:stamp')).toBe(false);
  expect(hasElement(plan, 'CarePlan.activity.detail.stamp')).toBe(false);
  expect(hasElement(plan, 'CarePlan.extension:stamp')).toBe(false);
  expect(hasElement(plan, 'CarePlan.period.start')).toBe(true);
  expect(hasElement(plan, 'Goal.target')).toBe(false);
});

test('every question that is a home is asked by its questionnaire', () => {
  const asked = homes.filter(({ question }) => question !== undefined);
  expect(asked).toHaveLength(28);
  const unasked = asked.filter(({ questionnaire, question = '' }) => {
    const { item } = read<Questionnaire>(`profiles/package/Questionnaire-${questionnaire}.json`);
    return !questionsOf(item).includes(question);
  });
  expect(unasked.map(named)).toEqual([]);
});

test('every home in a national document is one of its sections', () => {
  const national = homes.filter(({ profile }) => profile.startsWith('http'));
  expect(new Set(national.map(({ element }) => element.split(':')[0]))).toEqual(new Set(['Composition.section']));
  expect(national).toHaveLength(54);
  const loaded = packageOf('../shared/corpora/jp/jp-clins.r4-1.5.2-snap.tgz');
  const checked = national.filter(({ profile }) => loaded.some(({ url }) => url === profile));
  expect(checked).toHaveLength(loaded.length === 0 ? 0 : 54);
  const lost = checked.filter(
    ({ profile, element }) => !hasElement(loaded.find(({ url }) => url === profile) as StructureDefinition, element),
  );
  expect(lost.map(named)).toEqual([]);
});

test('the page is what its generator writes', () => {
  expect(readFileSync('profiles/FORM-FIELDS.md', 'utf8')).toBe(formFieldsPage(table));
});

test('the page has a row for each field, in both languages', () => {
  const page = formFieldsPage(table);
  for (const { id, label, en } of fields) expect(page).toContain(`| ${id} | ${label}<br>${en} |`);
});
