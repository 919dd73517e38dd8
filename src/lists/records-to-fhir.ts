/** A file of records (CSV) as a FHIR transaction by a rule table: one row is one record, and a row that is read again updates it. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Bundle } from '@medplum/fhirtypes';
import { copyOf, type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import {
  type FormField,
  headOf,
  isFailure,
  type Mapping,
  type ReadyRule,
  type Rule,
  readyRules,
  type Tree,
  toFhir,
  toFhirValues,
  type Values,
  writePath,
} from '#mapping';
import { isFilled, type RecordCell, type RecordRow, type RecordsFile, readRecords } from './read-records.ts';
import { entriesOf, type Made } from './record-entries.ts';
import {
  type Fault,
  issueOf,
  keyRepeated,
  otherMissing,
  rowsDiffer,
  senderMissing,
  stillAhead,
  told,
  valueMissing,
} from './record-faults.ts';
import { identitiesOf, type Named, type RecordsSender } from './record-identity.ts';
import { reportColumns } from './record-loss.ts';

export interface RecordsOptions {
  /** Whose records they are. Without it a second import cannot meet what the first one made. */
  readonly sender?: RecordsSender;
  /** Refuse instead of leaving anything behind that no rule declares as lost. */
  readonly strict?: boolean;
  /** What lies ahead of it is planned. */
  readonly now: Date;
}

/** `mapped` and `reported` are the filled cells, `line:column`; each is in one of them. */
export interface RecordsOutcome {
  readonly output: Bundle;
  readonly issues: readonly Issue[];
  readonly mapped: readonly string[];
  readonly reported: readonly string[];
  readonly mapping: Mapping;
  /** The line of the file that first speaks of an entry, in their order. */
  readonly lines: readonly number[];
}

interface Run {
  readonly mapping: Mapping;
  readonly file: RecordsFile;
  readonly sender: RecordsSender | undefined;
  readonly now: Date;
  readonly ready: ReadonlyMap<string, ReadyRule>;
  readonly made: Map<string, Made>;
  readonly faults: Fault[];
  readonly issues: Issue[];
  readonly mapped: string[];
  readonly reported: string[];
}

/** Refuses a file with any fault, with all of them: a list that is stored in part is taken for the whole. */
export function recordsToFhir(
  mapping: Mapping,
  bytes: Uint8Array,
  { sender, strict = false, now }: RecordsOptions,
): RecordsOutcome | Refusal {
  const file = readRecords(mapping, bytes);
  if (isRefusal(file)) return file;
  const ready = new Map(readyRules(mapping).toFhir.head.map((one) => [one.rule.id, one]));
  const run: Run = {
    mapping,
    file,
    sender,
    now,
    ready,
    made: new Map(),
    faults: [],
    issues: [],
    mapped: [],
    reported: [],
  };
  for (const row of file.rows) convertRow(run, row);
  if (run.faults.length > 0) return refuseAll(422, told(run.faults));
  if (sender === undefined) run.issues.push(senderMissing);
  run.issues.push(...reportColumns(mapping, file));
  run.reported.push(...file.titles.map(positionOf));
  const grave = run.issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  const { issues, mapped, reported } = run;
  const { entry, lines } = entriesOf(run);
  const output: Bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  return { output, issues, mapped, reported, mapping, lines };
}

const positionOf = ({ line, column }: RecordCell): string => `${line}:${column}`;

interface Read {
  readonly fields: Readonly<Record<string, FormField>>;
  /** By the id of the rule. */
  readonly values: ReadonlyMap<string, Values>;
}

function convertRow(run: Run, row: RecordRow): void {
  const { mapping, sender } = run;
  const before = run.faults.length;
  const { fields, values } = readRow(run, row);
  if (run.faults.length > before) return;
  const identities = identitiesOf(mapping, values, sender);
  const { trees, nameless } = writeRow(mapping, fields, identities);
  if (nameless !== undefined) run.faults.push(keyMissing(run, row, nameless));
  else {
    for (const [id, found] of values) setBeside(run, { rule: run.ready.get(id)?.rule, found, line: row.line }, trees);
    for (const [name, tree] of trees) keep(run, row, { name, named: identities.get(name) as Named, tree });
  }
}

/** By the names of the mapping; with the type of a resource that the row speaks of but does not name. */
function writeRow(
  mapping: Mapping,
  fields: Read['fields'],
  identities: ReadonlyMap<string, Named>,
): { trees: Map<string, Tree>; nameless?: string } {
  const names = new Map([...identities].map(([name, { id }]) => [id, name]));
  const ids = Object.fromEntries([...identities].map(([name, { id }]) => [name, id]));
  const form = { ...headOf(mapping), fields, tables: {}, ids };
  const outcome = toFhir(mapping, form, { ids: randomUUID });
  if (isRefusal(outcome) || outcome.issues.length > 0) throw new Error('defect: a row that was read is not written');
  const trees = new Map<string, Tree>();
  for (const { resource } of outcome.output.entry ?? []) {
    const name = names.get(resource?.id ?? '');
    if (name === undefined) return { trees, nameless: resource?.resourceType ?? '' };
    trees.set(name, resource as unknown as Tree);
  }
  return { trees };
}

/** The values of a row by their rules; what cannot be read, and what must be there and is not, is a fault. */
function readRow(run: Run, row: RecordRow): Read {
  const { columns } = run.file;
  const fields: Record<string, FormField> = {};
  const values = new Map<string, Values>();
  const filled = new Set(
    columns.flatMap(({ number, rules }) =>
      isFilled(row.cells[number - 1] as RecordCell) ? rules.map(({ id }) => id) : [],
    ),
  );
  for (const { number, rules } of columns) {
    const cell = row.cells[number - 1] as RecordCell;
    let carried = false;
    for (const rule of rules) carried = readCell(run, { rule, cell, filled, fields, values }) || carried;
    if (isFilled(cell)) (carried ? run.mapped : run.reported).push(positionOf(cell));
  }
  return { fields, values };
}

interface Reading {
  readonly rule: Rule;
  readonly cell: RecordCell;
  readonly filled: ReadonlySet<string>;
  readonly fields: Record<string, FormField>;
  readonly values: Map<string, Values>;
}

/** Whether the rule carries what the cell says. */
function readCell({ ready, faults, issues }: Run, { rule, cell, filled, fields, values }: Reading): boolean {
  const { line, column } = cell;
  const place = { line, column, heading: rule.label };
  const context = ready.get(rule.id)?.context;
  if (!isFilled(cell)) {
    if (rule.required === true) faults.push({ ...place, ...valueMissing });
    return false;
  }
  if (context === undefined) return false;
  if (rule.needs !== undefined && !filled.has(rule.needs)) {
    issues.push(issueOf('warning', { ...place, ...otherMissing(rule.needs) }));
    return false;
  }
  const text = padded(rule, cell.text.trim().replace(/\r\n?/g, '\n'));
  const found = toFhirValues(text, context);
  if (isFailure(found)) {
    const { failed, ja, en } = found;
    faults.push({ ...place, code: `mapping-${failed}`, type: 'value', ja, en });
    return false;
  }
  fields[rule.source] = { label: rule.label, value: text };
  values.set(rule.id, found);
  return true;
}

/** A spreadsheet takes a number for a number, and drops the zeros before it. */
function padded({ digits }: Rule, text: string): string {
  if (digits === undefined) return text;
  const plain = text.normalize('NFKC');
  return /^\d+$/.test(plain) ? plain.padStart(digits, '0') : text;
}

interface Beside {
  readonly rule: Rule | undefined;
  readonly found: Values;
  readonly line: number;
}

/** A discharge that is still to come has not ended anything. */
function setBeside(run: Run, { rule, found, line }: Beside, byName: ReadonlyMap<string, Tree>): void {
  const isAhead = rule?.ahead !== undefined && liesAhead(String(found['value'] ?? ''), run.now);
  if (rule !== undefined && isAhead) {
    const column = run.file.columns.find(({ rules }) => rules.some(({ id }) => id === rule.id))?.number ?? 1;
    run.issues.push(issueOf('information', { line, column, heading: rule.label, ...stillAhead }));
  }
  for (const [place, value] of Object.entries((isAhead ? rule?.ahead : rule?.sets) ?? {})) {
    const dot = place.indexOf('.');
    const tree = byName.get(place.slice(0, dot));
    if (tree !== undefined) writePath(tree, place.slice(dot + 1), copyOf(value));
  }
}

const JAPAN_MS = 9 * 60 * 60 * 1000;

/** A day lies ahead until it has begun in Japan. */
function liesAhead(time: string, now: Date): boolean {
  if (time.includes('T')) return Date.parse(time) > now.getTime();
  return time > new Date(now.getTime() + JAPAN_MS).toISOString().slice(0, 10);
}

/** A row of its own for each record; whoever several rows name is one, of whom they must say the same. */
function keep(run: Run, { line }: RecordRow, { name, named, tree }: { name: string; named: Named; tree: Tree }): void {
  const { id, ...resource } = tree;
  const before = run.made.get(named.id);
  if (before === undefined) {
    run.made.set(named.id, { name, named, resource, line });
    return;
  }
  const place = { line, column: named.column(run.file), heading: '' };
  if (name === run.mapping.root) run.faults.push({ ...place, ...keyRepeated(before.line) });
  else if (!isDeepStrictEqual(before.resource, resource))
    run.faults.push({ ...place, ...rowsDiffer(before.line, String(resource['resourceType'])) });
}

const keyMissing = ({ mapping, file }: Run, { line }: RecordRow, type: string): Fault => {
  const [, rule] =
    Object.entries(mapping.resources).find(([, one]) => one.type === type && one.key !== undefined) ?? [];
  const of = rule?.key?.of ?? [];
  const column = file.columns.find(({ rules }) => rules.some(({ id }) => of.includes(id)));
  return {
    line,
    column: column?.number ?? 1,
    heading: column?.rules[0]?.label ?? '',
    code: 'csv-key-missing',
    type: 'required',
    ja: `${type} を見分ける値がありません。`,
    en: `what tells the ${type} from others is missing`,
  };
};
