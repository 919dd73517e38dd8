/** What a filled form makes of people, illnesses and certificates, and whether a record says the same: so that a second sheet meets the records of the first. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { asList, plain } from './codec.ts';
import { findScene, fits, meets, referencesOf } from './graph.ts';
import type { Form, Mapping, ResourceRule } from './mapping.ts';
import { isTree, readPath, type Tree, writePath } from './path.ts';
import { findRows } from './rows.ts';

/** A resource that tells what makes it the same as another one of its person. */
export interface FormPart {
  readonly name: string;
  readonly resource: Resource;
  /** The row that it hangs on, counted from 0 among those that say something; absent for the head of the form. */
  readonly row?: { readonly table: string; readonly at: number };
  readonly rule: ResourceRule & { readonly same: readonly string[] };
}

/** `other`: another one, or of another kind. `similar`: it may be meant or not, which somebody must say. */
export type Likeness = 'same' | 'similar' | 'other';

/** The parts of what a form makes without any record below it: there is no more than one for each place. */
export function partsOfForm(mapping: Mapping, made: Bundle, rootId?: string): FormPart[] {
  const scene = findScene(mapping, made, rootId);
  const rows = Object.entries(mapping.rowTables).flatMap(([table, rule]) =>
    findRows(scene, rule).flatMap(({ parts }, at) =>
      [...parts].flatMap(([name, tree]) =>
        partOf(name, tree, rule.with?.[name]).map((part) => ({ ...part, row: { table, at } })),
      ),
    ),
  );
  const ofRows = new Set(rows.map(({ resource }) => resource));
  // Whom a person of another Bundle leads to is found by its kind alone.
  const left = (made.entry ?? []).flatMap(({ resource }) => (resource && !ofRows.has(resource) ? [resource] : []));
  const head = Object.entries(mapping.resources).flatMap(([name, rule]) =>
    partOf(
      name,
      scene.graph.get(name) ?? left.map((one) => one as Resource & Tree).find((one) => fits(one, rule)),
      rule,
    ),
  );
  return [...head, ...rows];
}

const partOf = (name: string, tree: Tree | undefined, rule: ResourceRule | undefined): FormPart[] =>
  tree === undefined || !isTold(rule) ? [] : [{ name, resource: tree as unknown as Resource, rule }];

const isTold = (rule: ResourceRule | undefined): rule is FormPart['rule'] => rule?.same !== undefined;

/** Rows that say nothing make nothing: without them a row of the form is the row of what it makes. */
export function withoutBlankRows(form: Form): Form {
  const tables = Object.entries(form.tables).map(([table, rows]) => [
    table,
    rows.filter(
      ({ key, fields }) => key !== undefined || Object.values(fields).some(({ value }) => value.trim() !== ''),
    ),
  ]);
  return { ...form, tables: Object.fromEntries(tables) };
}

/**
 * The first of `same` is what names it: said by both, or by neither. Of the others, each that the form says the record
 * says too. A record that has only the name, or all but the name, is similar.
 */
export function likenessOf({ rule, resource }: FormPart, record: Resource): Likeness {
  if (!fits(record as Resource & Tree, rule)) return 'other';
  const said = rule.same.map((path) => comparedAt(resource, path));
  const known = rule.same.map((path) => comparedAt(record, path));
  const isShared = said.map((values, at) => values.some((one) => known[at]?.includes(one)));
  const isSilent = said.map((values) => values.length === 0);
  const namesAlike = isShared[0] === true || (isSilent[0] === true && known[0]?.length === 0);
  const restAlike = isShared.slice(1).every((shared, at) => shared || isSilent[at + 1]);
  if (namesAlike && restAlike && isShared.includes(true)) return 'same';
  const contradicts = said.some((values, at) => values.length > 0 && known[at]?.length !== 0 && !isShared[at]);
  return isShared[0] === true || (isShared.includes(true) && !contradicts) ? 'similar' : 'other';
}

/** Widths and spaces tell nobody apart; a concept is its codes, or its words where it has none. */
function comparedAt(resource: Resource, path: string): string[] {
  return asList(readPath(resource, path).value).flatMap((value) => {
    if (!isTree(value)) return [plain(String(value))];
    const coded = asList(value['coding']).flatMap((one) => (isTree(one) ? [`${one['system']}|${one['code']}`] : []));
    if (coded.length > 0) return coded;
    return typeof value['text'] === 'string' ? [plain(value['text'])] : [];
  });
}

/** What makes it the same, and who it refers to, stays as the record has it. */
export function keptAsRecorded(made: Resource, rule: FormPart['rule'], record: Resource): Resource {
  const kept = structuredClone(made) as Resource & Tree;
  for (const path of [...rule.same, ...referencesOf(rule).map(([one]) => one)]) {
    if (path.includes('[*]') || path.endsWith('[]')) continue;
    writePath(kept, path, readPath(record, path).value);
  }
  return kept;
}

/** Whether a record is as the form makes a fresh one: of two that say the same, the one that stood in this place before. */
export const isMadeLike = ({ rule }: FormPart, record: Resource): boolean => meets(record, rule.fixed);

/** Whether a record would be taken for the part when the form is written into it. */
export const isOfKind = ({ rule }: FormPart, record: Resource): boolean => fits(record as Resource & Tree, rule);
