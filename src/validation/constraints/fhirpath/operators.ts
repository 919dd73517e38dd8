/** The operators: three-valued logic, comparing, membership, joining. */
import {
  areBooleans,
  areIntegers,
  areNumbers,
  areTexts,
  asBoolean,
  asText,
  beyond,
  type Collection,
  EMPTY,
  FALSE,
  type Part,
  type Surroundings,
  TRUE,
  truth,
} from './part.ts';

type Operator = (left: Part, right: Part) => Part;

export const OPERATORS: Readonly<Record<string, Operator>> = {
  and: logical(false, (a, b) =>
    a === false || b === false ? false : a === undefined || b === undefined ? undefined : true,
  ),
  or: logical(true, (a, b) =>
    a === true || b === true ? true : a === undefined || b === undefined ? undefined : false,
  ),
  xor: logical(undefined, (a, b) => (a === undefined || b === undefined ? undefined : a !== b)),
  implies: logical(false, (a, b) =>
    a === false || b === true ? true : a === undefined || b === undefined ? undefined : b,
  ),
  '=': comparing((equal) => equal),
  '!=': comparing((equal) => !equal),
  '<': ordering((a, b) => a < b),
  '<=': ordering((a, b) => a <= b),
  '>': ordering((a, b) => a > b),
  '>=': ordering((a, b) => a >= b),
  in: (left, right) => membership(left, right),
  contains: (left, right) => membership(right, left),
  '|': union,
  '+': plus,
  '&': joined,
};

type Truth = boolean | undefined;

/** `decisive` is the first operand that decides alone: the second is then not asked. */
function logical(decisive: Truth, decide: (a: Truth, b: Truth) => Truth): Operator {
  return (left, right) => ({
    types: ['boolean'],
    run(focus, around) {
      const first = asBoolean(left.run(focus, around));
      const decided = first !== undefined && first === decisive;
      const answer = decide(first, decided ? undefined : asBoolean(right.run(focus, around)));
      return answer === undefined ? EMPTY : truth(answer);
    },
  });
}

/** Texts, whole numbers and booleans are equal when their values are; dates and quantities are not compared here. */
function comparable(left: Part, right: Part): boolean {
  return [areTexts, areIntegers, areBooleans].some((are) => are(left) && are(right));
}

function comparing(of: (equal: boolean) => boolean): Operator {
  return (left, right) => {
    if (!comparable(left, right)) return beyond();
    return {
      types: ['boolean'],
      run(focus, around) {
        const a = left.run(focus, around);
        const b = right.run(focus, around);
        if (a.length === 0 || b.length === 0) return EMPTY;
        if (a.length !== b.length) return truth(of(false));
        return truth(of(a.every((one, index) => simple(one) === simple(b[index]))));
      },
    };
  };
}

/** A primitive's value. Objects, and primitives without a value, are not compared here. */
const simple = (value: unknown): unknown => (typeof value === 'object' ? beyond() : value);

function ordering(holds: (a: number, b: number) => boolean): Operator {
  return (left, right) => {
    if (!areNumbers(left) || !areNumbers(right)) return beyond();
    return ofNumbers('boolean', left, right, (a, b) => truth(holds(a, b)));
  };
}

/** The answer for two numbers; empty where one of them is. */
function ofNumbers(type: string, left: Part, right: Part, answer: (a: number, b: number) => Collection): Part {
  return {
    types: [type],
    run(focus, around) {
      const [a, b] = [left.run(focus, around), right.run(focus, around)];
      if (a.length === 0 || b.length === 0) return EMPTY;
      const [one] = a;
      const [other] = b;
      if (a.length > 1 || b.length > 1 || typeof one !== 'number' || typeof other !== 'number') return beyond();
      return answer(one, other);
    },
  };
}

function membership(one: Part, many: Part): Part {
  if (!comparable(one, many)) return beyond();
  return {
    types: ['boolean'],
    run(focus, around) {
      const sought = one.run(focus, around);
      const among = many.run(focus, around);
      if (sought.length === 0) return EMPTY;
      if (among.length === 0) return FALSE;
      if (sought.length > 1) return beyond();
      const value = simple(sought[0]);
      return among.some((other) => simple(other) === value) ? TRUE : FALSE;
    },
  };
}

function union(left: Part, right: Part): Part {
  if (!areTexts(left) || !areTexts(right)) return beyond();
  return {
    types: [...new Set([...left.types, ...right.types])],
    run: (focus, around) => [...new Set([...left.run(focus, around), ...right.run(focus, around)].map(simple))],
  };
}

function plus(left: Part, right: Part): Part {
  if (areTexts(left) && areTexts(right)) {
    return texts(left, right, (a, b) => (a === undefined || b === undefined ? EMPTY : [a + b]));
  }
  if (!areIntegers(left) || !areIntegers(right)) return beyond();
  return ofNumbers('integer', left, right, (a, b) => [a + b]);
}

function joined(left: Part, right: Part): Part {
  if (!areTexts(left) || !areTexts(right)) return beyond();
  return texts(left, right, (a = '', b = '') => [a + b]);
}

function texts(left: Part, right: Part, join: (a: string | undefined, b: string | undefined) => Collection): Part {
  return {
    types: ['string'],
    run: (focus: Collection, around: Surroundings) =>
      join(asText(left.run(focus, around)), asText(right.run(focus, around))),
  };
}
