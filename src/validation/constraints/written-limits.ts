/** Limits that a definition writes as extensions: a regular expression, the largest size in bytes, the most decimal places. */
import { isFields } from './fields.ts';
import { matches } from './limited.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

interface Stated {
  readonly url?: string;
  readonly [value: string]: unknown;
}

type Check = Rule['check'];

export function writtenLimits({ element }: Origin): Rule[] {
  if (element.path?.includes('.') !== true) return [];
  const stated = [element, ...(element.type ?? [])].flatMap(({ extension = [] }) => extension as unknown as Stated[]);
  return stated.flatMap((one) => ruleOf(one) ?? []);
}

function ruleOf({ url, ...values }: Stated): Rule | undefined {
  const [limit] = Object.values(values);
  const name = url?.startsWith(CORE) === true ? url.slice(CORE.length) : '';
  const check = checkOf(name, limit);
  return check && { kind: name, detail: limit, check };
}

function checkOf(name: string, limit: unknown): Check | undefined {
  if (name === 'regex' && typeof limit === 'string') return regex(limit);
  if (typeof limit !== 'number') return undefined;
  if (name === 'maxSize') return maxSize(limit);
  return name === 'maxDecimalPlaces' ? maxDecimalPlaces(limit) : undefined;
}

function regex(source: string): Check | undefined {
  const pattern = patternOf(source);
  if (pattern === undefined) return undefined;
  return (node, run) => {
    const { value } = node;
    if (typeof value !== 'string' && typeof value !== 'number') return;
    if (!matches(pattern, String(value), node, run))
      run.report('regex-differs', node, { found: value, expected: source });
  };
}

/** A pattern speaks of the whole value. One that JavaScript cannot read checks nothing. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u');
  } catch {
    return undefined;
  }
}

function maxSize(max: number): Check {
  return (node, run) => {
    const found = bytesOf(node.value);
    if (found !== undefined && found > max) run.report('value-too-large', node, { found, max });
  };
}

function bytesOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Buffer.byteLength(value, 'base64');
  if (!isFields(value)) return undefined;
  const { data, size } = value;
  if (typeof data === 'string') return Buffer.byteLength(data, 'base64');
  return typeof size === 'number' ? size : undefined;
}

function maxDecimalPlaces(max: number): Check {
  return (node: Node, run: Run) => {
    const value = isFields(node.value) ? node.value['value'] : node.value;
    if (typeof value !== 'number') return;
    const found = /\.(\d+)/.exec(String(value))?.[1]?.length ?? 0;
    if (found > max) run.report('decimals-too-many', node, { found, max });
  };
}
