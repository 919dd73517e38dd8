/** FHIR → form: fills the fields that the rules name, and says what of the resources the form has no place for. */
import type { Bundle } from '@medplum/fhirtypes';
import { type Issue, type Refusal, refuse, refuseAll } from '#fhir';
import { type ReadyRule, readyRules } from './compile-rules.ts';
import { pathTo } from './coverage.ts';
import { wrongWay } from './direction.ts';
import { toFhirValues, toFormText, type Values } from './form-codecs.ts';
import { coverAll, coverRow, type FormRun, reportUncovered } from './form-coverage.ts';
import { findScene, idsElsewhere } from './graph.ts';
import {
  type Form,
  type FormField,
  type FormRow,
  isFailure,
  type Mapping,
  type Rule,
  type TableRule,
} from './mapping.ts';
import { isTree, type Place, readSteps, type Tree } from './path.ts';
import { readResidue } from './residue.ts';
import { type FoundRow, findRows } from './rows.ts';

export interface ToFormOptions {
  /** Refuse instead of leaving anything behind. */
  readonly strict?: boolean;
  /** The id of the resource that the form is about, when the Bundle holds several of its kind. */
  readonly rootId?: string;
}

export interface FormOutcome {
  readonly output: Form;
  readonly issues: readonly Issue[];
  /** How many fields were filled. */
  readonly mapped: number;
}

type OpenRow = FormRow & { readonly fields: Record<string, FormField> };
type OpenTables = Readonly<Record<string, OpenRow[]>>;

export function toForm(
  mapping: Mapping,
  bundle: Bundle,
  { strict = false, rootId }: ToFormOptions = {},
): FormOutcome | Refusal {
  const wrong = wrongWay(mapping, 'to-form');
  if (wrong !== undefined) return wrong;
  const scene = findScene(mapping, bundle, rootId);
  const root = scene.graph.get(mapping.root);
  if (root === undefined) return rootMissing(mapping);
  const run: FormRun = { ...scene, covered: new Map(), ofRows: new Map() };
  const { toForm: rules, lost } = readyRules(mapping);
  const fields: Record<string, FormField> = {};
  for (const ready of rules.head)
    fill(
      fields,
      ready.rule,
      readRule(run, ready, (name) => rootOf(run, name)),
    );
  for (const ready of lost.head) declareLoss(run, ready, (name) => rootOf(run, name));
  const tables = Object.fromEntries(
    Object.entries(mapping.rowTables).map(([id, table]) => [
      id,
      readTable(run, table, { filled: rules.rows.get(id) ?? [], lost: lost.rows.get(id) ?? [] }),
    ]),
  );
  takeResidue(run, root, fields, tables);
  const known = [...run.graph].map(([name, resource]) => [name, String(resource['id'] ?? '')] as const);
  const ids = Object.fromEntries([...known, ...idsElsewhere(run)]);
  const output: Form = { ...headOf(mapping), ids, fields, tables };
  reportMissing(run, fields);
  reportUncovered(run);
  const grave = run.issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output, issues: run.issues, mapped: countFields(output) };
}

/** What a form says of itself. */
export function headOf(mapping: Mapping): Pick<Form, 'mapping' | 'version' | 'overlay' | 'form' | 'title'> {
  return {
    mapping: mapping.id,
    version: mapping.version,
    ...(mapping.overlay === undefined ? {} : { overlay: mapping.overlay }),
    form: mapping.form ?? mapping.id,
    title: mapping.title,
  };
}

const countFields = ({ fields, tables }: Form): number =>
  Object.values(tables)
    .flat()
    .reduce((sum, row) => sum + Object.keys(row.fields).length, Object.keys(fields).length);

interface Root {
  readonly node: unknown;
  /** The resource in which it stands. */
  readonly resource: Tree;
}

function rootOf({ graph }: FormRun, name: string): Root | undefined {
  const resource = graph.get(name);
  return resource === undefined ? undefined : { node: resource, resource };
}

/** The text of one field; a value that the codec cannot print is reported and left out. */
function readRule(run: FormRun, ready: ReadyRule, find: (name: string) => Root | undefined): string | undefined {
  const { rule, context } = ready;
  const values: Record<string, unknown> = {};
  const touched: Place[] = [];
  let last: Root | undefined;
  for (const { key, name, steps } of ready.targets) {
    const root = find(name);
    if (root === undefined) continue;
    const { value, places } = readSteps(root.node, steps);
    values[key] = value;
    if (places.length === 0) continue;
    touched.push(...places);
    last = root;
  }
  if (last === undefined) return undefined;
  const expression = (): string => pathTo(last.resource, touched.at(-1) ?? [{}, '']) ?? rule.id;
  const text = toFormText(values, context);
  if (isFailure(text)) {
    const { failed, ja, en } = text;
    run.issues.push({ ...issueOf(rule, `mapping-${failed}`, ja, en), expression: expression() });
    return undefined;
  }
  coverAll(run, touched);
  // A form that nobody writes back has only to say the words.
  if (text !== undefined && run.mapping.direction === undefined && !readsBack(text, values, ready)) {
    const ja = '様式の文字だけでは元の値に戻りません（元の資源に書き戻せば失われません）。';
    const en = 'the printed text alone does not give the same value again';
    run.issues.push({ ...issueOf(rule, 'mapping-narrowed', ja, en), expression: expression() });
  }
  return text;
}

/** What a rule leaves behind on purpose is said, and is no fault. */
function declareLoss(run: FormRun, { rule, targets }: ReadyRule, find: (name: string) => Root | undefined): void {
  for (const { name, steps } of targets) {
    const root = find(name);
    if (root === undefined) continue;
    const { value, places } = readSteps(root.node, steps);
    coverAll(run, places);
    const last = places.at(-1);
    if (value === undefined || last === undefined) continue;
    const expression = `${root.resource['resourceType']}.${pathTo(root.resource, last)}`;
    const issue = issueOf(rule, 'mapping-declared-loss', rule.loss ?? '', 'is left behind, as the rule declares');
    run.issues.push({ ...issue, severity: 'information', type: 'informational', expression });
  }
}

/** Whether the text alone gives each value again that was read; how a code is displayed does not count. */
function readsBack(text: string, values: Values, { context, rule: { fills = [] } }: ReadyRule): boolean {
  const again = toFhirValues(text, context);
  if (isFailure(again)) return false;
  // What is only filled stays as it stands there, whatever the text says.
  return Object.entries(values).every(
    ([key, value]) => value === undefined || fills.includes(key) || isSame(value, again[key]),
  );
}

/** Compared as they stand: a copy without what does not count would be made for every field. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one))
    return Array.isArray(other) && one.length === other.length && one.every((entry, at) => isSame(entry, other[at]));
  if (!isTree(one) || !isTree(other)) return false;
  const keys = countedKeys(one);
  return keys.length === countedKeys(other).length && keys.every((key) => isSame(one[key], other[key]));
}

const countedKeys = (node: Tree): string[] =>
  Object.keys(node).filter((key) => key !== 'display' && node[key] !== undefined);

function issueOf(rule: Rule, code: string, ja: string, en: string): Issue {
  return {
    severity: 'warning',
    code,
    type: 'value',
    ja: `${rule.label}: ${ja}`,
    en: `${rule.source}: ${en} (rule ${rule.id})`,
  };
}

function fill(fields: Record<string, FormField>, rule: Rule, value: string | undefined): void {
  if (value !== undefined && value !== '') fields[rule.source] = { label: rule.label, value };
}

interface TableRules {
  readonly filled: readonly ReadyRule[];
  readonly lost: readonly ReadyRule[];
}

function readTable(run: FormRun, table: TableRule, { filled, lost }: TableRules): OpenRow[] {
  return findRows(run, table).map((row) => {
    const find = (name: string): Root | undefined => {
      if (name === table.row) return { node: row.node, resource: row.holder };
      const part = row.parts.get(name);
      return part === undefined ? undefined : { node: part, resource: part };
    };
    const fields: Record<string, FormField> = {};
    for (const ready of filled) fill(fields, ready.rule, readRule(run, ready, find));
    for (const ready of lost) declareLoss(run, ready, find);
    coverRow(run, table, row);
    return { key: row.key, ...idsOf(row), fields };
  });
}

function idsOf({ parts }: FoundRow): Pick<FormRow, 'ids'> {
  const ids = [...parts].map(([name, part]) => [name, String(part['id'] ?? '')] as const);
  return ids.length === 0 ? {} : { ids: Object.fromEntries(ids) };
}

function takeResidue(run: FormRun, root: Tree, fields: Record<string, FormField>, tables: OpenTables): void {
  const { bySource } = readyRules(run.mapping);
  for (const { field, table, row, value, place } of readResidue(run.mapping, root)) {
    const target = row === undefined ? fields : tables[table ?? '']?.[row - 1]?.fields;
    if (target === undefined || target[field] !== undefined) continue;
    target[field] = { label: bySource.get(field)?.label ?? field, value };
    coverAll(run, [place]);
  }
}

function reportMissing({ mapping, issues }: FormRun, fields: Readonly<Record<string, FormField>>): void {
  for (const rule of mapping.rules.filter(({ required, table }) => required === true && table === undefined)) {
    if (fields[rule.source] !== undefined) continue;
    const issue = issueOf(rule, 'mapping-required', '値がありません。', 'has no value');
    issues.push({ ...issue, type: 'required', expression: rule.source });
  }
}

function rootMissing(mapping: Mapping): Refusal {
  const { type = '', match = {} } = mapping.resources[mapping.root] ?? {};
  const told = Object.entries(match).map(([path, value]) => `${path}=${[value].flat().join('|')}`);
  return refuse(422, {
    code: 'mapping-plan-missing',
    type: 'required',
    ja: `${mapping.title}にあたる ${type}（${told.join('、')}）が Bundle にありません。`,
    en: `the Bundle holds no ${type} with ${told.map((one) => `\`${one}\``).join(', ')}`,
    expression: 'Bundle.entry.resource',
  });
}
