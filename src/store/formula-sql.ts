/** A compiled decision as SQL: the twin of `evaluate` in the consent room. */
import type { Atom, Formula } from '#consent';
import type { Bindings } from './bindings.ts';

/** A row that is looked at, and the version of the rules that labels must be of to count, as SQL. */
export interface LabelledRow {
  readonly alias: string;
  labels(): string;
}

/** Where the values of a formula come from: each gives the SQL that stands for one. */
export interface FormulaValues {
  list(words: readonly string[]): string;
  level(value: number): string;
  moment(value: string): string;
}

/** Values that are bound in the statement itself. */
export const boundValues = (bind: Bindings): FormulaValues => ({
  list: (words) => bind(words, 'text[]'),
  level: (value) => bind(value, 'int'),
  moment: (value) => bind(value, 'timestamptz'),
});

/** The condition on a row. No atom is ever NULL, so that a NOT around it cannot turn "unknown" into "visible". */
export function formulaSql(formula: Formula, row: LabelledRow, values: FormulaValues): string {
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula.op;
    case 'and':
      return `(${formula.of.map((part) => formulaSql(part, row, values)).join(' AND ')})`;
    case 'or':
      return `(${formula.of.map((part) => formulaSql(part, row, values)).join(' OR ')})`;
    case 'not':
      return `(NOT ${formulaSql(formula.of, row, values)})`;
    default:
      return atomSql(formula, row, values);
  }
}

function atomSql(atom: Atom, { alias, labels }: LabelledRow, values: FormulaValues): string {
  // What other rules labelled counts as unlabelled, and that is known by its level alone.
  const conf = () => `CASE WHEN ${alias}.labelled = ${labels()} THEN ${alias}.conf END`;
  const overlaps = (column: string, any: readonly string[]) => `${alias}.${column} && ${values.list(any)}`;
  switch (atom.op) {
    case 'class':
      return holds(`${alias}.classes`, atom, values);
    case 'code':
      return holds(`${alias}.codes`, atom, values);
    case 'sensAny':
      return holds(`${alias}.sens`, atom, values);
    case 'sensWithin':
      return sensWithin(`${alias}.sens`, atom, values);
    case 'confAtMost':
      return `COALESCE(${conf()}, 4) <= ${values.level(atom.level)}`;
    case 'confAtLeast':
      return `COALESCE(${conf()}, -1) >= ${values.level(atom.level)}`;
    case 'confMissing':
      return `(${conf()}) IS NULL`;
    case 'handlingAny':
      return overlaps('handling', atom.any);
    case 'refersAny':
      return overlaps('refs', atom.any);
    case 'selfAny':
      return `(${alias}.type || '/' || ${alias}.id::text) = ANY(${values.list(atom.any)})`;
    case 'authorAny':
      return overlaps('authors', atom.any);
    case 'performerAny':
      return overlaps('performers', atom.any);
    case 'performerOnlyAny':
      return `(cardinality(${alias}.authors) = 0 AND ${overlaps('performers', atom.any)})`;
    case 'custodianAny':
      return `COALESCE(${alias}.custodian, '') = ANY(${values.list(atom.any)})`;
    case 'clinicalUnknown':
      return `${alias}.clinical_start IS NULL`;
    case 'clinicalWithin':
      return timeSql(
        alias,
        `${alias}.clinical_start >= ${values.moment(atom.start)} AND ${alias}.clinical_end <= ${values.moment(atom.end)}`,
      );
    case 'clinicalOverlaps':
      return timeSql(
        alias,
        `${alias}.clinical_start <= ${values.moment(atom.end)} AND ${alias}.clinical_end >= ${values.moment(atom.start)}`,
      );
  }
}

const timeSql = (alias: string, condition: string): string => `(${alias}.clinical_start IS NOT NULL AND ${condition})`;

interface Listed {
  readonly any: readonly string[];
  readonly bare: readonly string[];
}

/** A listed `system|code` is among the column's values, or the code of one of them is a listed bare code. */
function holds(column: string, { any, bare }: Listed, values: FormulaValues): string {
  const exact = `${column} && ${values.list(any)}`;
  return bare.length === 0
    ? exact
    : `(${exact} OR EXISTS (SELECT 1 FROM unnest(${column}) AS held(token) WHERE ${bareCode(bare, values)}))`;
}

function sensWithin(
  column: string,
  { all, bare }: { all: readonly string[]; bare: readonly string[] },
  values: FormulaValues,
): string {
  const every =
    bare.length === 0
      ? `${column} <@ ${values.list(all)}`
      : `NOT EXISTS (SELECT 1 FROM unnest(${column}) AS held(token) WHERE NOT (held.token = ANY(${values.list(all)}) OR ${bareCode(bare, values)}))`;
  return `(cardinality(${column}) > 0 AND ${every})`;
}

const bareCode = (bare: readonly string[], values: FormulaValues): string =>
  `(strpos(held.token, '|') > 0 AND regexp_replace(held.token, '^.*\\|', '') = ANY(${values.list(bare)}))`;
