/** The declared place for what a form says and no element can hold: a note or an extension of the root that names its field. */
import { profileUrl } from '#fhir';
import type { Mapping } from './mapping.ts';
import { isTree, type Place, type Tree } from './path.ts';

export interface Residue {
  readonly field: string;
  /** The table and the row of it, counted from 1; absent for the head of the form. */
  readonly table?: string;
  readonly row?: number;
  readonly value: string;
}

const NOTE = /^［([A-Za-z0-9.-]+)(?: [^］]*?)?(?: ([a-zA-Z][\w-]*)?行(\d+))?］([\s\S]*)$/;
const EXTENSION = profileUrl('form-residue');

/** Every residue of the root, with its place. */
export function readResidue(mapping: Mapping, root: Tree): (Residue & { place: Place })[] {
  const [first] = Object.keys(mapping.rowTables);
  return heldBy(mapping, root).flatMap(({ text, place }) => {
    const [, field = '', table = first, row, value = ''] = NOTE.exec(text) ?? [];
    if (field === '') return [];
    const at = row === undefined || table === undefined ? {} : { table, row: Number(row) };
    return [{ field, value, place, ...at }];
  });
}

/** Replaces the residues of the root; its other notes stay where they are. */
export function writeResidue(mapping: Mapping, root: Tree, residues: readonly (Residue & { label: string })[]): void {
  const element = mapping.residue === 'note' ? 'note' : 'extension';
  const held = Array.isArray(root[element]) ? root[element] : [];
  const own = new Set(readResidue(mapping, root).map(({ place: [, at] }) => at));
  const kept = held.filter((_, at) => !own.has(at));
  const written = residues.map((one) => wrap(mapping, textOf(mapping, one)));
  const all = [...kept, ...written];
  if (all.length === 0) delete root[element];
  else root[element] = all;
}

function heldBy({ residue }: Mapping, root: Tree): { text: string; place: Place }[] {
  const element = residue === 'note' ? 'note' : 'extension';
  const held = Array.isArray(root[element]) ? root[element] : [];
  return held.flatMap((one, at) => {
    if (!isTree(one) || (element === 'extension' && one['url'] !== EXTENSION)) return [];
    const text = element === 'note' ? one['text'] : one['valueString'];
    return typeof text === 'string' ? [{ text, place: [held, at] }] : [];
  });
}

const wrap = ({ residue }: Mapping, text: string): Tree =>
  residue === 'note' ? { text } : { url: EXTENSION, valueString: text };

function textOf({ rowTables }: Mapping, { field, label, table, row, value }: Residue & { label: string }): string {
  const [first] = Object.keys(rowTables);
  const at = row === undefined ? '' : ` ${table === first ? '' : table}行${row}`;
  return `［${field} ${label.replaceAll('］', ')')}${at}］${value}`;
}
