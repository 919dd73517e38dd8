/**
 * The people of a permit as a list: who is decided about by which formula. Formulas that differ in their values only are of
 * one form: its text stands in the statement once, whoever it decides about.
 */
import { createHash } from 'node:crypto';
import type { Formula, Permit } from '#consent';
import { type FormulaValues, formulaSql, type LabelledRow } from './formula-sql.ts';

export interface PermitList {
  /** Drawn from all that the list holds. */
  readonly id: string;
  /** One formula of each form, by the number of the form. */
  readonly forms: readonly Formula[];
  readonly formulas: readonly ListedFormula[];
  readonly people: readonly { readonly person: string; readonly formula: number }[];
}

interface Values {
  readonly lists: readonly (readonly string[])[];
  readonly levels: readonly number[];
  readonly moments: readonly string[];
}

interface ListedFormula extends Values {
  readonly number: number;
  readonly form: number;
}

const lists = new WeakMap<Permit['groups'], PermitList>();

/** The list of a permit; the same one for the same permit at another moment. */
export function listOf({ groups }: Permit): PermitList {
  const known = lists.get(groups);
  if (known) return known;
  const numbers = new Map<string, number>();
  const forms: Formula[] = [];
  const formulas = groups.map(({ formula }, at): ListedFormula => {
    const { text, ...values } = formOf(formula);
    const form = numbers.get(text) ?? forms.push(formula) - 1;
    numbers.set(text, form);
    return { number: at, form, ...values };
  });
  const people = groups.flatMap(({ patients }, formula) => patients.map((person) => ({ person, formula })));
  const content = JSON.stringify([[...numbers.keys()], formulas, people]);
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const id = digest.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  const made: PermitList = { id, forms, formulas, people };
  lists.set(groups, made);
  return made;
}

const IN_LIST: LabelledRow = { alias: 'r', labels: () => 'labels' };

function formOf(formula: Formula): { text: string } & Values {
  const values: Drawn = { lists: [], levels: [], moments: [] };
  return { text: formulaSql(formula, IN_LIST, listedValues('f', values)), ...values };
}

interface Drawn {
  readonly lists: (readonly string[])[];
  readonly levels: number[];
  readonly moments: string[];
}

/** Values in the columns of the row `name`: where each stands is told by the order in which they are asked for. */
export const listedValues = (
  name: string,
  { lists, levels, moments }: Drawn = { lists: [], levels: [], moments: [] },
): FormulaValues => ({
  list: (words) => `${name}.lists[${lists.push(words)}]`,
  level: (value) => `${name}.levels[${levels.push(value)}]`,
  moment: (value) => `${name}.moments[${moments.push(value)}]`,
});
