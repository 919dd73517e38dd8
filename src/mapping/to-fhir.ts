/** Form → FHIR: writes each field into the existing resources, or into fresh ones, and touches nothing else. */
import type { Bundle } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { readyRules } from './compile-rules.ts';
import { wrongWay } from './direction.ts';
import { findScene, type Scene } from './graph.ts';
import { graphWriter } from './graph-writer.ts';
import type { Form, FormRow, Mapping, Rule } from './mapping.ts';
import type { Tree } from './path.ts';
import { writeResidue } from './residue.ts';
import { toForm } from './to-form.ts';
import { type FhirRun, issueAt, keep, type Place, writeField } from './write-field.ts';
import { writeRows } from './write-rows.ts';

export interface ToFhirOptions {
  /** Refuse instead of keeping what cannot be read in the declared place. */
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

export function toFhir(
  mapping: Mapping,
  form: Form,
  { strict = false, base, ids }: ToFhirOptions,
): FhirOutcome | Refusal {
  const wrong = wrongWay(mapping, 'to-fhir');
  if (wrong !== undefined) return wrong;
  const fresh: Bundle = { resourceType: 'Bundle', type: mapping.bundle, entry: [] };
  const bundle = base === undefined ? fresh : structuredClone(base);
  const rootId = form.ids[mapping.root];
  const scene = findScene(mapping, bundle, rootId, form.ids);
  const run: FhirRun = {
    mapping,
    form,
    writer: graphWriter({ scene, known: form.ids, ids }),
    before: base === undefined ? undefined : formBefore(mapping, base, rootId),
    issues: [],
    residue: [],
    mapped: 0,
  };
  const root = run.writer.ensure(mapping.root);
  for (const [name, rule] of Object.entries(mapping.resources)) if (rule.always === true) run.writer.ensure(name);
  writeHead(run, scene);
  for (const [id, table] of Object.entries(mapping.rowTables)) writeRows(run, id, table);
  keepUnknown(run);
  writeResidue(mapping, root, run.residue);
  run.writer.link();
  const grave = run.issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output: bundle, issues: run.issues, mapped: run.mapped };
}

/** What the base says already: a field that still reads the same is not touched. */
function formBefore(mapping: Mapping, base: Bundle, rootId: string | undefined): Form | undefined {
  const known = toForm(mapping, base, rootId === undefined ? {} : { rootId });
  return isRefusal(known) ? undefined : known.output;
}

function writeHead(run: FhirRun, { graph }: Scene): void {
  const root = (name: string, needed: boolean): Tree | undefined =>
    needed ? run.writer.ensure(name) : graph.get(name);
  for (const ready of readyRules(run.mapping).toFhir.head) {
    const { source } = ready.rule;
    writeField(run, ready, { field: run.form.fields[source], old: run.before?.fields[source], root });
  }
}

/** Fields that no rule reads, or whose loss the table declares: kept in the declared place, and said. */
function keepUnknown(run: FhirRun): void {
  const { head, rows } = readyRules(run.mapping).toFhir;
  const namesOf = (rules: readonly { readonly rule: Rule }[] = []): Set<string> =>
    new Set(rules.map(({ rule }) => rule.source));
  sift(run, run.form.fields, namesOf(head));
  for (const [table, all] of Object.entries(run.form.tables)) {
    const known = namesOf(rows.get(table));
    for (const [at, { fields }] of all.entries()) sift(run, fields, known, { table, row: at + 1 });
  }
}

function sift(run: FhirRun, fields: FormRow['fields'], known: ReadonlySet<string>, place: Place = {}): void {
  for (const [id, { label, value }] of Object.entries(fields)) {
    if (known.has(id) || value.trim() === '') continue;
    keep(run, { field: id, label, value, ...place });
    const rule = run.mapping.rules.find(({ source, direction }) => source === id && direction === 'none');
    const declared = rule?.loss ?? run.mapping.losses[id];
    const ja = declared ?? 'この欄を写す規則がないため、注記として残しました。';
    const en =
      declared === undefined
        ? 'no rule reads this field; it was kept as a note'
        : 'kept as a note, as the rule declares';
    const of = rule ?? { id: 'none', label, source: id };
    const issue = issueAt(of, place, { code: 'mapping-unmapped', type: 'incomplete', ja, en });
    run.issues.push(
      declared === undefined ? issue : { ...issue, severity: 'information', code: 'mapping-declared-loss' },
    );
  }
}
