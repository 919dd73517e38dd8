/** Draws from a resource what searches look for: hashed keys for exact values, rows for what has an order, values to sort by. */
import { hash } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { type SearchComponent, type SearchParameter, TIME_UP, withinTime } from '#fhir';
import { type Blind, blind } from './blind.ts';
import { evaluateAt, evaluated } from './evaluate-path.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import { identifiersIn, referencesIn } from './references.ts';
import { type DateSpan, spansIn } from './spans.ts';
import { normalise, stringsIn } from './strings.ts';
import { codeIn, textsIn, tokensIn, typedIdentifiersIn } from './tokens.ts';

export interface IndexValues {
  readonly keys: bigint[];
  readonly dates: (DateSpan & { param: string })[];
  readonly strings: { param: string; normal: string; exact: string }[];
  readonly quantities: (Quantity & { param: string })[];
  readonly composites: CompositeValue[];
  /** Least and greatest value by parameter; no value for what has no order. A parameter that is not here is missing. */
  readonly sorts: Record<string, [] | [SortValue, SortValue]>;
  /** Texts of coded values, normalised, by parameter. */
  readonly texts: Record<string, string[]>;
}

type SortValue = number | string;

/** The parts of a composite that stand together in one place; of several that have an order one value of one of them. */
export interface CompositeValue {
  readonly param: string;
  readonly keys: bigint[];
  /** The number of the place among those of the parameter, and which part the value is of: where several have an order. */
  readonly place?: number;
  readonly part?: number;
  readonly date?: DateSpan;
  readonly quantity?: Quantity;
  readonly string?: { normal: string; exact: string };
}

/** All index values of one resource, by these parameters. */
export function indexValuesOf(resource: Resource, parameters: Iterable<SearchParameter>): IndexValues {
  const sink = emptySink();
  let blinded: Blind | undefined;
  for (const parameter of parameters) {
    const { code, expression, added } = parameter;
    // These rest in columns of their own.
    if (expression === '' || code === '_id' || code === '_lastUpdated') continue;
    if (added) {
      blinded ??= blind(resource);
      pour(drawAdded(parameter, blinded), sink);
    } else draw(sink, parameter, resource, evaluated(expression, resource));
  }
  return { ...sink.values, keys: [...sink.keys] };
}

/** How many rows and keys they make. */
export const entriesIn = ({ keys, dates, strings, quantities, composites }: IndexValues): number =>
  [keys, dates, strings, quantities, composites].reduce((sum, { length }) => sum + length, 0);

/** Where index values gather. */
interface Sink {
  readonly values: Omit<IndexValues, 'keys'>;
  readonly keys: Set<bigint>;
}

const emptySink = (): Sink => ({
  values: { dates: [], strings: [], quantities: [], composites: [], sorts: {}, texts: {} },
  keys: new Set(),
});

function draw({ values, keys }: Sink, parameter: SearchParameter, resource: Resource, found: readonly unknown[]): void {
  const { code, type } = parameter;
  if (found.length === 0) return;
  if (type === 'composite') {
    const tuples = found.flatMap((place, number) => compositesAt(resource, parameter, place, number));
    values.composites.push(...tuples);
    if (tuples.length > 0) values.sorts[code] = [];
    return;
  }
  const range: SortValue[] = [];
  for (const value of found) range.push(...addValue(values, keys, parameter, value));
  // A value that the parameter cannot read, as an age where it reads dates, is found by nothing: it is missing.
  if (range.length > 0 || !COMPARED.includes(type)) values.sorts[code] = rangeOf(range);
}

/** Of these each value that can be read has an order. */
const COMPARED: readonly string[] = ['date', 'string', 'number', 'quantity'];

const ADDED_MS_MAX = 50;

/** What others have written may take for ever, or fail on a resource: that is stored all the same, and not found by it. */
function drawAdded(parameter: SearchParameter, { resource, restore }: Blind): Sink {
  try {
    const drawn = withinTime(ADDED_MS_MAX, () => {
      const sink = emptySink();
      const found = restore(evaluated(parameter.expression, resource), parameter.type === 'reference');
      draw(sink, parameter, resource, found);
      return sink;
    });
    return drawn === TIME_UP ? emptySink() : drawn;
  } catch {
    return emptySink();
  }
}

function pour({ values, keys }: Sink, { values: all, keys: allKeys }: Sink): void {
  all.dates.push(...values.dates);
  all.strings.push(...values.strings);
  all.quantities.push(...values.quantities);
  all.composites.push(...values.composites);
  Object.assign(all.sorts, values.sorts);
  Object.assign(all.texts, values.texts);
  for (const key of keys) allKeys.add(key);
}

/** The key of one exact value of a parameter. */
export function valueKey(param: string, value: string): bigint {
  const text = `${param}|=${value}`;
  const known = KEYS.get(text);
  if (known !== undefined) return known;
  const key = hash('sha256', text, 'buffer').readBigInt64BE(0);
  if (KEYS.size === KEYS_MAX) KEYS.clear();
  KEYS.set(text, key);
  return key;
}

/** The keys of late: most values are codes that come again and again. */
const KEYS = new Map<string, bigint>();
const KEYS_MAX = 5_000;

function rangeOf(values: readonly SortValue[]): [] | [SortValue, SortValue] {
  const [first] = values;
  if (first === undefined) return [];
  let [low, high] = [first, first];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Adds a value to the index; what it is sorted by. */
function addValue(
  values: Sink['values'],
  keys: Set<bigint>,
  { code, type, system }: SearchParameter,
  value: unknown,
): SortValue[] {
  switch (type) {
    case 'token': {
      for (const token of tokensIn(value, system)) keys.add(valueKey(code, token));
      for (const typed of typedIdentifiersIn(value)) keys.add(valueKey(`${code}:of-type`, typed));
      const texts = textsIn(value).map(normalise);
      if (texts.length > 0) values.texts[code] = [...new Set([...(values.texts[code] ?? []), ...texts])];
      return codeIn(value);
    }
    case 'reference': {
      const references = referencesIn(value);
      for (const text of references) keys.add(valueKey(code, text));
      values.strings.push(...writtenUri(code, value));
      for (const token of identifiersIn(value)) {
        keys.add(valueKey(`${code}:identifier`, token));
        // With the reference that it stands beside, since the one is told only where the other is.
        keys.add(valueKey(`${code}:identifier`, `${references[0] ?? ''} ${token}`));
      }
      return references.slice(0, 1);
    }
    case 'uri': {
      const uris = referencesIn(value);
      for (const text of uris) keys.add(valueKey(code, text));
      values.strings.push(...writtenUri(code, value));
      return uris.slice(0, 1);
    }
    case 'date':
      return spansIn(value).flatMap((span) => {
        values.dates.push({ param: code, ...span });
        return [finite(span.low), finite(span.high)];
      });
    case 'string':
      return stringsIn(value).map((exact) => {
        const normal = normalise(exact);
        values.strings.push({ param: code, exact, normal });
        return normal;
      });
    case 'special':
      return [];
    default: {
      const quantity = quantityOf(value);
      if (!quantity) return [];
      values.quantities.push({ ...quantity, param: code });
      const { low, high } = quantity.base ?? quantity;
      return [finite(low), finite(high)];
    }
  }
}

/** A URI or canonical as it is written, to be compared by its beginning. */
const writtenUri = (param: string, value: unknown): IndexValues['strings'] =>
  typeof value === 'string' ? [{ param, exact: value, normal: value }] : [];

/** JSON has no infinity: no date and no measure comes near this. */
const finite = (value: number): number => Math.max(-1e300, Math.min(1e300, value));

/** The tuples of a composite at one place: keys of all exact parts together, one for each value that has an order. */
function compositesAt(
  resource: Resource,
  { code, components }: SearchParameter,
  at: unknown,
  place: number,
): CompositeValue[] {
  const parts = components.map((component, index) =>
    partOf(component, index, evaluateAt(component.expression, at, resource)),
  );
  if (parts.some((part) => part === undefined)) return [];
  const keys = parts.flatMap((part) => part?.keys ?? []).map((text) => valueKey(code, text));
  const severally = components.filter(hasOrder).length > 1;
  const ordered = parts.flatMap((found, part) =>
    (found?.ordered ?? []).map((value) => (severally ? { place, part, ...value } : value)),
  );
  return ordered.length === 0 ? [{ param: code, keys }] : ordered.map((value) => ({ param: code, keys, ...value }));
}

/** Whether a part of a composite is compared, not looked up by a key. */
export const hasOrder = ({ parameter }: SearchComponent): boolean =>
  !['token', 'reference', 'uri'].includes(parameter.type);

interface Part {
  readonly keys: string[];
  readonly ordered: Omit<CompositeValue, 'param' | 'keys'>[];
}

/** The texts of a composite's keys name the part: `0$system|code`. */
export const partKey = (index: number, value: string): string => `${index}$${value}`;

function partOf({ parameter }: SearchComponent, index: number, values: readonly unknown[]): Part | undefined {
  switch (parameter.type) {
    case 'token':
      return some(
        values.flatMap((value) => tokensIn(value, parameter.system)).map((text) => partKey(index, text)),
        [],
      );
    case 'reference':
    case 'uri':
      return some(
        values.flatMap(referencesIn).map((text) => partKey(index, text)),
        [],
      );
    case 'date':
      return some(
        [],
        values.flatMap(spansIn).map((date) => ({ date })),
      );
    case 'string':
      return some(
        [],
        values.flatMap(stringsIn).map((exact) => ({ string: { exact, normal: normalise(exact) } })),
      );
    default:
      return some(
        [],
        values.flatMap((value) => quantityOf(value) ?? []).map((quantity) => ({ quantity })),
      );
  }
}

const some = (keys: string[], ordered: Part['ordered']): Part | undefined =>
  keys.length + ordered.length === 0 ? undefined : { keys, ordered };
