/** Whether a resource meets a condition of filters, told by its content alone: beside the database, and without its index. */
import type { Resource } from '@medplum/fhirtypes';
import type { SearchCondition, SearchFilter, SearchParameter, SearchValue } from '#fhir';
import { type IndexValues, indexValuesOf, valueKey } from './index-values.ts';
import { formsOf } from './reference-forms.ts';
import { askedTarget } from './references.ts';
import type { DateSpan } from './spans.ts';
import { normalise } from './strings.ts';
import { tokenForm } from './tokens.ts';

/** What a parameter finds in a resource. */
type ValuesOf = (resource: Resource, parameter: SearchParameter) => IndexValues;
const drawnAnew: ValuesOf = (resource, parameter) => indexValuesOf(resource, [parameter]);

/** Throws on what {@link isToldByContent} does not take. */
export function meetsCondition(resource: Resource, condition: SearchCondition, valuesOf = drawnAnew): boolean {
  switch (condition.op) {
    case 'filter':
      return meetsFilter(resource, condition, valuesOf);
    case 'all':
      return condition.of.every((part) => meetsCondition(resource, part, valuesOf));
    case 'any':
      return condition.of.some((part) => meetsCondition(resource, part, valuesOf));
    default:
      throw new Error(`defect: \`${condition.op}\` is not told by the content of one resource`);
  }
}

const TOLD: Readonly<Record<string, readonly string[]>> = {
  token: ['', 'missing', 'not', 'of-type'],
  reference: ['', 'missing'],
  date: ['', 'missing'],
  string: ['', 'missing', 'exact', 'contains'],
  uri: ['', 'missing'],
};

/** Whether the content of one resource tells of a condition, always and whoever asks: by filters of parameters of R4 or our package. */
export function isToldByContent(condition: SearchCondition): boolean {
  if (condition.op === 'all' || condition.op === 'any') return condition.of.every(isToldByContent);
  if (condition.op !== 'filter') return false;
  const { parameter, modifier } = condition;
  // The content has a value where the caller may be told of none.
  if (modifier === 'missing' && askedTarget(parameter)) return false;
  // When it was last changed is no property of what is sent; what a region defines may be slow, or change.
  return parameter.code !== '_lastUpdated' && !parameter.added && (TOLD[parameter.type]?.includes(modifier) ?? false);
}

function meetsFilter(resource: Resource, filter: SearchFilter, valuesOf: ValuesOf): boolean {
  const { parameter, modifier, values } = filter;
  if (!isToldByContent(filter)) throw new Error(`defect: ${parameter.code}:${modifier} is not told by content`);
  if (parameter.code === '_id') return meetsId(resource.id ?? '', filter);
  const found = valuesOf(resource, parameter);
  if (modifier === 'missing') return (found.sorts[parameter.code] === undefined) === filter.missing;
  const met = values.some((value) => meetsValue(found, filter, value));
  return modifier === 'not' ? !met : met;
}

function meetsId(id: string, { modifier, values, missing }: SearchFilter): boolean {
  if (modifier === 'missing') return missing !== true;
  const met = values.some((value) => value.type === 'token' && value.system === undefined && value.code === id);
  return modifier === 'not' ? !met : met;
}

function meetsValue({ keys, dates, strings }: IndexValues, filter: SearchFilter, value: SearchValue): boolean {
  const { parameter, modifier } = filter;
  const wanted = keysAsked(parameter, value);
  if (wanted) return wanted.some((key) => keys.includes(key));
  switch (value.type) {
    case 'date':
      return dates.some((span) => meetsDate(span, value));
    case 'string':
      return strings.some((text) => meetsString(text, modifier, value.text));
    default:
      throw new Error(`defect: a value of ${parameter.code} has another type`);
  }
}

/** The keys of which one is drawn from whatever has this value; none where a value is not looked up but compared. */
export function keysAsked(parameter: SearchParameter, value: SearchValue): bigint[] | undefined {
  const { code } = parameter;
  switch (value.type) {
    case 'token':
      return [valueKey(code, tokenForm(value))];
    case 'of-type':
      return [valueKey(`${code}:of-type`, `${value.system}|${value.kind}|${value.code}`)];
    case 'reference':
      return formsOf(parameter, value.text).map((form) => valueKey(code, form));
    case 'uri':
      return [valueKey(code, value.text)];
    default:
      return undefined;
  }
}

function meetsString({ exact, normal }: { exact: string; normal: string }, modifier: string, asked: string): boolean {
  if (modifier === 'exact') return exact === asked;
  const wanted = normalise(asked);
  return wanted !== '' && (modifier === 'contains' ? normal.includes(wanted) : normal.startsWith(wanted));
}

const YEAR_MS = 365 * 86_400_000;

/** R4's prefixes over spans (R4 § 3.1.1.4.4): equal = contained in, near = within a tenth of a year. */
function meetsDate({ low, high }: DateSpan, { prefix, span }: Extract<SearchValue, { type: 'date' }>): boolean {
  const within = low >= span.low && high <= span.high;
  switch (prefix) {
    case 'ne':
      return !within;
    case 'gt':
      return high > span.high;
    case 'lt':
      return low < span.low;
    case 'ge':
      return high > span.high || within;
    case 'le':
      return low < span.low || within;
    case 'sa':
      return low > span.high;
    case 'eb':
      return high < span.low;
    case 'ap':
      return low <= span.high + YEAR_MS / 10 && high >= span.low - YEAR_MS / 10;
    default:
      return within;
  }
}
