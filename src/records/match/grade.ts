/** Grades how surely two records are of one person: by the sum of the weights, and never beyond what certain doubts allow. */
import { compare, type Likeness } from './compare.ts';
import type { Person } from './person.ts';
import { EVEN, type Field, GRADES, type Grade, STEP, UNKNOWN, WEIGHTS } from './weights.ts';

export interface Graded {
  /** From 0 to 1: how likely it is one person. */
  readonly score: number;
  readonly grade: Grade;
}

/** The same for both orders of the two; nothing that agrees ever lowers it. */
export function gradeMatch(a: Person, b: Person): Graded {
  const likeness = compare(a, b);
  const total = Math.min(sumOf(likeness), ceilingOf(likeness));
  return { score: Math.round(10_000 / (1 + 2 ** (EVEN - total))) / 10_000, grade: gradeOf(total) };
}

function sumOf({ identifiers, ...single }: Likeness): number {
  const weigh = (field: Field, level: string): number =>
    level === UNKNOWN ? 0 : ((WEIGHTS[field] as Readonly<Record<string, number>>)[level] ?? 0);
  const fields = Object.entries(single).map(([field, level]) => weigh(field as Field, level));
  return [...identifiers.map((level) => weigh('identifier', level)), ...fields].reduce((sum, one) => sum + one, 0);
}

/** The highest total that the doubts leave. */
function ceilingOf({ identifiers, birthDate, given }: Likeness): number {
  // Twins share all but their given names; a parent and a child of one name share all but the birth date.
  if (given === 'different' || birthDate === 'different') return GRADES.probable - STEP;
  const numbered = identifiers.includes('same') && given !== 'homophone';
  const known = birthDate === 'same' && (given === 'same' || given === 'reading');
  return numbered || known ? Number.POSITIVE_INFINITY : GRADES.certain - STEP;
}

function gradeOf(total: number): Grade {
  const grades = Object.entries(GRADES) as [keyof typeof GRADES, number][];
  return grades.find(([, least]) => total >= least)?.[0] ?? 'certainly-not';
}
