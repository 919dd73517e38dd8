/** Writes one field of a form into the resource, row or part that its rule names; what cannot be read is kept and said. */
import type { Issue } from '#fhir';
import type { ReadyRule } from './compile-rules.ts';
import { toFhirValues } from './form-codecs.ts';
import type { GraphWriter } from './graph-writer.ts';
import { type Form, type FormField, isFailure, type Mapping, type Rule } from './mapping.ts';
import { readSteps, type Tree, writeSteps } from './path.ts';
import type { Residue } from './residue.ts';

export interface FhirRun {
  readonly mapping: Mapping;
  readonly form: Form;
  readonly writer: GraphWriter;
  /** What the base says already: a field that still reads the same is not touched. */
  readonly before: Form | undefined;
  readonly issues: Issue[];
  readonly residue: (Residue & { label: string })[];
  mapped: number;
}

/** The table and the row of it, counted from 1; nothing for the head of the form. */
export type Place = { readonly table: string; readonly row: number } | { readonly table?: never; readonly row?: never };

interface Write {
  readonly field: FormField | undefined;
  readonly old: FormField | undefined;
  readonly place?: Place;
  readonly root: (name: string, needed: boolean) => Tree | undefined;
}

export function writeField(run: FhirRun, ready: ReadyRule, { field, old, place = {}, root }: Write): void {
  const { rule, context } = ready;
  const text = field?.value.trim() === '' ? undefined : field?.value;
  if (text === undefined && old === undefined) return;
  if (text !== undefined) run.mapped += 1;
  const values = text === undefined ? {} : toFhirValues(text, context);
  // A field that came back from a note must be read again, else its note would be dropped.
  if (text === old?.value && !isFailure(values)) return;
  if (isFailure(values)) {
    keep(run, { field: rule.source, label: rule.label, value: text ?? '', ...place });
    run.mapped -= 1;
    const { failed, ja, en } = values;
    run.issues.push(issueAt(rule, place, { code: `mapping-${failed}`, type: 'value', ja, en }));
  }
  const isKept = isSaidElsewhere(ready, root);
  for (const { key, name, steps } of ready.targets) {
    const value = isFailure(values) ? undefined : values[key];
    const isFilled = rule.fills?.includes(key) === true;
    if (isFilled && isKept) continue;
    const node = root(name, value !== undefined && !isFilled);
    if (node !== undefined) writeSteps(node, steps, value);
  }
}

/** What the rule only fills has words of its own, of which none is touched. */
function isSaidElsewhere({ rule: { fills = [] }, targets }: ReadyRule, root: Write['root']): boolean {
  return targets.some(
    ({ key, name, steps }) => fills.includes(key) && readSteps(root(name, false), steps).value !== undefined,
  );
}

export function keep(run: FhirRun, residue: Residue & { label: string }): void {
  run.residue.push(residue);
}

type Found = Pick<Issue, 'code' | 'type' | 'ja' | 'en'>;

export function issueAt(
  rule: Pick<Rule, 'id' | 'label' | 'source'>,
  { table, row }: Place,
  { code, type, ja, en }: Found,
): Issue {
  const inRow = table === undefined ? '' : `tables.${table}[${row - 1}].`;
  const expression = `${inRow}fields.${rule.source}`;
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
