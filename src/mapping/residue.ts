/** The declared place for what a form says and no element can hold: a note of the plan that names its field. */
import { isTree, type Tree } from './path.ts';

export interface Residue {
  readonly field: string;
  /** The row of the table, counted from 1; absent for the head of the form. */
  readonly row?: number;
  readonly value: string;
}

const NOTE = /^［([A-Za-z0-9.-]+)(?: [^］]*?)?(?: 行(\d+))?］([\s\S]*)$/;

/** Every note that is a residue, with its place in the plan. */
export function readResidue(plan: Tree): (Residue & { place: string })[] {
  const notes = Array.isArray(plan['note']) ? plan['note'] : [];
  return notes.flatMap((note, at) => {
    const found = isTree(note) && typeof note['text'] === 'string' ? NOTE.exec(note['text']) : null;
    if (found === null) return [];
    const [, field = '', row, value = ''] = found;
    return [
      {
        field,
        value,
        place: `note[${at}]`,
        ...(row === undefined ? {} : { row: Number(row) }),
      },
    ];
  });
}

/** Replaces the residues of a plan; its other notes stay where they are. */
export function writeResidue(plan: Tree, residues: readonly (Residue & { label: string })[]): void {
  const notes = Array.isArray(plan['note']) ? plan['note'] : [];
  const own = new Set(readResidue(plan).map(({ place }) => place));
  const kept = notes.filter((_, at) => !own.has(`note[${at}]`));
  const written = residues.map(({ field, label, row, value }) => ({
    text: `［${field} ${label.replaceAll('］', ')')}${row === undefined ? '' : ` 行${row}`}］${value}`,
  }));
  const all = [...kept, ...written];
  if (all.length === 0) delete plan['note'];
  else plan['note'] = all;
}
