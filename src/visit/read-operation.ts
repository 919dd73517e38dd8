/** Reads the parameters of an operation, from the URL and from Parameters in the body alike (R4 § 3.2.0.6). */
import type { Resource } from '@medplum/fhirtypes';
import { type Bilingual, isRefusal, type Refusal, refuse } from '#fhir';

/** An operation as it was asked for. */
export interface OperationRequest {
  readonly query: URLSearchParams;
  /** Parameters, where it came by POST. */
  readonly body?: Resource | undefined;
  /** A format besides those of resources, which the operation makes itself. */
  readonly shape?: Shape | undefined;
}

/** Formats that some operations answer in, for people to read and to keep. */
export const SHAPES = ['html', 'pdf', 'csv'] as const;
export type Shape = (typeof SHAPES)[number];

/** Understood by every operation: by the front door, which shapes the answer. */
const ALWAYS = ['_format', '_pretty'];
/** What part of each resource is given: the front door sees to it where an answer is a bundle of records, by the URL alone. */
const PARTS = ['_summary', '_elements'];

/** All parameters as one query; 400 for one that is not `known`, with those that are. */
export function readOperation(request: OperationRequest, known: readonly string[]): URLSearchParams | Refusal {
  const sent = sentParameters(request);
  if (isRefusal(sent)) return sent;
  const unknown = [...sent.keys()].find((name) => !known.includes(name) && !ALWAYS.includes(name));
  return unknown === undefined ? sent : parameterUnknown(unknown, known);
}

/** The same of an operation that answers with a bundle of records: of each may be asked for a part, in the URL. */
export function readBundleOperation(request: OperationRequest, known: readonly string[]): URLSearchParams | Refusal {
  const sent = readOperation(request, [...known, ...PARTS]);
  return isRefusal(sent) ? sent : (partInBody(request, sent) ?? sent);
}

/** The refusal of a part that is asked for in the body, where nobody would see to it. */
export function partInBody({ query }: OperationRequest, sent: URLSearchParams): Refusal | undefined {
  const name = PARTS.find((one) => sent.getAll(one).length > query.getAll(one).length);
  if (name === undefined) return undefined;
  return refuse(400, {
    code: 'operation-parameter-unknown',
    type: 'not-supported',
    ja: `「${name}」は本文ではなく URL に書いてください。`,
    en: `\`${name}\` belongs in the URL, not in the body`,
    expression: `http.${name}`,
  });
}

/** Whether only the number of records is asked for. */
export const isCounting = (query: URLSearchParams): boolean => query.get('_summary') === 'count';

/** All parameters as one query, whatever they are called. */
export function sentParameters({ query, body }: OperationRequest): URLSearchParams | Refusal {
  const sent = new URLSearchParams(query);
  if (body === undefined) return sent;
  const parameters = parametersIn(body);
  if (isRefusal(parameters)) return parameters;
  for (const [index, one] of parameters.entries()) {
    const pair = pairOf(one);
    if (pair === undefined) return unreadable(`Parameters.parameter[${index}]`);
    sent.append(...pair);
  }
  return sent;
}

/** The list in Parameters, still unchecked. */
export function parametersIn(body: Resource): readonly unknown[] | Refusal {
  const { resourceType, parameter = [] } = body as { resourceType: string; parameter?: unknown };
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) return unreadable(resourceType);
  return parameter;
}

/** The name of a parameter and its value as text, when it has one of a primitive type. */
function pairOf(parameter: unknown): [string, string] | undefined {
  if (typeof parameter !== 'object' || parameter === null) return undefined;
  const { name, ...rest } = parameter as Record<string, unknown>;
  const [[key = '', value] = [], ...more] = Object.entries(rest);
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return typeof name === 'string' && /^value[A-Z]/.test(key) && plain && more.length === 0
    ? [name, String(value)]
    : undefined;
}

/** The one value of a parameter, `fallback` where it is absent; 400 for several, or for one that `read` makes nothing of. */
export function oneValue<T, F>(
  query: URLSearchParams,
  name: string,
  { read, expected, fallback }: { read: (text: string) => T | undefined; expected: Bilingual; fallback: F },
): T | F | Refusal {
  const [text, ...more] = query.getAll(name);
  if (text === undefined) return fallback;
  if (more.length > 0) return valueInvalid(name, [text, ...more].join('&'), onlyOne(expected));
  return read(text) ?? valueInvalid(name, text, expected);
}

export const onlyOne = ({ ja, en }: Bilingual): Bilingual => ({ ja: `${ja}（一つだけ）`, en: `${en}, once` });

/** What a count may be. */
export const COUNT = {
  read: (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  expected: { ja: '0 以上の整数', en: 'an integer from 0' },
};
export const POSITIVE = {
  read: (text: string) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
  expected: { ja: '1 以上の整数', en: 'an integer from 1' },
};
export const BOOLEAN = {
  read: (text: string) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  expected: { ja: 'true か false のどちらか', en: '`true` or `false`' },
};

export const parameterUnknown = (name: string, known: readonly string[]): Refusal =>
  refuse(400, {
    code: 'operation-parameter-unknown',
    type: 'not-supported',
    ja: `この操作に「${name}」というパラメーターはありません。使えるもの: ${known.join(', ')}`,
    en: `the operation has no parameter \`${name}\`; valid ones: ${known.join(', ')}`,
    expression: `http.${name}`,
  });

export const parameterNeeded = (name: string, words: Bilingual): Refusal =>
  refuse(400, {
    code: 'operation-parameter-needed',
    type: 'required',
    ...words,
    expression: `http.${name}`,
  });

export const valueInvalid = (name: string, value: string, expected: Bilingual): Refusal =>
  refuse(400, {
    code: 'operation-value-invalid',
    type: 'value',
    ja: `「${name}」の値「${value}」は使えません。${expected.ja}を書いてください。`,
    en: `the value \`${value}\` of \`${name}\` is not valid; expected ${expected.en}`,
    expression: `http.${name}`,
  });

export const operationTooLarge = (words: Bilingual): Refusal =>
  refuse(400, { code: 'operation-too-large', type: 'too-costly', ...words });

const unreadable = (place: string): Refusal =>
  refuse(400, {
    code: 'operation-parameter-unreadable',
    type: 'invalid',
    ja: `${place} を読めません。本文は Parameters とし、項目には name と、単純な型の value[x] を一つだけ書いてください。`,
    en: `\`${place}\` cannot be read; send Parameters, each with a \`name\` and one \`value[x]\` of a primitive type`,
    expression: place,
  });
