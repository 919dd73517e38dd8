/** Draws from a resource what searches look for: hashed keys for exact values, rows for dates, strings and quantities. */
import { hash } from 'node:crypto';
import { parseFhirPath, toTypedValue } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { type SearchParameter, searchParametersOf, spanOf } from '#fhir';
import { momentText } from './moment.ts';
import { type Quantity, quantityOf } from './quantity.ts';
import { normalise, stringsIn } from './strings.ts';
import { tokensIn } from './tokens.ts';

export interface IndexValues {
  readonly keys: bigint[];
  readonly dates: { param: string; low: string; high: string }[];
  readonly strings: { param: string; normal: string; exact: string }[];
  readonly quantities: (Quantity & { param: string })[];
}

/** All index values of one resource. */
export function indexValuesOf(resource: Resource): IndexValues {
  const values: IndexValues = { keys: [], dates: [], strings: [], quantities: [] };
  const keys = new Set<bigint>();
  const typed = [toTypedValue(resource)];
  for (const parameter of searchParametersOf(resource.resourceType).values()) {
    const found = compiled(parameter).eval({ variables: {} }, typed);
    if (found.length === 0) continue;
    keys.add(presenceKey(parameter.code));
    for (const { value } of found) addValue(values, keys, parameter, value);
  }
  values.keys.push(...keys);
  return values;
}

/** The key that says that a resource has a value for a parameter. */
export const presenceKey = (param: string): bigint => key(`${param}|?`);

/** The key of one exact value of a parameter. */
export const valueKey = (param: string, value: string): bigint => key(`${param}|=${value}`);

function key(text: string): bigint {
  return hash('sha256', text, 'buffer').readBigInt64BE(0);
}

const programs = new Map<string, AstProgram>();
type AstProgram = ReturnType<typeof parseFhirPath>;

function compiled({ expression }: SearchParameter): AstProgram {
  let program = programs.get(expression);
  if (!program) {
    program = parseFhirPath(expression);
    programs.set(expression, program);
  }
  return program;
}

function addValue(values: IndexValues, keys: Set<bigint>, { code, type }: SearchParameter, value: unknown): void {
  switch (type) {
    case 'token':
      for (const token of tokensIn(value)) keys.add(valueKey(code, token));
      break;
    case 'reference':
    case 'uri':
      for (const text of referencesIn(value)) keys.add(valueKey(code, text));
      break;
    case 'date':
      for (const { low, high } of spansIn(value)) values.dates.push({ param: code, low, high });
      break;
    case 'string':
      for (const exact of stringsIn(value)) values.strings.push({ param: code, exact, normal: normalise(exact) });
      break;
    default: {
      const quantity = quantityOf(value);
      if (quantity) values.quantities.push({ ...quantity, param: code });
    }
  }
}

function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('|') ? [value, value.split('|')[0] ?? value] : [value];
  const { reference, identifier } = value as { reference?: string; identifier?: { system?: string; value?: string } };
  return [
    ...(reference === undefined ? [] : [reference.replace(/\/_history\/.*$/, '')]),
    ...(identifier?.value === undefined ? [] : [`identifier:${identifier.system ?? ''}|${identifier.value}`]),
  ];
}

interface TimedValue {
  start?: string;
  end?: string;
  event?: string[];
  repeat?: { boundsPeriod?: { start?: string; end?: string } };
}

const OPEN = { low: '-infinity', high: 'infinity' };

function spansIn(value: unknown): { low: string; high: string }[] {
  if (typeof value === 'string') {
    const span = spanOf(value);
    return span ? [{ low: momentText(span.low), high: momentText(span.high) }] : [];
  }
  const { start, end, event, repeat } = value as TimedValue;
  if (event) return event.flatMap(spansIn);
  if (repeat?.boundsPeriod) return spansIn(repeat.boundsPeriod);
  if (start === undefined && end === undefined) return [];
  const low = start === undefined ? undefined : spanOf(start);
  const high = end === undefined ? undefined : spanOf(end);
  return [{ low: low ? momentText(low.low) : OPEN.low, high: high ? momentText(high.high) : OPEN.high }];
}
