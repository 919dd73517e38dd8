/** FHIR → form: fills the fields that the rules name, and says what of the plan the form has no place for. */
import { isDeepStrictEqual } from 'node:util';
import type { Bundle } from '@medplum/fhirtypes';
import { type Issue, type Refusal, refuse, refuseAll } from '#fhir';
import { type CodecContext, toFhirValues, toFormText, type Values } from './form-codecs.ts';
import { cover, coverFixed, coverFrame, type FormRun, reportUncovered } from './form-coverage.ts';
import { type Form, type FormField, type FormRow, isFailure, type Mapping, type Rule, targetsOf } from './mapping.ts';
import { isTree, readPath, type Tree } from './path.ts';
import { findGraph, type Graph, goalOf, ROOT, ROW_GOAL } from './plan-graph.ts';
import { readResidue } from './residue.ts';

export interface ToFormOptions {
  /** Refuse instead of leaving anything of the plan behind. */
  readonly strict?: boolean;
  /** The id of the plan when the Bundle holds several. */
  readonly planId?: string;
}

export interface FormOutcome {
  readonly output: Form;
  readonly issues: readonly Issue[];
  /** How many fields were filled. */
  readonly mapped: number;
}

export function toForm(
  mapping: Mapping,
  bundle: Bundle,
  { strict = false, planId }: ToFormOptions = {},
): FormOutcome | Refusal {
  const { graph, issues: found } = findGraph(mapping, bundle, planId);
  const plan = graph.get(ROOT);
  if (plan === undefined) return planMissing(mapping);
  const run: FormRun = {
    mapping,
    bundle,
    graph,
    places: new Map(),
    issues: [...found],
  };
  const fields: Record<string, FormField> = {};
  const head = mapping.rules.filter(({ row, direction }) => row !== true && direction !== 'to-fhir');
  for (const rule of head)
    fill(
      fields,
      rule,
      readRule(run, rule, (name) => rootOf(graph, name)),
    );
  const rows = readRows(run, plan);
  takeResidue(run, plan, fields, rows);
  const ids = Object.fromEntries([...graph].map(([name, resource]) => [name, String(resource['id'] ?? '')]));
  const output: Form = {
    mapping: mapping.id,
    version: mapping.version,
    ...(mapping.overlay === undefined ? {} : { overlay: mapping.overlay }),
    form: mapping.form ?? mapping.id,
    title: mapping.title,
    ids,
    fields,
    rows,
  };
  reportMissing(run, fields);
  reportUncovered(run);
  const grave = run.issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  const mapped = Object.keys(fields).length + rows.reduce((sum, row) => sum + Object.keys(row.fields).length, 0);
  return { output, issues: run.issues, mapped };
}

interface Root {
  readonly node: unknown;
  readonly resource: Tree;
  /** Where in the resource the node stands: `activity[2].`. */
  readonly prefix: string;
}

function rootOf(graph: Graph, name: string): Root | undefined {
  const resource = graph.get(name);
  return resource === undefined ? undefined : { node: resource, resource, prefix: '' };
}

/** The text of one field; a value that the codec cannot print is reported and left out. */
function readRule(run: FormRun, rule: Rule, find: (name: string) => Root | undefined): string | undefined {
  const values: Record<string, unknown> = {};
  const touched: (readonly [Tree, string])[] = [];
  for (const [key, target] of Object.entries(targetsOf(rule))) {
    const [name = '', ...path] = target.split('.');
    const root = find(name);
    if (root === undefined) continue;
    const { value, places } = readPath(root.node, path.join('.'));
    values[key] = value;
    touched.push(...places.map((place) => [root.resource, `${root.prefix}${place}`] as const));
  }
  const text = toFormText(values as Values, {
    rule,
    table: run.mapping.tables[rule.map ?? ''],
  });
  if (isFailure(text)) {
    const { failed, ja, en } = text;
    const expression = touched.at(-1)?.[1] ?? rule.id;
    run.issues.push({
      ...issueOf(rule, `mapping-${failed}`, ja, en),
      expression,
    });
    return undefined;
  }
  for (const [resource, place] of touched) cover(run, resource, place);
  if (
    text !== undefined &&
    !readsBack(text, values, {
      rule,
      table: run.mapping.tables[rule.map ?? ''],
    })
  ) {
    const ja = '様式の文字だけでは元の値に戻りません（元の資源に書き戻せば失われません）。';
    const expression = touched.at(-1)?.[1] ?? rule.id;
    run.issues.push({
      ...issueOf(rule, 'mapping-narrowed', ja, 'the printed text alone does not give the same value again'),
      expression,
    });
  }
  return text;
}

/** Whether the text alone means what was read; how a code is displayed does not count. */
function readsBack(text: string, values: Values, context: CodecContext): boolean {
  const again = toFhirValues(text, context);
  return !isFailure(again) && isDeepStrictEqual(bare(again), bare(values));
}

function bare(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'display' ? undefined : value)));
}

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

type OpenRow = FormRow & { readonly fields: Record<string, FormField> };

function readRows(run: FormRun, plan: Tree): OpenRow[] {
  const activities = Array.isArray(plan['activity']) ? plan['activity'] : [];
  const rules = run.mapping.rules.filter(({ row, direction }) => row === true && direction !== 'to-fhir');
  return activities.flatMap((activity, at) => {
    // An activity that only refers to another resource has no place on the form; it is reported as uncovered.
    if (!isTree(activity) || activity['detail'] === undefined) return [];
    const prefix = `activity[${at}].`;
    const goal = goalOf(run.bundle, activity);
    const find = (name: string): Root | undefined => {
      if (name === 'activity') return { node: activity, resource: plan, prefix };
      return goal === undefined || name !== ROW_GOAL ? undefined : { node: goal, resource: goal, prefix: '' };
    };
    const fields: Record<string, FormField> = {};
    for (const rule of rules) fill(fields, rule, readRule(run, rule, find));
    cover(run, plan, `${prefix}id`);
    if (goal !== undefined) {
      cover(run, plan, `${prefix}detail.goal[0]`);
      coverFrame(run, goal, ROW_GOAL);
    }
    coverFixed(run, activity, 'activity', { resource: plan, prefix });
    const key = typeof activity['id'] === 'string' ? activity['id'] : `#${at}`;
    return [
      {
        key,
        ...(goal === undefined ? {} : { goal: String(goal['id'] ?? '') }),
        fields,
      },
    ];
  });
}

function takeResidue(run: FormRun, plan: Tree, fields: Record<string, FormField>, rows: readonly OpenRow[]): void {
  for (const { field, row, value, place } of readResidue(plan)) {
    const target = row === undefined ? fields : rows[row - 1]?.fields;
    const rule = run.mapping.rules.find(({ source }) => source === field);
    if (target === undefined || target[field] !== undefined) continue;
    target[field] = { label: rule?.label ?? field, value };
    cover(run, plan, place);
  }
}

function reportMissing({ mapping, issues }: FormRun, fields: Readonly<Record<string, FormField>>): void {
  for (const rule of mapping.rules.filter(({ required, row }) => required === true && row !== true)) {
    if (fields[rule.source] !== undefined) continue;
    issues.push({
      ...issueOf(rule, 'mapping-required', '値がありません。', 'has no value'),
      type: 'required',
      expression: rule.source,
    });
  }
}

function planMissing(mapping: Mapping): Refusal {
  const { intent, status } = mapping.resources[ROOT]?.fixed ?? {};
  return refuse(422, {
    code: 'mapping-plan-missing',
    type: 'required',
    ja: `${mapping.title}にあたる CarePlan（intent=${intent}、status=${status}）が Bundle にありません。`,
    en: `the Bundle holds no CarePlan with intent \`${intent}\``,
    expression: 'Bundle.entry.resource',
  });
}
