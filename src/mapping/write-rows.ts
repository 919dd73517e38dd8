/** Writes the rows of a table into the elements or resources that they came from; new rows bring their own, removed ones leave. */
import { plain } from './codec.ts';
import { type ReadyRule, readyRules } from './compile-rules.ts';
import { fits, referencesAt } from './graph.ts';
import { completeIn, referenceIn, wholeIn, writeValues } from './graph-writer.ts';
import type { FormRow, PartRule, TableRule } from './mapping.ts';
import { isTree, readPath, readSteps, type Tree, writePath } from './path.ts';
import { type FoundRow, findRows, heldList, listOf } from './rows.ts';
import { type FhirRun, issueAt, keep, type Place, writeField } from './write-field.ts';

/** A row on its way into FHIR. */
interface OpenRow {
  readonly node: Tree;
  readonly entry: unknown;
}

interface Site {
  readonly run: FhirRun;
  readonly id: string;
  readonly table: TableRule;
  readonly rules: readonly ReadyRule[];
  /** What hangs on some row already. */
  readonly taken: Set<Tree>;
}

export function writeRows(run: FhirRun, id: string, table: TableRule): void {
  const { scene } = run.writer;
  const rows = (run.form.tables[id] ?? []).filter(isSomething);
  const held = findRows(scene, table);
  if (rows.length === 0 && held.length === 0) return;
  if (table.in !== undefined) run.writer.ensure(listOf(table).name);
  const rules = readyRules(run.mapping).toFhir.rows.get(id) ?? [];
  const site: Site = { run, id, table, rules, taken: new Set(held.flatMap(({ parts }) => [...parts.values()])) };
  const byKey = new Map(held.map((row) => [row.key, row]));
  const written = rows.map((row, at) => writeRow(site, row, { at, held: byKey.get(row.key ?? '') }));
  const wanted = new Set(rows.map(({ key }) => key));
  const gone = held.filter(({ key }) => !wanted.has(key));
  for (const row of gone) drop(site, row);
  if (table.in !== undefined) writeList(site, held, written);
}

/** A row that somebody has left blank makes nothing; one that came from a record keeps it. */
const isSomething = ({ key, fields }: FormRow): boolean =>
  key !== undefined || Object.values(fields).some(({ value }) => value.trim() !== '');

/** The rows take the places that rows had; whatever else the list holds stays where it was. */
function writeList({ run, table }: Site, held: readonly FoundRow[], rows: readonly OpenRow[]): void {
  const { holder, list } = heldList(run.writer.scene, table);
  if (holder === undefined) return;
  const own = new Set(held.map(({ entry }) => entry));
  const last = list.findLastIndex((entry) => own.has(entry));
  const left = rows.map(({ entry }) => entry);
  const all = list.flatMap((entry, at) => {
    if (!own.has(entry)) return [entry];
    return at === last ? left.splice(0) : left.splice(0, 1);
  });
  all.push(...left);
  writePath(holder, listOf(table).path, all.length === 0 ? undefined : all);
}

function drop({ run, table }: Site, row: FoundRow): void {
  const { writer } = run;
  for (const [name, part] of row.parts) {
    writeValues(part, table.with?.[name]?.left);
    writer.unlink(part);
  }
  if (table.resource !== undefined) {
    writer.unlink(row.node);
    const { bundle } = writer.scene;
    bundle.entry = (bundle.entry ?? []).filter(({ resource }) => (resource as unknown) !== row.node);
  }
  run.issues.push({
    severity: 'information',
    code: 'mapping-row-removed',
    type: 'informational',
    ja: '様式から消された行を、元の記録から外しました。',
    en: 'a row that the form no longer has was taken out of the record',
  });
}

function writeRow(site: Site, row: FormRow, { at, held }: { at: number; held: FoundRow | undefined }): OpenRow {
  const { run, id, table, rules } = site;
  const open = held ?? freshRow(site, row.key);
  const parts = new Map(held?.parts);
  const old = run.before?.tables[id]?.find(({ key }) => key === row.key && key !== undefined);
  const ids = { ...row.ids };
  const changed = new Set<string>();
  const whole = wholeIn(open.node, table.complete);
  for (const [name, rule] of Object.entries(table.with ?? {})) {
    const isHeld = parts.has(name);
    if (isHeld ? !isGone(site, { row, old, rule }) : !isMet(site, row, rule) || isMet(site, old, rule)) continue;
    changed.add(name);
    if (!isHeld) continue;
    detach(site, { name, rule, row, ids, node: open.node, parts });
    delete ids[name];
  }
  const moving = hangingOn(changed, parts, table);
  for (const name of moving.keys()) {
    parts.delete(name);
    changed.add(name);
  }
  const place: Place = { table: id, row: at + 1 };
  const root = (name: string, needed: boolean): Tree | undefined => {
    if (name === table.row) return open.node;
    const rule = table.with?.[name];
    if (rule === undefined) return needed ? run.writer.ensure(name) : run.writer.scene.graph.get(name);
    const isMade = needed && isMet(site, row, rule);
    const part = { name, rule, row, ids, node: open.node, parts, moving };
    return parts.get(name) ?? (isMade ? makePart(site, part) : undefined);
  };
  for (const ready of rules) {
    const field = row.fields[ready.rule.source];
    if (field !== undefined && field.value.trim() !== '' && isWithoutPart(site, row, ready))
      keepWithout(run, ready, field.value, place);
    else {
      // What stays the same words is written anew into another resource.
      const isMoved = field !== undefined && ready.targets.some(({ name }) => changed.has(name));
      writeField(run, ready, { field, old: isMoved ? undefined : old?.fields[ready.rule.source], place, root });
    }
  }
  for (const name of moving.keys()) root(name, true);
  completeIn(open.node, table.complete, whole);
  if (table.resource !== undefined) {
    const scope = new Map([[table.row, open.node], ...parts]);
    run.writer.addOfRow(table.row, { resource: open.node, rule: table.resource, scope });
  }
  return open;
}

/** What hangs on a part that another takes the place of: the office of an attendee who is somebody else now. */
function hangingOn(
  changed: ReadonlySet<string>,
  parts: ReadonlyMap<string, Tree>,
  table: TableRule,
): Map<string, Tree> {
  const hanging = [...parts].filter(([name]) => changed.has(table.with?.[name]?.at.split('.')[0] ?? ''));
  return new Map(hanging.filter(([name]) => !changed.has(name)));
}

function freshRow({ run, table }: Site, key: string | undefined): OpenRow {
  const { writer } = run;
  const known = key?.startsWith('#') === true ? undefined : key;
  if (table.resource !== undefined) {
    const node = writer.known(table.resource, known) ?? writer.make(table.resource, known);
    return { node, entry: { reference: referenceIn(writer.scene, node) } };
  }
  const node: Tree = key?.startsWith('#') === true ? {} : { id: known ?? writer.ids() };
  writeValues(node, table.where);
  writeValues(node, table.fixed);
  return { node, entry: node };
}

interface PartOfRow {
  readonly name: string;
  readonly rule: PartRule;
  readonly row: FormRow;
  /** Of parts that are known. */
  readonly ids: Readonly<Record<string, string>>;
  readonly node: Tree;
  readonly parts: Map<string, Tree>;
  /** Parts that are there and hang on another part from now on. */
  readonly moving?: ReadonlyMap<string, Tree>;
}

function makePart(site: Site, { name, rule, row, ids, node, parts, moving }: PartOfRow): Tree {
  const { writer } = site.run;
  const id = ids[name];
  const part = moving?.get(name) ?? writer.known(rule, id) ?? sameAmong(site, name, rule, row) ?? writer.make(rule, id);
  parts.set(name, part);
  site.taken.add(part);
  const [owner = '', ...path] = rule.at.split('.');
  const above = site.table.with?.[owner];
  // What hangs on another part needs that one, even where no field of it is filled.
  if (above !== undefined && !parts.has(owner))
    makePart(site, { name: owner, rule: above, row, ids, node, parts, ...(moving && { moving }) });
  const from = owner === site.table.row ? node : parts.get(owner);
  if (from !== undefined) writePath(from, path.join('.'), { reference: referenceIn(writer.scene, part) });
  writer.addOfRow(name, { resource: part, rule, scope: new Map([[site.table.row, node], ...parts]) });
  return part;
}

/** What a list of another resource names already, in the words of the row: the goal of the plan itself. */
function sameAmong({ run, rules, taken }: Site, name: string, rule: PartRule, row: FormRow): Tree | undefined {
  const needed = rules.find((one) => one.rule.id === rule.needs);
  const target = needed?.targets.find((one) => one.name === name);
  if (rule.among === undefined || needed === undefined || target === undefined) return undefined;
  const { index, graph } = run.writer.scene;
  const [owner = '', ...path] = rule.among.split('.');
  const words = row.fields[needed.rule.source]?.value;
  return referencesAt(graph.get(owner), path.join('.'))
    .map((reference) => index.get(reference))
    .find(
      (one) => one !== undefined && fits(one, rule) && !taken.has(one) && readSteps(one, target.steps).value === words,
    );
}

/** The field that it needs is filled, and says that there is such a thing. */
function isMet(site: Site, row: FormRow | undefined, { needs, only }: PartRule): boolean {
  if (needs === undefined) return row !== undefined;
  const said = row?.fields[sourceOf(site, needs)]?.value.trim() ?? '';
  return said !== '' && (only === undefined || only.some((word) => plain(word) === plain(said)));
}

/** A Goal that lost its words is no goal of the row any more; other words for a provider name another one. */
function isGone(site: Site, { row, old, rule }: { row: FormRow; old: FormRow | undefined; rule: PartRule }): boolean {
  const { needs, context } = rule;
  if (needs === undefined) return false;
  const source = sourceOf(site, needs);
  return !isMet(site, row, rule) || (context === true && row.fields[source]?.value !== old?.fields[source]?.value);
}

function detach({ run, table }: Site, { name, rule, node, parts }: PartOfRow): void {
  const part = parts.get(name);
  parts.delete(name);
  if (part === undefined) return;
  writeValues(part, rule.left);
  run.writer.unlink(part);
  const [owner = '', ...path] = rule.at.split('.');
  const from = owner === table.row ? node : parts.get(owner);
  if (from === undefined) return;
  const at = path.join('.').replace('[]', '');
  const held = readPath(from, at).value;
  const { index } = run.writer.scene;
  const left = [held].flat().filter((one) => isTree(one) && index.get(String(one['reference'])) !== part);
  writePath(from, at, Array.isArray(held) && left.length > 0 ? left : undefined);
}

/** A Goal is nothing without its words: a date alone makes none. */
function isWithoutPart(site: Site, row: FormRow, { targets }: ReadyRule): boolean {
  const parts = site.table.with ?? {};
  const needs = parts[targets[0]?.name ?? '']?.needs;
  if (needs === undefined || targets.some(({ name }) => parts[name]?.needs !== needs)) return false;
  return !isFilled(row, sourceOf(site, needs));
}

const sourceOf = ({ rules }: Site, id: string): string => rules.find(({ rule }) => rule.id === id)?.rule.source ?? '';

const isFilled = ({ fields }: FormRow, source: string): boolean => (fields[source]?.value.trim() ?? '') !== '';

function keepWithout(run: FhirRun, { rule }: ReadyRule, value: string, place: Place): void {
  keep(run, { field: rule.source, label: rule.label, value, ...place });
  const ja = '支援目標など、この欄が属するものが書かれていないため、注記として残しました。';
  const en = 'what it belongs to is not filled in, so it was kept as a note';
  run.issues.push(issueAt(rule, place, { code: 'mapping-part-missing', type: 'required', ja, en }));
}
