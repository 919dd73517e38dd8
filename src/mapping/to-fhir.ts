/** Form → FHIR: writes each field into the existing resources, or into fresh ones, and touches nothing else. */
import type { Bundle } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { toFhirValues, type Values } from './form-codecs.ts';
import { type Form, type FormField, type FormRow, isFailure, type Mapping, type Rule, targetsOf } from './mapping.ts';
import { isTree, type Tree, writePath } from './path.ts';
import { findGraph, goalOf, ROOT, ROW_GOAL } from './plan-graph.ts';
import { type PlanWriter, planWriter } from './plan-writer.ts';
import { type Residue, writeResidue } from './residue.ts';
import { toForm } from './to-form.ts';

export interface ToFhirOptions {
  /** Refuse instead of keeping what cannot be read as a note of the plan. */
  readonly strict?: boolean;
  /** The resources to write into; what the form does not name in them stays as it is. */
  readonly base?: Bundle;
  /** Gives the id of a fresh resource or row. */
  readonly ids: () => string;
}

export interface FhirOutcome {
  readonly output: Bundle;
  readonly issues: readonly Issue[];
  /** How many fields were read. */
  readonly mapped: number;
}

interface Run {
  readonly mapping: Mapping;
  readonly form: Form;
  readonly writer: PlanWriter;
  /** What the base says already: a field that still reads the same is not touched. */
  readonly before: Form | undefined;
  readonly issues: Issue[];
  readonly residue: (Residue & { label: string })[];
  mapped: number;
}

export function toFhir(
  mapping: Mapping,
  form: Form,
  { strict = false, base, ids }: ToFhirOptions,
): FhirOutcome | Refusal {
  const bundle: Bundle = structuredClone(base ?? { resourceType: 'Bundle', type: 'collection', entry: [] });
  const planId = form.ids[ROOT];
  const known = base === undefined ? undefined : toForm(mapping, base, planId === undefined ? {} : { planId });
  const before = known === undefined || isRefusal(known) ? undefined : known.output;
  const { graph } = findGraph(mapping, bundle, planId);
  const writer = planWriter({ mapping, bundle, graph, known: form.ids, ids });
  const run: Run = {
    mapping,
    form,
    writer,
    before,
    issues: [],
    residue: [],
    mapped: 0,
  };
  const plan = writer.ensure(ROOT);
  for (const [name, rule] of Object.entries(mapping.resources)) if (rule.always === true) writer.ensure(name);
  writeHead(run);
  writeRows(run, plan);
  keepUnknown(run);
  writeResidue(plan, run.residue);
  writer.link();
  const grave = run.issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output: bundle, issues: run.issues, mapped: run.mapped };
}

const ruleFits = ({ direction }: Rule): boolean => direction === 'both' || direction === 'to-fhir';

function writeHead(run: Run): void {
  for (const rule of run.mapping.rules.filter((one) => one.row !== true && ruleFits(one))) {
    const field = run.form.fields[rule.source];
    const old = run.before?.fields[rule.source];
    writeField(run, rule, {
      field,
      old,
      root: (name, needed) => (needed ? run.writer.ensure(name) : run.writer.graph.get(name)),
    });
  }
}

interface Write {
  readonly field: FormField | undefined;
  readonly old: FormField | undefined;
  readonly row?: number;
  readonly root: (name: string, needed: boolean) => Tree | undefined;
}

function writeField(run: Run, rule: Rule, { field, old, row, root }: Write): void {
  const text = field?.value.trim() === '' ? undefined : field?.value;
  if (text !== undefined) run.mapped += 1;
  if (text === old?.value && (text === undefined || !wasResidue(run, rule, row))) return;
  const values: Values | ReturnType<typeof toFhirValues> =
    text === undefined ? {} : toFhirValues(text, { rule, table: run.mapping.tables[rule.map ?? ''] });
  if (isFailure(values)) {
    keep(run, {
      field: rule.source,
      label: rule.label,
      value: text ?? '',
      ...(row === undefined ? {} : { row }),
    });
    run.mapped -= 1;
    const { failed, ja, en } = values;
    run.issues.push(issueAt(rule, row, { code: `mapping-${failed}`, type: 'value', ja, en }));
  }
  for (const [key, target] of Object.entries(targetsOf(rule))) {
    const value = isFailure(values) ? undefined : values[key];
    const [name = '', ...path] = target.split('.');
    const node = root(name, value !== undefined);
    if (node !== undefined) writePath(node, path.join('.'), value);
  }
}

/** A field that came back from a note must be read again, else its note would be dropped. */
function wasResidue({ before, mapping, form }: Run, rule: Rule, row: number | undefined): boolean {
  const text = row === undefined ? before?.fields[rule.source]?.value : form.rows[row - 1]?.fields[rule.source]?.value;
  return text !== undefined && isFailure(toFhirValues(text, { rule, table: mapping.tables[rule.map ?? ''] }));
}

function keep(run: Run, residue: Residue & { label: string }): void {
  run.residue.push(residue);
}

type Found = Pick<Issue, 'code' | 'type' | 'ja' | 'en'>;

function issueAt(
  rule: Pick<Rule, 'id' | 'label' | 'source'>,
  row: number | undefined,
  { code, type, ja, en }: Found,
): Issue {
  const expression = row === undefined ? `fields.${rule.source}` : `rows[${row - 1}].fields.${rule.source}`;
  const place = row === undefined ? rule.label : `${rule.label}（${row}行目）`;
  return {
    severity: 'warning',
    code,
    type,
    ja: `${place}: ${ja}`,
    en: `${expression}: ${en} (rule ${rule.id})`,
    expression,
  };
}

function writeRows(run: Run, plan: Tree): void {
  const held = Array.isArray(plan['activity']) ? plan['activity'].filter(isTree) : [];
  const keyOf = (activity: Tree, at: number): string =>
    typeof activity['id'] === 'string' ? activity['id'] : `#${at}`;
  const byKey = new Map(held.map((activity, at) => [keyOf(activity, at), activity]));
  const rows = run.form.rows.map((row, at) => writeRow(run, row, { at, activity: byKey.get(row.key ?? '') }));
  const wanted = new Set(run.form.rows.map(({ key }) => key));
  // Activities that only refer to another resource never were rows: they stay, after the rows.
  const kept = held.filter((activity) => activity['detail'] === undefined);
  const dropped = held.filter((activity, at) => activity['detail'] !== undefined && !wanted.has(keyOf(activity, at)));
  for (const activity of dropped) {
    const goal = goalOf(run.writer.bundle, activity);
    if (goal !== undefined) run.writer.dropGoal(goal);
    const ja = '様式から消された行の課題を計画から外しました。';
    run.issues.push({
      severity: 'information',
      code: 'mapping-row-removed',
      type: 'informational',
      ja,
      en: 'a row that the form no longer has left the plan',
    });
  }
  const all = [...rows, ...kept];
  if (all.length === 0) delete plan['activity'];
  else plan['activity'] = all;
}

function writeRow(run: Run, row: FormRow, { at, activity: held }: { at: number; activity: Tree | undefined }): Tree {
  const { writer } = run;
  const activity = held ?? writer.freshActivity(row.key);
  let goal = held === undefined ? undefined : goalOf(writer.bundle, activity);
  const old = run.before?.rows.find(({ key }) => key === row.key && key !== undefined);
  const makeGoal = (): Tree => {
    goal ??= writer.rowGoal(row.goal);
    writePath(activity, 'detail.goal[0]', {
      reference: writer.referenceTo(goal),
    });
    return goal;
  };
  const rules = run.mapping.rules.filter((rule) => rule.row === true && ruleFits(rule));
  const named = rules.some(
    (rule) => targetsOf(rule)['value'] === `${ROW_GOAL}.description.text` && row.fields[rule.source]?.value.trim(),
  );
  for (const rule of rules) {
    const field = row.fields[rule.source];
    // A Goal is nothing without its words: a date alone is kept as a note.
    if (
      !named &&
      field !== undefined &&
      Object.values(targetsOf(rule)).every((target) => target.startsWith(ROW_GOAL))
    ) {
      if (field.value.trim() === '') continue;
      keep(run, {
        field: rule.source,
        label: rule.label,
        row: at + 1,
        value: field.value,
      });
      const ja = '支援目標がないため、計画の注記に残しました。';
      run.issues.push(
        issueAt(rule, at + 1, {
          code: 'mapping-goal-missing',
          type: 'required',
          ja,
          en: 'without a support goal it was kept as a note',
        }),
      );
      continue;
    }
    const root = (name: string, needed: boolean): Tree | undefined => {
      if (name === 'activity') return activity;
      return needed ? makeGoal() : goal;
    };
    writeField(run, rule, {
      field,
      old: old?.fields[rule.source],
      row: at + 1,
      root,
    });
  }
  return activity;
}

/** Fields that no rule reads, or whose loss the table declares: kept as notes, and said. */
function keepUnknown(run: Run): void {
  const read = (row: boolean): Set<string> =>
    new Set(
      run.mapping.rules.filter((rule) => ruleFits(rule) && (rule.row === true) === row).map(({ source }) => source),
    );
  const sift = (fields: FormRow['fields'], known: Set<string>, row?: number): void => {
    for (const [id, { label, value }] of Object.entries(fields)) {
      if (known.has(id) || value.trim() === '') continue;
      keep(run, {
        field: id,
        label,
        value,
        ...(row === undefined ? {} : { row }),
      });
      const rule = run.mapping.rules.find(({ source, direction }) => source === id && direction === 'none');
      const ja = rule?.loss ?? 'この欄を写す規則がないため、計画の注記に残しました。';
      const en =
        rule === undefined ? 'no rule reads this field; it was kept as a note' : 'kept as a note, as the rule declares';
      const issue = issueAt(rule ?? { id: 'none', label, source: id }, row, {
        code: 'mapping-unmapped',
        type: 'incomplete',
        ja,
        en,
      });
      run.issues.push(
        rule === undefined
          ? issue
          : {
              ...issue,
              severity: 'information',
              code: 'mapping-declared-loss',
            },
      );
    }
  };
  sift(run.form.fields, read(false));
  for (const [at, { fields }] of run.form.rows.entries()) sift(fields, read(true), at + 1);
}
