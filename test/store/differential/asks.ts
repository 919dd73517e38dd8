/** Random searches: what is asked, and how it is written in a query. */
import fc from 'fast-check';
import { MEMBERS } from './codes.ts';
import { type Ask, PARAMETERS } from './naive.ts';
import {
  ANY_ID,
  CANONICALS,
  CODES,
  DATES,
  idOf,
  NAMES,
  PLACES,
  POPULATION_TYPES,
  type PopulationType,
  TIMES,
  UCUM,
  WORDS,
} from './population.ts';

export interface RandomSearch {
  readonly type: PopulationType;
  readonly asks: readonly Ask[];
  readonly sort: readonly { code: string; descending: boolean }[];
  readonly count: number;
}

const PREFIXES = ['', '', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'];
const escaped = (text: string): string => text.replace(/[\\,$|]/g, '\\$&');
const codes = fc.constantFrom(...CODES, 'male', 'female', 'final', 'active', 'true', '1', '001', 'none').map(escaped);
const system = fc.constantFrom('urn:a', 'urn:b', '');
/** Plain codes with the system that their element implies, or with another's. */
const IMPLIED = [
  ['administrative-gender', 'male'],
  ['administrative-gender', ''],
  ['administrative-gender', 'final'],
  ['observation-status', 'final'],
  ['observation-status', ''],
  ['request-status', 'active'],
  ['location-status', 'active'],
  ['request-intent', 'plan'],
  ['encounter-status', 'planned'],
  ['special-values', 'true'],
  ['special-values', ''],
].map(([system, code]) => `http://hl7.org/fhir/${system}|${code}`);
const token = fc.oneof(
  codes,
  fc.tuple(system, codes).map(([s, code]) => `${s}|${code}`),
  fc.constantFrom('urn:a|', 'urn:b|'),
  fc.constantFrom(...IMPLIED),
);
const near = fc
  .tuple(
    fc.constantFrom(...PLACES, { latitude: 89.9, longitude: 120 }),
    fc.constantFrom('', '|0', '|5', '|6.4', '|450', '|450|km', '|5000|m', '|280|[mi_us]', '|4.1|[mi_us]', '|20015'),
  )
  .map(([{ latitude, longitude }, rest]) => `${latitude}|${longitude}${rest}`);
const sets = fc.constantFrom(...Object.keys(MEMBERS));
const knownCode = fc.oneof(
  fc.constantFrom(...CODES).map((code) => `urn:a|${escaped(code)}`),
  fc.constantFrom('urn:b|x', 'urn:b|y'),
);
const words = [
  ...WORDS,
  ...NAMES.flatMap((name) => Object.values(name).flat()),
  'さとう',
  'たいじゅう',
  'body',
  'gewicht fur',
  'mu\u0308ll',
  'ANDRE',
  'weiss',
  'grosse ssw',
  'strasser',
  'андреи',
  'erős',
  'ｶ',
  'カ\u3099',
  '高',
  'none',
];
const text = fc
  .tuple(fc.constantFrom(...words), fc.nat({ max: 4 }))
  .map(([word, length]) => escaped(length === 0 ? word : [...word].slice(0, length).join('')))
  .filter((word) => word.trim() !== '');
const date = fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...DATES, ...TIMES)).map((p) => p.join(''));
const quantity = fc
  .tuple(
    fc.constantFrom(...PREFIXES),
    fc.constantFrom('5.4', '5.40', '5', '0', '-5.4', '5400', '5400000', '278.55', '0.0054'),
    fc.constantFrom(
      '',
      '||kg',
      '||㎏',
      `|${UCUM}|kg`,
      `|${UCUM}|g`,
      `|${UCUM}|mg`,
      `|${UCUM}|Cel`,
      `|${UCUM}|K`,
      `|${UCUM}|`,
    ),
  )
  .map((parts) => parts.join(''));
const number = fc
  .tuple(fc.constantFrom(...PREFIXES), fc.constantFrom('10', '15', '20', '12.5', '2e1'))
  .map((parts) => parts.join(''));
const uri = fc.constantFrom(
  'https://p.example/a',
  'https://p.example/a/b',
  'https://p.example',
  'https://p.example/path',
  'https://p.example/path/2/x',
  'urn:x',
  'https://s.example/1',
  'https://p.example/a\\|1',
  'https://p.example/a\\|1.2',
  ...CANONICALS.map(escaped),
);
const anyReference = ANY_ID.map(({ type, id }) => `${type}/${id}`);
const fewer = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });
const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });

type Made = Omit<Ask & { op: 'param' }, 'op' | 'code'>;
const plainly = (values: fc.Arbitrary<string[]>, ...modifiers: string[]): fc.Arbitrary<Made> =>
  fc.record({ modifier: fc.constantFrom('', ...modifiers), values });
const missing = fc.constantFrom('true', 'false').map((value) => ({ modifier: 'missing', values: [value] }));

function valuesOf(type: string, code: string): fc.Arbitrary<Made> {
  const { kind, parts, targets = [] } = PARAMETERS[type]?.[code] ?? {};
  if (code === '_id') return plainly(list(ANY_ID.map(({ id }) => id)), 'not');
  switch (kind) {
    case 'token':
      return fc.oneof(
        { weight: 5, arbitrary: plainly(list(token), 'not') },
        { weight: 1, arbitrary: list(text).map((values) => ({ modifier: 'text', values })) },
        {
          weight: 1,
          arbitrary: fc.record({ modifier: fc.constantFrom('in', 'not-in'), values: fewer(sets) }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ modifier: fc.constantFrom('above', 'below'), values: fewer(knownCode) }),
        },
        {
          weight: 1,
          arbitrary: list(
            fc.tuple(system, codes, fc.constantFrom('1', '2', '001')).map((three) => three.join('|')),
          ).map((values) => ({ modifier: 'of-type', values })),
        },
        { weight: 1, arbitrary: missing },
      );
    case 'string':
      return fc.oneof(
        { weight: 5, arbitrary: plainly(list(text), 'exact', 'contains') },
        { weight: 1, arbitrary: missing },
      );
    case 'date':
      return fc.oneof({ weight: 5, arbitrary: plainly(list(date)) }, { weight: 1, arbitrary: missing });
    case 'quantity':
      return fc.oneof({ weight: 5, arbitrary: plainly(list(quantity)) }, { weight: 1, arbitrary: missing });
    case 'number':
      return fc.oneof({ weight: 5, arbitrary: plainly(list(number)) }, { weight: 1, arbitrary: missing });
    case 'special':
      return fc.oneof({ weight: 5, arbitrary: plainly(list(near)) }, { weight: 1, arbitrary: missing });
    case 'uri':
      return fc.oneof(
        { weight: 5, arbitrary: plainly(list(uri), 'above', 'below') },
        { weight: 1, arbitrary: missing },
      );
    case 'reference':
      return fc.oneof(
        {
          weight: 3,
          arbitrary: plainly(list(code === 'instantiates-canonical' ? uri : referenceTo(targets)), 'above', 'below'),
        },
        { weight: 1, arbitrary: list(token).map((values) => ({ modifier: 'identifier', values })) },
        { weight: 1, arbitrary: missing },
        ...targets
          .filter((target) => POPULATION_TYPES.includes(target as PopulationType))
          .map((target) => ({
            weight: 1,
            arbitrary: list(fc.nat({ max: 45 }).map((n) => idOf(target as PopulationType, n))).map((values) => ({
              modifier: target,
              values,
            })),
          })),
      );
    default: {
      const tuple = fc.tuple(...(parts ?? []).map((part) => partOf(part.kind, parts?.at(-1)?.kind)));
      const values = list(
        tuple
          .chain((all) =>
            all.length === 2 && parts?.at(-1)?.kind === 'reference'
              ? fc.constantFrom(all, all.toReversed())
              : fc.constant(all),
          )
          .map((all) => all.join('$')),
      );
      return fc.oneof({ weight: 5, arbitrary: plainly(values) }, { weight: 1, arbitrary: missing });
    }
  }
}

/** What one part of a composite may be, of which the last is of the other kind. */
function partOf(kind: string, last?: string): fc.Arbitrary<string> {
  if (kind === 'reference')
    return fc.oneof(
      anyReference,
      ANY_ID.map(({ id }) => id),
    );
  if (kind === 'quantity') return quantity;
  if (kind === 'number') return number;
  return last === 'reference'
    ? fc.constantFrom('replaces', 'appends', 'http://hl7.org/fhir/document-relationship-type|replaces')
    : token;
}

/** Mostly such as could be meant. */
function referenceTo(targets: readonly string[]): fc.Arbitrary<string> {
  const likely = targets.filter((target) => POPULATION_TYPES.includes(target as PopulationType)) as PopulationType[];
  if (likely.length === 0) return anyReference;
  const named = fc
    .tuple(fc.constantFrom(...likely), fc.nat({ max: 45 }), fc.boolean())
    .map(([type, n, bare]) => (bare ? idOf(type, n) : `${type}/${idOf(type, n)}`));
  return fc.oneof({ weight: 5, arbitrary: named }, { weight: 1, arbitrary: anyReference });
}

/** One plain condition. */
export const parameterAsk = (type: string): fc.Arbitrary<Ask> =>
  fc
    .constantFrom(...Object.keys(PARAMETERS[type] ?? {}))
    .chain((code) => valuesOf(type, code).map((made): Ask => ({ op: 'param', code, ...made })));

const whole: fc.Arbitrary<Ask> = fc
  .tuple(fc.constantFrom('_text', '_content'), text)
  .map(([code, value]): Ask => ({ op: 'param', code, modifier: '', values: [value] }));

/** The parameters by which a type refers to others, or to a type. */
export const referenceCodes = (type: string, target?: string): string[] =>
  Object.entries(PARAMETERS[type] ?? {})
    .filter(
      ([, { kind, targets = [] }]) =>
        kind === 'reference' && (target === undefined || targets.length === 0 || targets.includes(target)),
    )
    .map(([code]) => code);

function chainAsk(type: string, depth: number): fc.Arbitrary<Ask> {
  const links = referenceCodes(type).flatMap((code) =>
    (PARAMETERS[type]?.[code]?.targets ?? [])
      .filter((target) => target in PARAMETERS)
      .map((target) => ({ code, target })),
  );
  if (links.length === 0) return parameterAsk(type);
  return fc
    .constantFrom(...links)
    .chain(({ code, target }) => ask(target, depth - 1).map((of): Ask => ({ op: 'chain', code, type: target, of })));
}

function hasAsk(type: string, depth: number): fc.Arbitrary<Ask> {
  const links = POPULATION_TYPES.flatMap((source) => referenceCodes(source, type).map((code) => ({ source, code })));
  return fc
    .constantFrom(...links)
    .chain(({ source, code }) => ask(source, depth - 1).map((of): Ask => ({ op: 'has', type: source, code, of })));
}

function ask(type: string, depth: number): fc.Arbitrary<Ask> {
  if (depth <= 0) return parameterAsk(type);
  return fc.oneof(
    { weight: 7, arbitrary: parameterAsk(type) },
    { weight: 2, arbitrary: chainAsk(type, depth) },
    { weight: 2, arbitrary: hasAsk(type, depth) },
    { weight: 1, arbitrary: whole },
    { weight: 1, arbitrary: fc.nat({ max: 45 }).map((n): Ask => ({ op: 'list', id: idOf('List', n) })) },
  );
}

const sortable = (type: string): string[] =>
  Object.entries(PARAMETERS[type] ?? {})
    .filter(([, { kind }]) => kind !== 'composite' && kind !== 'special')
    .map(([code]) => code);

export const randomSearch: fc.Arbitrary<RandomSearch> = fc.constantFrom(...POPULATION_TYPES).chain((type) =>
  fc.record({
    type: fc.constant(type),
    asks: fc.oneof(
      { weight: 5, arbitrary: fc.tuple(ask(type, 2)) },
      { weight: 2, arbitrary: fc.tuple(ask(type, 2), ask(type, 1)) },
      { weight: 1, arbitrary: fc.tuple(ask(type, 1), ask(type, 1), ask(type, 0)) },
    ),
    sort: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(fc.record({ code: fc.constantFrom(...sortable(type)), descending: fc.boolean() }), {
          minLength: 1,
          maxLength: 2,
        }),
      },
    ),
    count: fc.constantFrom(3, 10, 100, 100),
  }),
);

/** The query as a client writes it. */
export function written({ asks, sort, count }: RandomSearch): URLSearchParams {
  const query = new URLSearchParams(asks.map(pairOf));
  if (sort.length > 0)
    query.set('_sort', sort.map(({ code, descending }) => `${descending ? '-' : ''}${code}`).join(','));
  query.set('_count', String(count));
  return query;
}

/** A condition as a pair of the query. */
export function pairOf(asked: Ask): [string, string] {
  switch (asked.op) {
    case 'list':
      return ['_list', asked.id];
    case 'chain': {
      const [key, value] = pairOf(asked.of);
      return [`${asked.code}:${asked.type}.${key}`, value];
    }
    case 'has': {
      const [key, value] = pairOf(asked.of);
      return [`_has:${asked.type}:${asked.code}:${key}`, value];
    }
    default:
      return [`${asked.code}${asked.modifier === '' ? '' : `:${asked.modifier}`}`, asked.values.join(',')];
  }
}
