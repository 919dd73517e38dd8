/** The functions of FHIRPath that rules of profiles use. */
import { isQuick } from '#fhir';
import { memberOf, ofTypes, typeNamed } from './members.ts';
import {
  type Ast,
  areTexts,
  asBoolean,
  asText,
  BARE,
  beyond,
  type Collection,
  EMPTY,
  type Part,
  type Scope,
  type Surroundings,
  TRUE,
  truth,
} from './part.ts';
import { patternOf } from './pattern.ts';

export interface Call {
  readonly name: string;
  readonly params: readonly Ast[];
  readonly input: Part;
  readonly scope: Scope;
  compile(node: Ast, scope: Scope): Part;
}

/** The part that a function call makes of its input. */
export function callFunction(call: Call): Part {
  const make = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  return make === undefined ? beyond() : make(call);
}

const FUNCTIONS: Readonly<Record<string, (call: Call) => Part>> = {
  exists: (call) => counting(filtered(call), (count) => count > 0),
  empty: (call) => counting(call.input, (count) => count === 0),
  where: (call) => filtered(call),
  all: (call) => {
    const holds = criterion(call);
    return boolean(call.input, (values, around) => truth(values.every((one) => holds(one, around))));
  },
  select: (call) => {
    const inner = argument(call, 0, call.input.types);
    return over(call.input, inner.types, (values, around) => values.flatMap((one) => [...inner.run([one], around)]));
  },
  repeat: (call) => {
    const inner = argument(call, 0, call.input.types);
    // What is found is asked again: it must be of the types that the path was compiled for.
    const again = argument(call, 0, inner.types);
    if (inner.types.join() !== again.types.join()) return beyond();
    return over(call.input, inner.types, (values, around) => repeated(values, inner, again, around));
  },
  count: ({ input }) => over(input, ['integer'], (values) => [values.length]),
  first: ({ input }) => over(input, input.types, (values) => (values.length > 1 ? [values[0]] : values)),
  tail: ({ input }) => over(input, input.types, (values) => values.slice(1)),
  not: ({ input }) =>
    boolean(input, (values) => {
      const value = asBoolean(values);
      return value === undefined ? EMPTY : truth(!value);
    }),
  hasValue: ({ input }) =>
    boolean(input, (values) => {
      const [value] = values;
      if (values.length === 1 && value !== BARE && typeof value === 'object') return beyond();
      return truth(values.length === 1 && value !== BARE);
    }),
  isDistinct: ({ input }) => {
    if (!areTexts(input)) return beyond();
    return boolean(input, (values) => truth(new Set(values.map(text)).size === values.length));
  },
  iif: (call) => {
    const holds = argument(call, 0, call.input.types);
    const [yes, no] = [argument(call, 1, call.input.types), call.params[2] && argument(call, 2, call.input.types)];
    return over(call.input, [...new Set([...yes.types, ...(no?.types ?? [])])], (values, around) =>
      isTrue(holds.run(values, around)) ? yes.run(values, around) : (no?.run(values, around) ?? EMPTY),
    );
  },
  trace: ({ input }) => input,
  ofType: (call) => narrowed(call).as(),
  as: (call) => narrowed(call).as(),
  is: (call) => narrowed(call).is(),
  extension: (call) => {
    const url = stringOf(call, 0);
    return over(memberOf(call.input, 'extension', call.scope.schema), ['Extension'], (values) =>
      values.filter((one) => (one as { url?: unknown }).url === url),
    );
  },
  matches: (call) => {
    const pattern = patternOf(stringOf(call, 0)) ?? beyond();
    return ofText(call, 'boolean', (value) => (isQuick(pattern, value) ? truth(pattern.test(value)) : beyond()));
  },
  replaceMatches: (call) => {
    const pattern = new RegExp(stringOf(call, 0), 'gu');
    const by = stringOf(call, 1);
    if (by !== '') return beyond();
    return ofText(call, 'string', (value) => (isQuick(pattern, value) ? [value.replace(pattern, '')] : beyond()));
  },
  contains: (call) => ofTexts(call, 'boolean', (value, part) => truth(value.includes(part))),
  startsWith: (call) => ofTexts(call, 'boolean', (value, part) => truth(value.startsWith(part))),
  endsWith: (call) => ofTexts(call, 'boolean', (value, part) => truth(value.endsWith(part))),
  indexOf: (call) => ofTexts(call, 'integer', (value, part) => [value.indexOf(part)]),
  toString: ({ input }: Call): Part => {
    if (!areTexts(input) && !input.types.every((type) => MOMENTS.has(type))) return beyond();
    return over(input, ['string'], (values) => (values.length > 1 ? beyond() : values.map(text)));
  },
  length: (call) => ofText(call, 'integer', (value) => [value.length]),
  lower: (call) => ofText(call, 'string', (value) => [value.toLowerCase()]),
  upper: (call) => ofText(call, 'string', (value) => [value.toUpperCase()]),
  substring: (call) => {
    const start = argument(call, 0, call.scope.focus);
    const length = call.params[1] && argument(call, 1, call.scope.focus);
    return textWith(call, 'string', (value, focus, around) => {
      const from = whole(start.run(focus, around));
      if (from === undefined || from < 0 || from >= value.length) return EMPTY;
      const size = length && whole(length.run(focus, around));
      return [size === undefined ? value.substring(from) : value.substring(from, from + size)];
    });
  },
  allFalse: ({ input }) => boolean(input, (values) => truth(values.every((one) => asBoolean([one]) === false))),
  toInteger: (call) =>
    ofText(call, 'integer', (value) => (/^[+-]?\d+$/.test(value) ? [Number.parseInt(value, 10)] : EMPTY)),
};

const MOMENTS: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant', 'time']);

function over(
  input: Part,
  types: readonly string[],
  answer: (values: Collection, around: Surroundings) => Collection,
): Part {
  return { types, run: (focus, around) => answer(input.run(focus, around), around) };
}

const boolean = (input: Part, answer: (values: Collection, around: Surroundings) => Collection): Part =>
  over(input, ['boolean'], answer);

const counting = (input: Part, holds: (count: number) => boolean): Part =>
  boolean(input, (values) => truth(holds(values.length)));

function argument({ params, scope, compile }: Call, index: number, focus: readonly string[]): Part {
  const node = params[index];
  return node === undefined ? beyond() : compile(node, { ...scope, focus });
}

/** The values for which the criterion holds; all where there is no criterion. */
function filtered(call: Call): Part {
  if (call.params.length === 0) return call.input;
  const holds = criterion(call);
  return over(call.input, call.input.types, (values, around) => {
    if (values.length === 0) return EMPTY;
    return values.filter((one) => holds(one, around));
  });
}

function criterion(call: Call): (value: unknown, around: Surroundings) => boolean {
  const inner = argument(call, 0, call.input.types);
  return (value, around) => isTrue(inner.run([value], around));
}

/** Everything that the paths find, each equal value once, from the first round until nothing new is found. */
function repeated(values: Collection, first: Part, again: Part, around: Surroundings): Collection {
  const found = new Map<string, unknown>();
  let round = values.flatMap((one) => [...first.run([one], around)]);
  while (round.length > 0) {
    const fresh = round.filter((one) => {
      const key = JSON.stringify(one);
      return !found.has(key) && found.set(key, one);
    });
    round = fresh.flatMap((one) => [...again.run([one], around)]);
  }
  return [...found.values()];
}

const isTrue = (values: Collection): boolean => values === TRUE || (values.length === 1 && values[0] === true);

const text = (value: unknown): string => (typeof value === 'string' ? value : beyond());

function narrowed({ params, input, scope }: Call): ReturnType<typeof ofTypes> {
  return ofTypes(input, typeNamed(params[0]?.text), scope.schema);
}

/** An argument that is written as a string literal. */
function stringOf(call: Call, index: number): string {
  const part = argument(call, index, []);
  const node = call.params[index];
  if (node?.children?.[0]?.children?.[0]?.type !== 'StringLiteral') return beyond();
  return text(part.run(EMPTY, { resource: undefined, rootResource: undefined })[0]);
}

function whole(values: Collection): number | undefined {
  if (values.length === 0) return undefined;
  const [value] = values;
  return values.length === 1 && typeof value === 'number' ? value : beyond();
}

/** Arguments are asked of `$this`, which is the focus, not of the input. */
function textWith(
  { input }: Call,
  type: string,
  answer: (value: string, focus: Collection, around: Surroundings) => Collection,
): Part {
  if (!areTexts(input)) return beyond();
  return {
    types: [type],
    run(focus, around) {
      const value = asText(input.run(focus, around));
      // The library treats the empty text as a text like any other.
      return value === undefined ? EMPTY : answer(value, focus, around);
    },
  };
}

const ofText = (call: Call, type: string, answer: (value: string) => Collection): Part =>
  textWith(call, type, (value) => answer(value));

function ofTexts(call: Call, type: string, answer: (value: string, part: string) => Collection): Part {
  const part = argument(call, 0, call.scope.focus);
  if (!areTexts(part)) return beyond();
  return textWith(call, type, (value, focus, around) => {
    const other = asText(part.run(focus, around));
    return other === undefined ? EMPTY : answer(value, other);
  });
}
