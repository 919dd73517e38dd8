import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import {
  brokenLaws,
  type Form,
  listMappings,
  listOverlays,
  loadMapping,
  type Mapping,
  strangeCodes,
  strangeTargets,
  toFhir,
  toForm,
} from '../../src/mapping/index.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';
import { formOf } from './form-records.ts';

const SEED = 20260410;
const RECORDS = 1000;
/** As many for each law and for workbooks too, of which one takes as long as hundreds of conversions; by hand. */
const WHOLE = process.env['LAWS_WHOLE'] === '1';
const OTHERS = WHOLE ? RECORDS : RECORDS / 4;
const WORKBOOKS = WHOLE ? RECORDS : 12;
const LONG = WHOLE ? 3_600_000 : 240_000;

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const definitions = must(await loadPackages(['profiles/package']));
const validator = createValidator(definitions);
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

/** The form with the ids of what it was read from, where it is read from anything. */
function filledFrom(mapping: Mapping, form: Form): Form {
  if (mapping.direction !== undefined) return form;
  return must(toForm(mapping, must(toFhir(mapping, form, { ids: countingIds() })).output)).output;
}

/** A document gets its number and time from who sends it. */
const sent = (bundle: Bundle): Bundle =>
  bundle.type === 'document'
    ? {
        identifier: { system: 'https://hikari.example/documents', value: '1' },
        timestamp: '2026-12-14T10:05:00+09:00',
        ...bundle,
      }
    : bundle;

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
  const bothWays = mapping.direction === undefined;

  test.runIf(bothWays)(
    'whatever is written on the form comes back from FHIR in the same words, and a second time changes nothing',
    {
      timeout: LONG,
    },
    () => {
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
    },
  );

  test.runIf(bothWays)(
    'a form that is written into the records it came from, with other words, says those words and keeps the rest',
    {
      timeout: LONG,
    },
    () => {
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
        { seed: SEED, numRuns: OTHERS },
      );
    },
  );

  test('JSON, CSV and workbook read back as they were written, never as formulas', { timeout: LONG }, async () => {
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        for (const one of [form, filledFrom(mapping, form)])
          for (const format of ['json', 'csv'] as const)
            expectSame(must(await readForm(mapping, await writeForm(mapping, one, format), format)), one);
      }),
      { seed: SEED, numRuns: OTHERS },
    );
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        const filled = filledFrom(mapping, form);
        expect(must(await readForm(mapping, await writeForm(mapping, filled, 'xlsx'), 'xlsx'))).toEqual(filled);
      }),
      { seed: SEED, numRuns: WORKBOOKS },
    );
  });

  test.runIf(mapping.direction === 'to-fhir')(
    'every field of a form that only leads to FHIR arrives there',
    {
      timeout: LONG,
    },
    () => {
      fc.assert(
        fc.property(formOf(mapping), (form) => {
          const { mapped, issues } = must(toFhir(mapping, form, { ids: countingIds() }));
          const kept = issues.filter(({ code }) => code === 'mapping-declared-loss').length;
          const rows = Object.values(form.tables).flat();
          const filled = [form, ...rows].reduce((sum, { fields }) => sum + Object.keys(fields).length, 0);
          expect([mapped + kept, isRefusal(toForm(mapping, { resourceType: 'Bundle', type: 'document' }))]).toEqual([
            filled,
            true,
          ]);
        }),
        { seed: SEED, numRuns: RECORDS },
      );
    },
  );

  test('no two rules write one path, and every field has a place of its own on the paper', () => {
    expect(brokenLaws(mapping)).toEqual([]);
  });

  test('every path is an element of R4 of the type that its codec makes, and every code is one of its system', () => {
    expect(strangeTargets(mapping, definitions)).toEqual([]);
    expect(strangeCodes(mapping, (url) => definitions.codeSystem(url))).toEqual([]);
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
  test.runIf(mapping.form !== undefined)(
    'every field of the catalogue of forms is carried, or its loss is declared with a reason',
    () => {
      const { forms: all } = json('profiles/form-fields.json') as { forms: { id: string; fields: { id: string }[] }[] };
      const own = [mapping.form, ...mapping.alsoForms];
      const found = all.filter(({ id }) => own.includes(id));
      expect(found.map(({ id }) => id)).toEqual(own);
      const fields = found.flatMap((one) => one.fields);
      const sources = mapping.rules.map(({ source }) => source);
      const isCarried = (id: string): boolean =>
        sources.some((source) => source === id || source.startsWith(`${id}-`)) ||
        mapping.losses[id] !== undefined ||
        (mapping.covers[id]?.every((source) => sources.includes(source)) ?? false);
      expect(fields.map(({ id }) => id).filter((id) => !isCarried(id))).toEqual([]);
    },
  );

  test.runIf(mapping.direction !== undefined)(
    'the committed examples of a mapping that leads one way are made of each other',
    () => {
      const made = examplesOf(mapping).filter(({ name }) => name.startsWith('bundle'));
      expect(made.length).toBeGreaterThan(0);
      for (const { name, content } of made) {
        const form = json(`examples/${mapping.id}/${name.replace('bundle', 'form')}`) as Form;
        if (mapping.direction === 'to-form') expect(must(toForm(mapping, content as Bundle)).output).toEqual(form);
        else expect(must(toFhir(mapping, form, { ids: countingIds() })).output).toEqual(content);
      }
    },
  );

  test.runIf(mapping.direction === undefined)(
    'the committed examples are made of each other and read back',
    async () => {
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
    },
  );

  // What a summary is read from is not ours, and consent may show a part of it only.
  test.runIf(mapping.direction !== 'to-form')('what the example makes holds to its profiles', { timeout: LONG }, () => {
    const form = json(`examples/${mapping.id}/form.json`) as Form;
    const made = must(toFhir(mapping, form, { ids: countingIds() })).output;
    for (const one of [...bundlesOf(mapping), made].map(sent)) {
      const errors = validator.validate(one).filter(({ severity }) => severity === 'error' || severity === 'fatal');
      expect(errors.map(({ code, expression, en }) => `${code} ${expression} ${en}`)).toEqual([]);
    }
  });
});

test('a form of the catalogue is carried by a mapping, or it is declared why none carries it', () => {
  const { forms: all } = json('profiles/form-fields.json') as { forms: { id: string }[] };
  const carried = new Set(forms.flatMap(({ form, alsoForms }) => [form, ...alsoForms]));
  const reasons = json('mappings/not-carried.json') as Record<string, string>;
  expect(all.map(({ id }) => id).filter((id) => !carried.has(id))).toEqual(Object.keys(reasons));
  for (const reason of Object.values(reasons)) expect(reason).toMatch(/。$/);
});
