/**
 * Measures the mapping kit: a table of 100 rules and the filled service plan, each way, the plan as a workbook and as a print,
 * and documents and lists a second, from their bytes.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages, readText } from '#validation';
import { cdaToFhir } from '../../src/cda/index.ts';
import { recordsToFhir } from '../../src/lists/index.ts';
import { type Form, loadMapping, type Mapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { readForm, writeForm } from '../../src/paper/index.ts';
import { type Figure, median } from './figure.ts';

const ROUNDS = 9;
const RULES = 100;
/** Answers of one group of the questionnaire. */
const GROUP = 10;
const PLAN = 'service-plan';
/** Until what runs is compiled, it takes three times as long. */
const WARM_MS = 3_000;
const ROUND_MS = 50;

export async function measureMapping(): Promise<Figure[]> {
  const plan = must(loadMapping(PLAN));
  const bundle = JSON.parse(readFileSync(`examples/${PLAN}/bundle.json`, 'utf8')) as Bundle;
  const filled = must(toForm(plan, bundle)).output;
  const table = hundredRules();
  const form = formOf(table);
  const made = must(toFhir(table, form, { ids: () => 'id' })).output;
  const workbook = await writeForm(plan, filled, 'xlsx');
  return [
    await figure('100 rules, form to FHIR', 0.3, () => toFhir(table, form, { ids: () => 'id' })),
    await figure('100 rules, FHIR to form', 0.3, () => toForm(table, made)),
    await figure('100 rules, into the same records', 0.6, () => toFhir(table, form, { ids: () => 'id', base: made })),
    await figure('service plan, form to FHIR', undefined, () => toFhir(plan, filled, { ids: () => 'id' })),
    await figure('service plan, FHIR to form', undefined, () => toForm(plan, bundle)),
    await figure('service plan as xlsx', 60, () => writeForm(plan, filled, 'xlsx')),
    await figure('service plan from xlsx', undefined, () => readForm(plan, workbook, 'xlsx')),
    await figure('service plan as PDF', 400, () => writeForm(plan, filled, 'pdf')),
    await figure('service plan as HTML', undefined, () => writeForm(plan, filled, 'html')),
    await figure('service plan as CSV', undefined, () => writeForm(plan, filled, 'csv')),
    ...(await measureDocuments()),
  ];
}

/** A hospital's discharge summaries and lists, as they come: bytes in, what an office reads or what is stored out. */
async function measureDocuments(): Promise<Figure[]> {
  const summary = readFileSync('examples/discharge-summary/good.json');
  const cda = readFileSync('examples/cda/discharge-summary.xml');
  const coded = readFileSync('examples/cda/discharge-summary-coded.xml');
  const list = thousandRows(readFileSync('examples/csv/admissions.csv', 'utf8'));
  const sheet = must(loadMapping('discharge-summary-for-office'));
  const admissions = must(loadMapping('csv-admissions-to-fhir'));
  const national = NATIONAL.filter((path) => existsSync(path));
  const validator = createValidator(must(await loadPackages([...national, 'profiles/package'])));
  const bundleOf = (bytes: Uint8Array) => must(readText(new TextDecoder().decode(bytes))).value as Bundle;
  const passed = (bundle: Bundle): void => {
    if (validator.validate(bundle).some(({ severity }) => severity === 'error')) throw new Error('is not valid');
  };
  return [
    await rate('discharge summary to the sheet of the office', 300, 1, () => toForm(sheet, bundleOf(summary))),
    // Its profiles are those of JP-CLINS, which are not ours to ship.
    ...(national.length < NATIONAL.length
      ? []
      : [await rate('discharge summary, read and validated', 300, 1, () => passed(bundleOf(summary)))]),
    await rate('CDA document to FHIR', 300, 1, () => cdaToFhir(cda)),
    await rate('CDA document with coded entries to FHIR', 300, 1, () => cdaToFhir(coded)),
    await rate('list of admissions to FHIR, rows', undefined, ROWS, () =>
      recordsToFhir(admissions, list, { now: new Date() }),
    ),
  ];
}

const NATIONAL = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'].map((file) => `../shared/corpora/jp/${file}`);
const ROWS = 1_000;

function thousandRows(text: string): Uint8Array {
  const [head = '', row = ''] = text.split('\r\n');
  const rows = Array.from({ length: ROWS }, (_, at) => row.replace('0000123', String(at).padStart(7, '0')));
  return new TextEncoder().encode([head, ...rows].join('\r\n'));
}

/** How many a second, from the time that one takes. */
async function rate(name: string, least: number | undefined, count: number, run: () => unknown): Promise<Figure> {
  const { name: whole, value: ms } = await figure(name, undefined, run);
  const value = (count * 1_000) / ms;
  const held = least === undefined ? {} : { against: `the target of ${least}/s`, ratio: value / least };
  return { name: whole, value, unit: '/s', ...held };
}

/** The median of the rounds, warm; each round lasts as long as it takes to be told from the clock. */
async function figure(name: string, targetMs: number | undefined, run: () => unknown): Promise<Figure> {
  const once = await timed(run, WARM_MS);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await timed(run, Math.max(ROUND_MS, once)));
  const value = median(rounds);
  return {
    name: `mapping: ${name}`,
    value,
    unit: 'ms',
    ...(targetMs === undefined ? {} : { against: `the target of ${targetMs} ms`, ratio: value / targetMs }),
  };
}

async function timed(run: () => unknown, leastMs: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  do {
    await run();
    count += 1;
  } while (performance.now() - start < leastMs);
  return (performance.now() - start) / count;
}

/** Texts, dates, codes, numbers and yes or no, by turns. */
const KINDS = [
  { codec: 'text', element: 'valueString', text: '本人の望む暮らしに向けて、病院と相談支援が役割を分けて支える。' },
  { codec: 'date', element: 'valueDate', text: '令和8年4月10日' },
  { codec: 'code', element: 'valueCoding', text: '区分3', map: 'support-level' },
  { codec: 'integer', element: 'valueInteger', text: '12' },
  { codec: 'boolean', element: 'valueBoolean', text: '有' },
] as const;
const kindOf = (at: number) => KINDS[at % KINDS.length] ?? KINDS[0];

function hundredRules(): Mapping {
  const home = mkdtempSync(join(tmpdir(), 'mappings-'));
  const rules = Array.from({ length: RULES }, (_, at) => {
    const { codec, element, text: _text, ...more } = kindOf(at);
    const target = `response.item(=group-${Math.floor(at / GROUP)}).item(=item-${at}).answer[0].${element}`;
    return {
      id: `r${at}`,
      source: `f${at}`,
      label: `欄${at}`,
      target: codec === 'code' ? { coding: target } : target,
      codec,
      ...more,
      direction: 'both',
    };
  });
  const response = { type: 'QuestionnaireResponse', fixed: { status: 'completed' } };
  mkdirSync(join(home, 'hundred'));
  mkdirSync(join(home, 'concept-maps'));
  writeFileSync(
    join(home, 'concept-maps', 'support-level.json'),
    readFileSync('mappings/concept-maps/support-level.json'),
  );
  const file = { id: 'hundred', version: '1.0.0', kind: 'form', title: '百の規則', resources: { response }, rules };
  writeFileSync(join(home, 'hundred', 'rules.json'), JSON.stringify(file));
  const mapping = must(loadMapping('hundred', { home }));
  rmSync(home, { recursive: true });
  return mapping;
}

const formOf = ({ id, version, title, rules }: Mapping): Form => ({
  mapping: id,
  version,
  form: id,
  title,
  ids: {},
  fields: Object.fromEntries(rules.map(({ source, label }, at) => [source, { label, value: kindOf(at).text }])),
  tables: {},
});

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(value.issues[0]?.en);
  return value as Exclude<T, { refused: true }>;
}
