/** A compiled decision as SQL: the twin of `evaluate` in the consent room. */
import type { Atom, Formula } from '#consent';
import type { Bindings } from './bindings.ts';

/** A row that is looked at, and the version of the rules that labels must be of to count. */
export interface LabelledRow {
  readonly alias: string;
  readonly labels: string;
}

/** The condition on a row. No atom is ever NULL, so that a NOT around it cannot turn "unknown" into "visible". */
export function formulaSql(formula: Formula, row: LabelledRow, bind: Bindings): string {
  switch (formula.op) {
    case 'true':
    case 'false':
      return formula.op;
    case 'and':
      return `(${formula.of.map((part) => formulaSql(part, row, bind)).join(' AND ')})`;
    case 'or':
      return `(${formula.of.map((part) => formulaSql(part, row, bind)).join(' OR ')})`;
    case 'not':
      return `(NOT ${formulaSql(formula.of, row, bind)})`;
    default:
      return atomSql(formula, row, bind);
  }
}

function atomSql(atom: Atom, { alias, labels }: LabelledRow, bind: Bindings): string {
  // What other rules labelled counts as unlabelled, and that is known by its level alone.
  const conf = () => `CASE WHEN ${alias}.labelled = ${bind(labels, 'text')} THEN ${alias}.conf END`;
  const overlaps = (column: string, any: readonly string[]) => `${alias}.${column} && ${bind(any, 'text[]')}`;
  switch (atom.op) {
    case 'class':
      return holds(`${alias}.classes`, atom, bind);
    case 'code':
      return holds(`${alias}.codes`, atom, bind);
    case 'sensAny':
      return holds(`${alias}.sens`, atom, bind);
    case 'sensWithin':
      return sensWithin(`${alias}.sens`, atom, bind);
    case 'confAtMost':
      return `COALESCE(${conf()}, 4) <= ${bind(atom.level, 'int')}`;
    case 'confAtLeast':
      return `COALESCE(${conf()}, -1) >= ${bind(atom.level, 'int')}`;
    case 'confMissing':
      return `(${conf()}) IS NULL`;
    case 'handlingAny':
      return overlaps('handling', atom.any);
    case 'refersAny':
      return overlaps('refs', atom.any);
    case 'selfAny':
      return `(${alias}.type || '/' || ${alias}.id::text) = ANY(${bind(atom.any, 'text[]')})`;
    case 'authorAny':
      return overlaps('authors', atom.any);
    case 'performerAny':
      return overlaps('performers', atom.any);
    case 'performerOnlyAny':
      return `(cardinality(${alias}.authors) = 0 AND ${overlaps('performers', atom.any)})`;
    case 'custodianAny':
      return `COALESCE(${alias}.custodian, '') = ANY(${bind(atom.any, 'text[]')})`;
    case 'clinicalUnknown':
      return `${alias}.clinical_start IS NULL`;
    case 'clinicalWithin':
      return timeSql(
        alias,
        `${alias}.clinical_start >= ${bind(atom.start, 'timestamptz')} AND ${alias}.clinical_end <= ${bind(atom.end, 'timestamptz')}`,
      );
    case 'clinicalOverlaps':
      return timeSql(
        alias,
        `${alias}.clinical_start <= ${bind(atom.end, 'timestamptz')} AND ${alias}.clinical_end >= ${bind(atom.start, 'timestamptz')}`,
      );
  }
}

const timeSql = (alias: string, condition: string): string => `(${alias}.clinical_start IS NOT NULL AND ${condition})`;

interface Listed {
  readonly any: readonly string[];
  readonly bare: readonly string[];
}

/** A listed `system|code` is among the column's values, or the code of one of them is a listed bare code. */
function holds(column: string, { any, bare }: Listed, bind: Bindings): string {
  const exact = `${column} && ${bind(any, 'text[]')}`;
  return bare.length === 0
    ? exact
    : `(${exact} OR EXISTS (SELECT 1 FROM unnest(${column}) AS held(token) WHERE ${bareCode(bare, bind)}))`;
}

function sensWithin(
  column: string,
  { all, bare }: { all: readonly string[]; bare: readonly string[] },
  bind: Bindings,
): string {
  const every =
    bare.length === 0
      ? `${column} <@ ${bind(all, 'text[]')}`
      : `NOT EXISTS (SELECT 1 FROM unnest(${column}) AS held(token) WHERE NOT (held.token = ANY(${bind(all, 'text[]')}) OR ${bareCode(bare, bind)}))`;
  return `(cardinality(${column}) > 0 AND ${every})`;
}

const bareCode = (bare: readonly string[], bind: Bindings): string =>
  `(strpos(held.token, '|') > 0 AND regexp_replace(held.token, '^.*\\|', '') = ANY(${bind(bare, 'text[]')}))`;
