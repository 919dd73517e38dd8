/** How the primitive types are written: R4 § 2.24.0.1, with the limits that the text names beside the patterns. */
import { isStorable, unstorable } from './characters.ts';
import { holdsHtml } from './embedded-html.ts';
import { isExampleUrl } from './example-url.ts';
import type { Node } from './node.ts';
import type { Policy, Run } from './shape.ts';
import { isCanonical, isOid, isUri, isUuid } from './uri-format.ts';

interface Format {
  readonly json: 'string' | 'number' | 'boolean';
  readonly expected: string;
  accepts(value: never): boolean;
}

export const STRING_CHARACTERS_MAX = 1_048_576;
const INTEGER_MIN = -2_147_483_648;
const INTEGER_MAX = 2_147_483_647;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const CODE = /^[^\s]+(\s[^\s]+)*$/;
const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const DATE_TIME =
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/;
const INSTANT =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/;
const BASE64 = /^[0-9A-Za-z+/\s]*(?:=\s*){0,2}$/;

const text = (expected: string, accepts: (value: string) => boolean): Format => ({ json: 'string', expected, accepts });
const number = (expected: string, accepts: (value: number) => boolean): Format => ({
  json: 'number',
  expected,
  accepts,
});
const matching = (expected: string, pattern: RegExp): Format => text(expected, (value) => pattern.test(value));

const FORMATS: Readonly<Record<string, Format>> = {
  boolean: { json: 'boolean', expected: 'true / false', accepts: () => true },
  integer: number(
    '−2,147,483,648 … 2,147,483,647',
    (value) => Number.isInteger(value) && value >= INTEGER_MIN && value <= INTEGER_MAX,
  ),
  unsignedInt: number('0 … 2,147,483,647', (value) => Number.isInteger(value) && value >= 0 && value <= INTEGER_MAX),
  positiveInt: number('1 … 2,147,483,647', (value) => Number.isInteger(value) && value > 0 && value <= INTEGER_MAX),
  decimal: number('1.50', Number.isFinite),
  string: text('1 … 1,048,576 characters', isText),
  markdown: text('1 … 1,048,576 characters', isText),
  id: matching('A–Z a–z 0–9 - . , 1 … 64', ID),
  code: matching('no space at either end', CODE),
  uri: text('no spaces, urn:oid:1.2.3, urn:uuid:… in lower case', isUri),
  url: text('no spaces, urn:oid:1.2.3, urn:uuid:… in lower case', isUri),
  canonical: text('https://…, urn:…, #…', isCanonical),
  oid: text('urn:oid:1.2.3', isOid),
  uuid: text('urn:uuid:… in lower case', isUuid),
  date: text('YYYY, YYYY-MM, YYYY-MM-DD', (value) => DATE.test(value) && isDay(value)),
  dateTime: text(
    'YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm:ss+09:00',
    (value) => DATE_TIME.test(value) && isDay(value),
  ),
  instant: text('YYYY-MM-DDThh:mm:ss+09:00', (value) => INSTANT.test(value) && isDay(value)),
  time: matching('hh:mm:ss', TIME),
  base64Binary: text('base64', isBase64),
  xhtml: text('<div xmlns="http://www.w3.org/1999/xhtml">…</div>', isText),
};

/** Is this the name of a primitive type? */
export const isPrimitive = (type: string): boolean => type in FORMATS;

/** Is the value such that `checkPrimitive` has nothing to say of it? Texts are looked at more closely where a policy asks. */
export function isUnremarkable(value: unknown, type: string, { exampleUrls, embeddedHtml }: Policy): boolean {
  const format = FORMATS[type];
  if (format === undefined || typeof value !== format.json || !format.accepts(value as never)) return false;
  if (typeof value !== 'string') return true;
  return exampleUrls === 'allowed' && embeddedHtml === 'allowed' && isStorable(value) && /\S/.test(value);
}

/** Reports a value that is not of its JSON type, or not written as its FHIR type asks. */
export function checkPrimitive(node: Node, run: Run): void {
  const { value, type } = node;
  if (value === undefined) return;
  const format = FORMATS[type];
  if (format === undefined) return;
  if (typeof value !== format.json) {
    run.report('type-wrong', node, {
      name: node.name,
      expected: `${format.json} (${type})`,
      found: jsonType(value),
    });
  } else if (typeof value === 'string' && !isStorable(value)) {
    run.report('text-characters', node, unstorable(value));
  } else if (!format.accepts(value as never)) {
    run.report('primitive-format', node, {
      found: String(value),
      type,
      expected: format.expected,
    });
  } else if (typeof value === 'string') checkPolicy(value, node, run);
}

const URIS: ReadonlySet<string> = new Set(['uri', 'url']);

/** What is only unwise, and what only some callers refuse. A bundle's own URLs stand for its entries, whatever they look like. */
function checkPolicy(value: string, node: Node, run: Run): void {
  const { exampleUrls, embeddedHtml } = run.policy;
  if (!/\S/.test(value)) run.report('text-blank', node, {});
  if (embeddedHtml === 'refused' && node.type !== 'xhtml' && holdsHtml(value)) run.report('text-html', node, {});
  if (exampleUrls === 'refused' && URIS.has(node.type) && node.name !== 'fullUrl' && isExampleUrl(value))
    run.report('url-example', node, { found: value });
}

/** The JSON type of a value, as a reader of JSON calls it. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isText(value: string): boolean {
  return value.length > 0 && value.length <= STRING_CHARACTERS_MAX;
}

/** There is no year 0000, neither in the calendar nor in PostgreSQL; and the 31st of a month that has 30 days is no date, though its form is right. */
function isDay(value: string): boolean {
  if (value.startsWith('0000')) return false;
  const day = Number(value.slice(8, 10));
  if (day <= 28) return true;
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Digits in fours, the last of them filled up with `=`; white space may stand anywhere, and is not cut out of a text of millions. */
function isBase64(value: string): boolean {
  if (!BASE64.test(value)) return false;
  let digits = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > SPACE && code < DELETE) digits++;
  }
  return digits > 0 && digits % 4 === 0;
}

const SPACE = 0x20;
const DELETE = 0x7f;
