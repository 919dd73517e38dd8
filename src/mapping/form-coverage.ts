/** Which elements of the resources the form has carried, and a report of those it has not. */
import type { Issue } from '#fhir';
import { type Covered, coverPlace, leavesBeside } from './coverage.ts';
import { referencesAt, referencesOf, type Scene } from './graph.ts';
import type { ResourceRule, TableRule } from './mapping.ts';
import { isTree, type Place, readPath, type Tree } from './path.ts';
import type { FoundRow } from './rows.ts';

/** What the rules have read so far, by resource. */
export interface FormRun extends Scene {
  readonly covered: Covered;
  /** The resources of rows and what hangs on them, with the rules that they follow. */
  readonly ofRows: Map<Tree, ResourceRule>;
}

/** One issue for each element that no rule has read; what is only context is summed up. */
export function reportUncovered(run: FormRun): void {
  const rules = new Map<Tree, ResourceRule>();
  for (const [name, resource] of run.graph) rules.set(resource, run.mapping.resources[name] as ResourceRule);
  for (const [resource, rule] of run.ofRows) if (!rules.has(resource)) rules.set(resource, rule);
  for (const [resource, rule] of rules) coverFrame(run, resource, rule);
  for (const [resource, rule] of rules) {
    const left = leavesBeside(run.covered, resource);
    run.issues.push(
      ...(rule.context === true ? summarise(resource, left) : left.map((leaf) => uncovered(resource, leaf))),
    );
  }
  for (const [resource, rule] of rules) if (rule.context !== true) reportElsewhere(run, resource, rule, rules);
}

/** A list of references also names what is not here. */
function reportElsewhere(run: FormRun, resource: Tree, rule: ResourceRule, known: ReadonlyMap<Tree, unknown>): void {
  for (const [path, names] of referencesOf(rule)) {
    // What is known by its id alone is carried by its id.
    if (!path.endsWith('[]') || names.some((name) => run.mapping.resources[name]?.byId === true)) continue;
    for (const reference of referencesAt(resource, path)) {
      const target = run.index.get(reference);
      if (target === undefined || !known.has(target))
        run.issues.push(uncovered(resource, `${path.replace('[]', '')} (${reference})`));
    }
  }
}

/** What every resource has for its own sake: its identity, narrative, references inside the graph and fixed values. */
function coverFrame(run: FormRun, resource: Tree, rule: ResourceRule): void {
  for (const key of ['resourceType', 'id', 'meta', 'text', 'language']) coverPlace(run.covered, [resource, key]);
  for (const [path] of referencesOf(rule)) coverAll(run, readPath(resource, path.replace(/\[\]$/, '')).places);
  for (const values of [rule.fixed, rule.complete, rule.match]) coverValues(run, values, resource);
}

/** A row's own frame: its id, what tells it from others, and the references to what hangs on it. */
export function coverRow(run: FormRun, table: TableRule, { node, parts }: FoundRow): void {
  if (table.resource !== undefined) run.ofRows.set(node, table.resource);
  else {
    coverPlace(run.covered, [node, 'id']);
    for (const values of [table.where, table.fixed, table.complete]) coverValues(run, values, node);
  }
  for (const [name, rule] of Object.entries(table.with ?? {})) {
    const part = parts.get(name);
    if (part === undefined) continue;
    run.ofRows.set(part, rule);
    const [owner = '', ...path] = rule.at.split('.');
    coverReference(run, parts.get(owner) ?? node, { path: path.join('.'), part });
  }
}

/** The Reference itself; of a list of them, the one that leads to the part. */
function coverReference(run: FormRun, node: Tree, { path, part }: { path: string; part: Tree }): void {
  const { value, places } = readPath(node, path.replace('[]', '[*]'));
  const isList = path.endsWith('[]');
  for (const [index, place] of places.entries()) {
    const reference: unknown = isList && Array.isArray(value) ? value[index] : value;
    const known = isTree(reference) ? run.index.get(String(reference['reference'])) : undefined;
    if (!isList || known === part) coverPlace(run.covered, place);
  }
}

function coverValues(run: FormRun, values: Readonly<Record<string, unknown>> | undefined, node: Tree): void {
  for (const [path, value] of Object.entries(values ?? {})) {
    if (value === '*' || value === '!') continue;
    const read = readPath(node, path);
    const found = JSON.stringify(read.value);
    const same = [value].flat().some((one) => JSON.stringify(one) === found) || JSON.stringify(value) === found;
    if (same) coverAll(run, read.places);
  }
}

function uncovered(resource: Tree, leaf: string): Issue {
  const expression = `${resource['resourceType']}.${leaf}`;
  const ja = `様式に欄がないため写していません: ${expression}`;
  return {
    severity: 'warning',
    code: 'mapping-unmapped',
    type: 'incomplete',
    ja,
    en: `the form has no place for \`${expression}\``,
    expression,
  };
}

function summarise(resource: Tree, left: readonly string[]): Issue[] {
  const elements = [...new Set(left.map((leaf) => leaf.split(/[.[]/, 1)[0] ?? ''))];
  if (elements.length === 0) return [];
  const type = String(resource['resourceType']);
  const list = elements.join(', ');
  const ja = `この様式が扱わない項目: ${type} の ${list}`;
  const en = `this form does not deal with ${list} of ${type}`;
  return [{ severity: 'information', code: 'mapping-out-of-form', type: 'informational', ja, en, expression: type }];
}

export function coverAll({ covered }: FormRun, places: readonly Place[]): void {
  for (const place of places) coverPlace(covered, place);
}
