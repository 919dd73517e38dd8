/** How two people are alike, field by field. The order of the two makes no difference. */
import { compareBirthDates } from './birth-date.ts';
import type { Names, Person, Place, Script } from './person.ts';
import { UNKNOWN, type WEIGHTS } from './weights.ts';

type Level<Of extends keyof typeof WEIGHTS> = keyof (typeof WEIGHTS)[Of] | typeof UNKNOWN;

export interface Likeness {
  /** One for each system in which both have numbers. */
  readonly identifiers: readonly Level<'identifier'>[];
  readonly birthDate: Level<'birthDate'>;
  readonly sex: Level<'sex'>;
  readonly family: Level<'family'>;
  readonly given: Level<'given'>;
  readonly address: Level<'address'>;
  readonly phone: Level<'phone'>;
}

export function compare(a: Person, b: Person): Likeness {
  return {
    identifiers: [...a.identifiers].flatMap(([system, values]) => {
      const others = b.identifiers.get(system);
      return others === undefined ? [] : [meet(values, others) ? 'same' : 'different'];
    }),
    birthDate:
      a.birthDate === undefined || b.birthDate === undefined ? UNKNOWN : compareBirthDates(a.birthDate, b.birthDate),
    sex: a.sex === undefined || b.sex === undefined ? UNKNOWN : a.sex === b.sex ? 'same' : 'different',
    family: compareNames(a, b, 'family'),
    given: compareNames(a, b, 'given'),
    address: comparePlaces(a.addresses, b.addresses),
    phone: compareSets(a.phones, b.phones),
  };
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

type Plain = 'same' | 'different' | typeof UNKNOWN;

function compareSets(a: ReadonlySet<string>, b: ReadonlySet<string>): Plain {
  if (a.size === 0 || b.size === 0) return UNKNOWN;
  return meet(a, b) ? 'same' : 'different';
}

/** One name of each that agrees is enough: people keep old names beside new ones. */
function compareNames(a: Person, b: Person, part: 'family' | 'given'): Level<'given'> {
  const of = (script: Script) => compareWritten(a.names[script], b.names[script], part);
  const [kanji, kana, latin] = [of('kanji'), of('kana'), of('latin')];
  if (kanji === 'same') return 'same';
  if (kana === 'same' || latin === 'same') return kanji === 'different' ? 'homophone' : 'reading';
  return [kanji, kana, latin].includes('different') ? 'different' : UNKNOWN;
}

/** Where a name is written in one piece on one side, it is compared in one piece. */
function compareWritten(a: Names, b: Names, part: 'family' | 'given'): Plain {
  const known = compareSets(a[part], b[part]);
  if (known !== UNKNOWN) return known;
  const whole = compareSets(a.whole, b.whole);
  return whole === 'different' && part === 'family' ? UNKNOWN : whole;
}

const PLACE_LEVELS = ['block', 'postalCode', 'city'] as const;

/** The closest that any two of their addresses come. */
function comparePlaces(a: readonly Place[], b: readonly Place[]): Level<'address'> {
  const told = (level: (typeof PLACE_LEVELS)[number], places: readonly Place[]) =>
    new Set(places.flatMap((place) => place[level] ?? []));
  const found = PLACE_LEVELS.map((level) => ({ level, is: compareSets(told(level, a), told(level, b)) }));
  const same = found.find(({ is }) => is === 'same');
  if (same) return same.level;
  return found.some(({ is }) => is === 'different') ? 'different' : UNKNOWN;
}
