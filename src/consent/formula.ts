/** The compiled form of a decision: a condition over the facts of one row, printable, and answerable in SQL. */
import { LEVEL_RESTRICTED, splitToken } from './codes.ts';
import { type Facts, type Instant, milliseconds } from './facts.ts';

/**
 * One question to one row. Lists hold the values of the column of the same name (`system|code`, `Type/id`); `bare` holds
 * codes of any system, compared with what follows the last bar of a `system|code`. No atom is unknown: where a column is
 * null, the atom is false, except `confAtMost`, where a missing level counts as R (4).
 */
export type Atom =
  /** classes && any, or the code of a `system|code` in classes is in bare. */
  | {
      readonly op: 'class';
      readonly any: readonly string[];
      readonly bare: readonly string[];
    }
  /** codes && any, or a code in bare. */
  | {
      readonly op: 'code';
      readonly any: readonly string[];
      readonly bare: readonly string[];
    }
  /** coalesce(conf, 4) <= level. */
  | { readonly op: 'confAtMost'; readonly level: number }
  /** conf >= level; false without a level. */
  | { readonly op: 'confAtLeast'; readonly level: number }
  /** conf is null. */
  | { readonly op: 'confMissing' }
  /** sens is not empty, and each of it is in all or its code is in bare; without bare: sens <> '{}' and sens <@ all. */
  | {
      readonly op: 'sensWithin';
      readonly all: readonly string[];
      readonly bare: readonly string[];
    }
  /** sens && any, or a code in bare. */
  | {
      readonly op: 'sensAny';
      readonly any: readonly string[];
      readonly bare: readonly string[];
    }
  /** handling && any. */
  | { readonly op: 'handlingAny'; readonly any: readonly string[] }
  /** clinicalStart >= start and clinicalEnd <= end. */
  | {
      readonly op: 'clinicalWithin';
      readonly start: Instant;
      readonly end: Instant;
    }
  /** clinicalStart <= end and clinicalEnd >= start. */
  | {
      readonly op: 'clinicalOverlaps';
      readonly start: Instant;
      readonly end: Instant;
    }
  /** clinicalStart is null. */
  | { readonly op: 'clinicalUnknown' }
  /** references && any. */
  | { readonly op: 'refersAny'; readonly any: readonly string[] }
  /** type || '/' || id is in any. */
  | { readonly op: 'selfAny'; readonly any: readonly string[] }
  /** authors && any. */
  | { readonly op: 'authorAny'; readonly any: readonly string[] }
  /** performers && any. */
  | { readonly op: 'performerAny'; readonly any: readonly string[] }
  /** authors = '{}' and performers && any. */
  | { readonly op: 'performerOnlyAny'; readonly any: readonly string[] }
  /** custodian is in any; false without a custodian. */
  | { readonly op: 'custodianAny'; readonly any: readonly string[] };

export type Formula =
  | { readonly op: 'true' }
  | { readonly op: 'false' }
  | { readonly op: 'and'; readonly of: readonly Formula[] }
  | { readonly op: 'or'; readonly of: readonly Formula[] }
  | { readonly op: 'not'; readonly of: Formula }
  | Atom;

export const TRUE: Formula = { op: 'true' };
export const FALSE: Formula = { op: 'false' };
export const constant = (holds: boolean): Formula => (holds ? TRUE : FALSE);

/** Answers a formula for one row: the twin of the SQL that the store builds from it. */
export function evaluate(formula: Formula, facts: Facts): boolean {
  switch (formula.op) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return formula.of.every((part) => evaluate(part, facts));
    case 'or':
      return formula.of.some((part) => evaluate(part, facts));
    case 'not':
      return !evaluate(formula.of, facts);
    default:
      return evaluateAtom(formula, facts);
  }
}

/** All of the parts: constants and repetitions fall away. */
export const and = (...parts: readonly Formula[]): Formula => join('and', parts, TRUE, FALSE);
/** Any of the parts. */
export const or = (...parts: readonly Formula[]): Formula => join('or', parts, FALSE, TRUE);

export function not(formula: Formula): Formula {
  if (formula.op === 'not') return formula.of;
  return formula.op === 'true' ? FALSE : formula.op === 'false' ? TRUE : { op: 'not', of: formula };
}

function join(op: 'and' | 'or', parts: readonly Formula[], neutral: Formula, final: Formula): Formula {
  const flat = parts.flatMap((part) => (part.op === op ? part.of : [part])).filter((part) => part.op !== neutral.op);
  if (flat.some((part) => part.op === final.op)) return final;
  const distinct = [...new Set(flat.map(shared))];
  const [only, ...others] = distinct;
  return only === undefined ? neutral : others.length === 0 ? only : shared({ op, of: distinct });
}

// A formula is never changed. Each has a number here, and what is made of others is known by theirs.
const numbers = new WeakMap<Formula, number>();
const pool = new Map<string, Formula>();
const POOL_MAX = 100_000;
let next = 0;

/** One object for all equal formulas, as long as the pool has room: then equal ones may be two, which is only slower. */
export function shared(formula: Formula): Formula {
  if (numbers.has(formula)) return formula;
  const key = keyOf(formula);
  const known = pool.get(key);
  if (known) return known;
  if (pool.size >= POOL_MAX) pool.clear();
  pool.set(key, formula);
  next += 1;
  numbers.set(formula, next);
  return formula;
}

function keyOf(formula: Formula): string {
  const numberOf = (part: Formula) => numbers.get(shared(part));
  if (formula.op === 'not') return `not ${numberOf(formula.of)}`;
  return formula.op === 'and' || formula.op === 'or'
    ? `${formula.op} ${formula.of.map(numberOf).join()}`
    : JSON.stringify(formula);
}

function evaluateAtom(atom: Atom, facts: Facts): boolean {
  const { conf, sens, authors, performers, custodian } = facts;
  switch (atom.op) {
    case 'class':
      return holds(facts.classes, atom.any, atom.bare);
    case 'code':
      return holds(facts.codes, atom.any, atom.bare);
    case 'confAtMost':
      return (conf ?? LEVEL_RESTRICTED) <= atom.level;
    case 'confAtLeast':
      return conf !== null && conf >= atom.level;
    case 'confMissing':
      return conf === null;
    case 'sensWithin':
      return sens.length > 0 && sens.every((token) => holds([token], atom.all, atom.bare));
    case 'sensAny':
      return holds(sens, atom.any, atom.bare);
    case 'handlingAny':
      return overlap(facts.handling, atom.any);
    case 'refersAny':
      return overlap(facts.references, atom.any);
    case 'selfAny':
      return atom.any.includes(`${facts.type}/${facts.id}`);
    case 'authorAny':
      return overlap(authors, atom.any);
    case 'performerAny':
      return overlap(performers, atom.any);
    case 'performerOnlyAny':
      return authors.length === 0 && overlap(performers, atom.any);
    case 'custodianAny':
      return custodian !== null && atom.any.includes(custodian);
    default:
      return evaluateTime(atom, facts);
  }
}

function evaluateTime(
  atom: Extract<Atom, { op: 'clinicalWithin' | 'clinicalOverlaps' | 'clinicalUnknown' }>,
  { clinicalStart, clinicalEnd }: Facts,
): boolean {
  if (clinicalStart === null || clinicalEnd === null) return atom.op === 'clinicalUnknown';
  if (atom.op === 'clinicalUnknown') return false;
  const [start, end] = [milliseconds(atom.start), milliseconds(atom.end)];
  return atom.op === 'clinicalWithin'
    ? milliseconds(clinicalStart) >= start && milliseconds(clinicalEnd) <= end
    : milliseconds(clinicalStart) <= end && milliseconds(clinicalEnd) >= start;
}

const overlap = (held: readonly string[], any: readonly string[]): boolean => held.some((value) => any.includes(value));

const holds = (held: readonly string[], any: readonly string[], bare: readonly string[]): boolean =>
  held.some((token) => any.includes(token) || (token.includes('|') && bare.includes(splitToken(token)[1])));
