/** The laws of what leads one way, each over a thousand made records: what is there arrives in its words or is told, twice alike. */
import { readFileSync } from 'node:fs';
import type { Bundle, CarePlan } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { cdaToFhir } from '../../src/cda/index.ts';
import { type CdaElement, readCda, textWithin } from '../../src/cda/read-cda.ts';
import { convert } from '../../src/conversion/index.ts';
import { type Form, listMappings, loadMapping, type Mapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { ssmix2ToFhir } from '../../src/messages/index.ts';
import { unaccounted } from './accounting.ts';
import { countingIds, INSTITUTION, message } from './examples.ts';
import { formOf } from './form-records.ts';
import { MESSAGE_EXAMPLES, V2_EXAMPLES } from './message-examples.ts';

const SEED = 20260411;
const RECORDS = 1000;
const LONG = 240_000;

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const toForms = listMappings()
  .map((id) => must(loadMapping(id)))
  .filter(({ kind, direction }) => kind === 'form' && direction === 'to-form');

/** The same table both ways: what it reads is made of what it prints. */
const turned = (mapping: Mapping): Mapping => {
  const { direction: _, ...rest } = mapping;
  const rules = rest.rules.map((rule) =>
    rule.direction === 'to-form' ? { ...rule, direction: 'both' as const } : rule,
  );
  return { ...rest, rules };
};
const texts = ({ fields, tables }: Form) => [
  fields,
  Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.map((row) => row.fields)])),
];

test('two forms lead to paper only', () => {
  expect(toForms.map(({ id }) => id)).toEqual(['care-insurance-handover', 'discharge-summary-for-office']);
});

describe.each(toForms.map((mapping) => [mapping.id, mapping] as const))('%s', (_, mapping) => {
  test('what the records say is printed in the same words, twice alike, and what has no field is told', {
    timeout: LONG,
  }, () => {
    fc.assert(
      fc.property(formOf(turned(mapping)), (form) => {
        const { output } = must(toFhir(turned(mapping), { ...form, mapping: mapping.id }, { ids: countingIds() }));
        const before = JSON.stringify(output);
        const printed = must(toForm(mapping, output));
        expect(texts(printed.output)).toEqual(texts(form));
        expect(must(toForm(mapping, output)).output).toEqual(printed.output);
        expect(JSON.stringify(output)).toBe(before);
        const more = structuredClone(output) as Bundle;
        for (const { resource } of more.entry ?? [])
          Object.assign(resource ?? {}, { implicitRules: 'https://example.org/rules' });
        const told = must(toForm(mapping, more)).issues.map(({ expression = '' }) => expression);
        expect(told.filter((one) => one.endsWith('.implicitRules')).length).toBeGreaterThan(0);
      }),
      { seed: SEED, numRuns: RECORDS },
    );
  });
});

const word = fc.constantFrom(
  ...['髙﨑', '①〜', '葛城', '訪問看護', 'ｶﾀｶﾅ', '20260401', '20261301', '2026', '0', '-1.50', '""', 'A', 'M', 'F'],
  ...['1^2^3', 'D0009^高橋^由美', '^^^', '~', 'a&b', '\\T\\', '\\.br\\', 'x'.repeat(300), 'E14^糖尿病^I10', ' '],
);

describe('ssmix2-to-fhir', () => {
  const samples = [...Object.values(MESSAGE_EXAMPLES).map(({ segments }) => segments), ...Object.values(V2_EXAMPLES)];
  const changed = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 50 }), word), { maxLength: 6 }),
    )
    .map(([segments, changes]) =>
      changes.reduce<string[]>(
        (all, [at, field, value]) => {
          const place = 1 + (at % (all.length - 1));
          const parts = (all[place] ?? '').split('|');
          parts[Math.min(field, parts.length)] = value;
          return all.with(place, parts.join('|'));
        },
        [...segments],
      ),
    );

  test('every value of a message is carried or told, and the same message becomes the same twice', {
    timeout: LONG,
  }, () => {
    let taken = 0;
    fc.assert(
      fc.property(changed, (segments) => {
        const bytes = message(segments);
        const outcome = ssmix2ToFhir(bytes, { institution: INSTITUTION });
        expect(ssmix2ToFhir(bytes, { institution: INSTITUTION })).toEqual(outcome);
        if (isRefusal(outcome)) {
          expect([400, 413, 422]).toContain(outcome.status);
          return;
        }
        taken += 1;
        expect(unaccounted(bytes, outcome)).toEqual([]);
      }),
      { seed: SEED, numRuns: 2 * RECORDS },
    );
    expect(taken).toBeGreaterThanOrEqual(RECORDS);
  });
});

describe('cda-to-fhir', () => {
  const samples = ['discharge-summary', 'discharge-summary-coded', 'referral'].map((name) =>
    readFileSync(`examples/cda/${name}.xml`, 'utf8'),
  );
  const said = /(?<=>)[^<>\n]+(?=<)|(?<=(?:displayName|extension|value|code)=")[^"]+(?=")/g;
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(400), word), { maxLength: 6 }))
    .map(([text, changes]) => {
      let count = 0;
      const total = text.match(said)?.length ?? 1;
      const wanted = new Map(changes.map(([at, value]) => [at % total, value.replace(/[<&"]/g, '＆')]));
      return text.replace(said, (old) => wanted.get(count++) ?? old);
    });
  const sayings = (element: CdaElement): string[] => [
    ...(element.children.length === 0 && textWithin(element) !== '' ? [element.place] : []),
    ...element.children.flatMap(sayings),
  ];

  test('every text of a document is carried or told at its place, and the same document becomes the same twice', {
    timeout: LONG,
  }, () => {
    let taken = 0;
    fc.assert(
      fc.property(changed, (text) => {
        const bytes = new TextEncoder().encode(text);
        const outcome = cdaToFhir(bytes);
        if (isRefusal(outcome)) {
          expect([400, 413, 422]).toContain(outcome.status);
          return;
        }
        taken += 1;
        expect(JSON.stringify(must(cdaToFhir(bytes)).output)).toBe(JSON.stringify(outcome.output));
        const told = new Set([...outcome.mapped, ...outcome.issues.map(({ expression }) => expression)]);
        const isTold = (place: string): boolean =>
          place.split('/').some((_, at, steps) => told.has(steps.slice(0, at + 1).join('/')));
        expect(sayings(must(readCda(bytes))).filter((place) => !isTold(place))).toEqual([]);
      }),
      { seed: SEED, numRuns: 2 * RECORDS },
    );
    expect(taken).toBeGreaterThanOrEqual(RECORDS);
  });
});

describe('jp-careplan-ecs', () => {
  const samples = ['plan', 'plan-sparse'].map((name) =>
    JSON.parse(readFileSync(`examples/jp-careplan-ecs/${name}.json`, 'utf8')),
  );
  /** The places of all strings that a person wrote; the kind of plan is translated by its code, whatever it is called. */
  const written = (node: unknown, path = ''): string[] => {
    if (typeof node === 'string') return /[぀-ヿ一-鿿]/.test(node) && !node.startsWith('<div') ? [path] : [];
    if (typeof node !== 'object' || node === null || path === 'category') return [];
    return Object.entries(node).flatMap(([name, value]) =>
      written(value, Array.isArray(node) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`),
    );
  };
  const at = (node: any, path: string): any =>
    path
      .split(/[.[\]]+/)
      .filter((step) => step !== '')
      .reduce((found, step) => found?.[step], node);
  const dropped = ['note', 'goal', 'activity', 'contributor', 'careTeam', 'addresses', 'supportingInfo', 'created'];
  const changed = fc
    .tuple(fc.constantFrom(...samples), fc.subarray(dropped), fc.array(fc.tuple(fc.nat(60), word), { maxLength: 8 }))
    .map(([plan, gone, changes]) => {
      const made = structuredClone(plan);
      for (const name of gone) delete made[name];
      const places = written(made);
      for (const [which, value] of changes) {
        const place = places[which % places.length] ?? '';
        const [, parent = '', name = ''] = /^(.*?)[.]?([A-Za-z]+)$/.exec(place) ?? [];
        const holder = parent === '' ? made : at(made, parent);
        if (holder !== undefined && value.trim() !== '') holder[name] = `語${value}`;
      }
      return made as CarePlan;
    });

  test('every word of a plan is in the export or told, and it is exported alike twice', { timeout: LONG }, async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(changed, async (plan) => {
        const input = new TextEncoder().encode(JSON.stringify(plan));
        const done = await convert({ mapping: 'jp-careplan-ecs', to: 'fhir', input });
        if (isRefusal(done)) {
          expect(done.issues[0]?.code).toBe('export-unfit');
          return;
        }
        taken += 1;
        const again = must(await convert({ mapping: 'jp-careplan-ecs', to: 'fhir', input }));
        expect(again.output).toEqual(done.output);
        const text = new TextDecoder().decode(done.output);
        const told = done.report.issues.map(({ expression = '' }) => expression.replace(/^CarePlan\./, ''));
        const isTold = (place: string): boolean =>
          text.includes(JSON.stringify(at(plan, place)).slice(1, -1)) ||
          told.some((one) => one !== '' && place.startsWith(one));
        expect(written(plan).filter((place) => !isTold(place))).toEqual([]);
      }),
      { seed: SEED, numRuns: 1.2 * RECORDS },
    );
    expect(taken).toBeGreaterThanOrEqual(RECORDS);
  });
});
