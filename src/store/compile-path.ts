/** Compiles the plain paths that search parameters are written in to functions; what is not plain is left to the library. */
import { PropertyType } from '@medplum/core';

/** The values that a path finds from a place. */
export type Path = (place: unknown) => unknown[];
type Json = Readonly<Record<string, unknown>>;

/** The function of a path, or nothing when it holds anything but names, unions, `ofType` and simple `where`. */
export function compilePath(expression: string): Path | undefined {
  const text = expression.trim();
  const operands = splitUnion(text);
  if (operands.length > 1) {
    const parts = operands.map(compilePath);
    if (parts.some((part) => part === undefined)) return undefined;
    return (place) => distinct(parts.flatMap((part) => part?.(place) ?? []));
  }
  const inner = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?:\.(.*))?$/.exec(text);
  const first = inner?.[1] === undefined ? START : compilePath(inner[1]);
  if (first === undefined) return undefined;
  const rest = inner === null ? text : (inner[2] ?? '');
  return compileSteps(first, rest, inner === null);
}

const START: Path = (place) => [place];
const STEP =
  /^(?:where\(resolve\(\) is ([A-Z]\w*)\)|where\((\w+) ?= ?'([^']*)'\)|([A-Za-z]\w*)\.ofType\((\w+)\)|([A-Za-z]\w*))(?:\.(?=.)|$)/;

function compileSteps(first: Path, text: string, atStart: boolean): Path | undefined {
  const steps: ((value: unknown) => unknown[])[] = [];
  let rest = text;
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (!found) return undefined;
    const [all, target = '', element = '', wanted, choice, type = '', name = ''] = found;
    const isRoot = atStart && steps.length === 0;
    if (target !== '') steps.push((value) => (targetType(value) === target ? [value] : []));
    else if (element !== '') steps.push((value) => (membersOf(value, element).includes(wanted) ? [value] : []));
    else if (choice !== undefined) steps.push((value) => listed(objectOf(value)[choice + capital(type)]));
    else if (isRoot && /^[A-Z]/.test(name))
      steps.push((value) => (objectOf(value)['resourceType'] === name ? [value] : []));
    else steps.push((value) => membersOf(value, name));
    rest = rest.slice(all.length);
  }
  return (place) => {
    let values = first(place);
    for (const step of steps) {
      if (values.length === 0) return values;
      values = values.length === 1 ? step(values[0]) : values.flatMap(step);
    }
    return values;
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const CHOICES = new Set(Object.values(PropertyType).map(capital));

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

function listed(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined && one !== null);
  return value === undefined || value === null ? [] : [value];
}

/** The members of this name, or of a choice of types that begins with it. */
function membersOf(value: unknown, name: string): unknown[] {
  const object = objectOf(value);
  if (name in object) return listed(object[name]);
  for (const key in object) if (key.startsWith(name) && CHOICES.has(key.slice(name.length))) return listed(object[key]);
  return [];
}

/** The type of what a reference leads to, as it is written. */
function targetType(value: unknown): string | undefined {
  const { reference = typeof value === 'string' ? value : undefined, type, identifier } = objectOf(value);
  if (typeof reference === 'string') return reference.split(/[/?]/).length > 1 ? reference.split(/[/?]/)[0] : undefined;
  return identifier === undefined ? undefined : (type as string | undefined);
}

/** A union holds each value once. */
function distinct(values: readonly unknown[]): unknown[] {
  if (values.length < 2) return [...values];
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** The operands of the union at the top level. */
function splitUnion(text: string): string[] {
  const parts: string[] = [];
  let [depth, start, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "'") quoted = !quoted;
    if (quoted) continue;
    if (text[i] === '(') depth += 1;
    if (text[i] === ')') depth -= 1;
    if (text[i] === '|' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}
