import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import {
  type Form,
  listMappings,
  listOverlays,
  loadMapping,
  type Mapping,
  readForm,
  toFhir,
  toForm,
  writeForm,
} from '#mapping';
import { createValidator, loadPackages } from '#validation';
import { targetsOf } from '../../src/mapping/mapping.ts';
import { countingIds } from './examples.ts';
import { formOf } from './form-records.ts';

const SEED = 20260410;
const RECORDS = 1000;
/** A workbook takes as long as hundreds of conversions. */
const WORKBOOKS = 12;
const LONG = 240_000;

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const validator = createValidator(must(await loadPackages(['profiles/package'])));
/** As `toEqual`, which is asked only to tell a difference: it takes longer than the conversions. */
function expectSame(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other);
}

const forms = listMappings()
  .map((id) => must(loadMapping(id)))
  .filter(({ kind }) => kind === 'form');
const variants: Mapping[] = forms.flatMap((base) => [
  base,
  ...listOverlays(base.id).map((overlay) => must(loadMapping(base.id, { overlay }))),
]);
const nameOf = ({ id, overlay }: Mapping): string => (overlay === undefined ? id : `${id} in ${overlay}`);

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const texts = ({ fields, tables }: Form) => [
  fields,
  Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.map((row) => row.fields)])),
];

interface ExampleFile {
  readonly name: string;
  readonly content: Form | Bundle;
}

/** `examples/<mapping>/*.json`: forms, of which each names its overlay, and Bundles. */
function examplesOf({ id }: Mapping): ExampleFile[] {
  const folder = `examples/${id}`;
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names.map((name) => ({ name, content: json(`${folder}/${name}`) as Form | Bundle }));
}

const isBundle = (content: Form | Bundle): content is Bundle => 'resourceType' in content;
const formsOf = (mapping: Mapping): Form[] =>
  examplesOf(mapping).flatMap(({ content }) => (isBundle(content) ? [] : [content]));
const bundlesOf = (mapping: Mapping): Bundle[] =>
  examplesOf(mapping).flatMap(({ content }) => (isBundle(content) ? [content] : []));

/** Elements that no rule knows, in every resource, to see that they stay. */
function withMore(bundle: Bundle): Bundle {
  const more = structuredClone(bundle);
  for (const { resource } of more.entry ?? []) {
    const open = resource as Resource & Record<string, unknown>;
    open['implicitRules'] = 'https://example.org/rules';
    open['contained'] = [{ resourceType: 'Basic', id: 'more', code: { text: 'more' } }];
  }
  return more;
}

describe.each(variants.map((mapping) => [nameOf(mapping), mapping] as const))('%s', (_, mapping) => {
  test('whatever is written on the form comes back from FHIR in the same words, and a second time changes nothing', {
    timeout: LONG,
  }, () => {
    fc.assert(
      fc.property(formOf(mapping), (form) => {
        const { output } = must(toFhir(mapping, form, { ids: countingIds() }));
        const again = must(toForm(mapping, output)).output;
        expectSame(texts(again), texts(form));
        expectSame(must(toFhir(mapping, again, { ids: countingIds(), base: output })).output, output);
        const more = withMore(output);
        expectSame(must(toFhir(mapping, again, { ids: countingIds(), base: more })).output, more);
      }),
      { seed: SEED, numRuns: RECORDS },
    );
  });

  test('a form that is written into the records it came from, with other words, says those words and keeps the rest', {
    timeout: LONG,
  }, () => {
    fc.assert(
      fc.property(formOf(mapping), formOf(mapping), (form, other) => {
        const base = withMore(must(toFhir(mapping, form, { ids: countingIds() })).output);
        const known = must(toForm(mapping, base)).output;
        const tables = Object.fromEntries(
          Object.entries(known.tables).map(([table, rows]) => [
            table,
            (other.tables[table] ?? []).map(({ fields }, at) => ({ ...rows[at], fields })),
          ]),
        );
        const changed = { ...known, fields: other.fields, tables };
        const { output } = must(toFhir(mapping, changed, { ids: countingIds(RECORDS), base }));
        expectSame(texts(must(toForm(mapping, output)).output), texts(changed));
      }),
      { seed: SEED, numRuns: RECORDS / 4 },
    );
  });

  test('JSON, CSV and workbook read back as they were written, never as formulas', { timeout: LONG }, async () => {
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        const filled = must(toForm(mapping, must(toFhir(mapping, form, { ids: countingIds() })).output)).output;
        for (const one of [form, filled])
          for (const format of ['json', 'csv'] as const)
            expectSame(must(await readForm(mapping, await writeForm(mapping, one, format), format)), one);
      }),
      { seed: SEED, numRuns: RECORDS / 4 },
    );
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        const filled = must(toForm(mapping, must(toFhir(mapping, form, { ids: countingIds() })).output)).output;
        expect(must(await readForm(mapping, await writeForm(mapping, filled, 'xlsx'), 'xlsx'))).toEqual(filled);
      }),
      { seed: SEED, numRuns: WORKBOOKS },
    );
  });

  test('no two rules write one path, and every field has its place on the paper', () => {
    const paths = mapping.rules.flatMap((rule) => Object.values(targetsOf(rule)));
    expect(new Set(paths).size).toBe(paths.length);
    const cells = new Set(
      (mapping.layout?.sheets ?? []).flatMap(({ fields, tables = {}, grids = {}, lists = {} }) => [
        ...Object.keys(fields),
        ...Object.values(tables).flatMap(({ columns }) => Object.keys(columns)),
        ...Object.values(lists).map(({ field }) => field),
        ...Object.values(grids).flatMap(({ time, text }) => [time, text]),
      ]),
    );
    const printed = mapping.rules.filter(({ direction, target }) => direction !== 'none' || target === undefined);
    const without = printed.filter(({ source }) => !cells.has(source)).map(({ id }) => id);
    expect(without).toEqual([]);
  });

  test('every rule is hit by an example', () => {
    const hit = new Set(
      formsOf(mapping)
        .filter(({ overlay }) => overlay === undefined || overlay === mapping.overlay)
        .flatMap(({ fields, tables }) => [
          fields,
          ...Object.values(tables).flatMap((rows) => rows.map((row) => row.fields)),
        ])
        .flatMap(Object.keys),
    );
    const without = mapping.rules.filter(({ source, direction }) => direction !== 'none' && !hit.has(source));
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});

describe.each(forms.map((mapping) => [mapping.id, mapping] as const))('%s', (_, mapping) => {
  test('every field of the catalogue of forms is carried, or its loss is declared with a reason', () => {
    const { forms: all } = json('profiles/form-fields.json') as { forms: { id: string; fields: { id: string }[] }[] };
    const fields = all.find(({ id }) => id === mapping.form)?.fields ?? [];
    expect(fields.length).toBeGreaterThan(0);
    const sources = mapping.rules.map(({ source }) => source);
    const isCarried = (id: string): boolean =>
      sources.some((source) => source === id || source.startsWith(`${id}-`)) ||
      mapping.losses[id] !== undefined ||
      (mapping.covers[id]?.every((source) => sources.includes(source)) ?? false);
    expect(fields.map(({ id }) => id).filter((id) => !isCarried(id))).toEqual([]);
  });

  test('what the example makes holds to its profiles', { timeout: LONG }, () => {
    const [bundle] = bundlesOf(mapping);
    const made = must(toFhir(mapping, json(`examples/${mapping.id}/form.json`) as Form, { ids: countingIds() })).output;
    for (const one of [bundle as Bundle, made]) {
      const errors = validator.validate(one).filter(({ severity }) => severity === 'error' || severity === 'fatal');
      expect(errors.map(({ code, expression, en }) => `${code} ${expression} ${en}`)).toEqual([]);
    }
  });

  test('the committed examples are made of each other and read back', async () => {
    const [bundle] = bundlesOf(mapping);
    const form = json(`examples/${mapping.id}/form.json`) as Form;
    expect(bundle).toBeDefined();
    expect(must(toForm(mapping, bundle as Bundle)).output).toEqual(form);
    expect(must(toFhir(mapping, form, { ids: countingIds(), base: bundle as Bundle })).output).toEqual(bundle);
    const printed = must(toFhir(mapping, form, { ids: countingIds() })).output;
    expect(must(toForm(mapping, printed)).output).toEqual(form);
    for (const one of formsOf(mapping)) {
      const own = must(loadMapping(mapping.id, one.overlay === undefined ? {} : { overlay: one.overlay }));
      const { output, issues } = must(toFhir(own, one, { ids: countingIds() }));
      expect(issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
      expect(texts(must(toForm(own, output)).output)).toEqual(texts(one));
    }
  });
});
