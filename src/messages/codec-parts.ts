/** What the codecs of messages have in common: code tables, coding systems, times and numbers, each counted as it is read. */
import type { CodeableConcept, Coding, Quantity } from '@medplum/fhirtypes';
import { codeSystemUrl, keepWritten } from '#fhir';
import type { FieldReader, MessageContext, RepeatReader } from './ssmix2-reader.ts';

/** The system of every identifier that is derived from a message. */
export const INSTANCE_SYSTEM = 'http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier';

export function present<T>(repeats: readonly RepeatReader[], read: (repeat: RepeatReader) => T | undefined): T[] {
  return repeats.map(read).filter((value) => value !== undefined);
}

/** The object without its empty members; nothing at all when none is left. */
export function filled<T extends object>(value: { [K in keyof T]?: T[K] | undefined }): T | undefined {
  const entries = Object.entries(value).filter(
    ([, member]) => member !== undefined && member !== '' && !(Array.isArray(member) && member.length === 0),
  );
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

export function lookUp(repeat: RepeatReader, component: number, { rule, table }: FieldReader): Coding | undefined {
  const written = repeat.look(component);
  if (written === undefined) return undefined;
  const entry = table?.entries.find(({ source }) => source === written);
  if (entry !== undefined) {
    repeat.take(component);
    return filled<Coding>({ system: table?.system, code: entry.code, display: entry.display });
  }
  const ja = `コード「${written}」は対応表にありません。`;
  const en = `code \`${written}\` is not in the table \`${rule.map}\``;
  repeat.fail(component, {
    code: 'mapping-unknown-code',
    type: 'code-invalid',
    ja,
    en,
  });
  return undefined;
}

export function readTime(repeat: RepeatReader, convert: (text: string) => string | undefined): string | undefined {
  const written = repeat.look(1);
  if (written === undefined) return undefined;
  const time = convert(written);
  if (time !== undefined) {
    repeat.take(1);
    return time;
  }
  const ja = `「${written}」は日時として読めません。`;
  repeat.fail(1, {
    code: 'mapping-format',
    type: 'value',
    ja,
    en: `\`${written}\` is no HL7 timestamp`,
  });
  return undefined;
}

/**
 * `HOT9` → its URL, `HL70162` → that of the HL7 table where it has the code, `99XYZ` → one that only this hospital has: a
 * code that a table does not have is the hospital's own, whatever it says.
 */
export function systemOf(
  name: string | undefined,
  code: string | undefined,
  { tables, hl7Tables, institution }: MessageContext,
): string | undefined {
  if (name === undefined) return undefined;
  const known = tables['coding-systems']?.entries.find(({ source }) => source === name.toUpperCase());
  if (known !== undefined) return known.code;
  const [, table = ''] = /^HL7(\d{4})$/.exec(name) ?? [];
  if (hl7Tables.get(table)?.has(code ?? '') === true) return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  if (/^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(name)) return `urn:oid:${name}`;
  return institution === undefined
    ? undefined
    : codeSystemUrl(`local-${institution}-${encodeURIComponent(name.replace(/\s+/g, '-'))}`);
}

const CODE = /^\S+(?: \S+)*$/;

/** One triplet of a CWE: code, words, coding system. Words without a code are no coding. */
function readCoding(repeat: RepeatReader, first: number, context: MessageContext): Coding | undefined {
  const code = repeat.look(first);
  if (code === undefined || !CODE.test(code)) return undefined;
  const system = systemOf(repeat.look(first + 2), code, context);
  if (system !== undefined) repeat.take(first + 2);
  repeat.take(first);
  const words = repeat.take(first + 1);
  // A table of HL7 has its own names of its codes; how the sender calls them is the text.
  const isHl7 = first === 1 && system?.startsWith('http://terminology.hl7.org/') === true;
  return filled<Coding>({ system, code, display: isHl7 ? undefined : words });
}

/** CWE: up to two codes, and the words as they were written. */
export function readCoded(repeat: RepeatReader, context: MessageContext): CodeableConcept | undefined {
  const coding = [1, 4].map((first) => readCoding(repeat, first, context)).filter((one) => one !== undefined);
  const text = repeat.take(9) ?? repeat.take(2) ?? repeat.take(5) ?? (coding.length === 0 ? repeat.take(1) : undefined);
  // Words without a code are of no system, whatever is named.
  if (coding.length === 0) repeat.take(3);
  return filled<CodeableConcept>({ coding, text: text ?? coding[0]?.code });
}

/** A number as it is written; fifteen digits are what a decimal of JSON keeps. */
export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?\d+(?:\.\d+)?$/.test(text.trim()) || text.length > 15) return undefined;
  return Number(text);
}

/** An amount whose value is written as it came. */
export function asItCame(value: number, text: string | undefined, more: Partial<Quantity>): Quantity {
  const quantity = { value, ...more };
  if (text !== undefined) keepWritten(quantity, 'value', text.trim());
  return quantity;
}

/** The unit of an amount from its own field: a code of a table, or of UCUM where ISO+ writes the same unit. */
export function readUnit(repeat: RepeatReader, context: MessageContext): Partial<Quantity> {
  const code = repeat.look(1);
  if (code === undefined) return {};
  const name = repeat.look(3);
  const words = repeat.take(2);
  const known = ucumOf(code, context);
  const isUcum = name === undefined || /^(?:ISO\+?|UCUM|ANS\+)$/i.test(name) || /^99/.test(name);
  if (known !== undefined && isUcum) {
    repeat.take(3);
    repeat.take(1);
    return { unit: words ?? code, system: 'http://unitsofmeasure.org', code: known };
  }
  const system = CODE.test(code) ? systemOf(name, code, context) : undefined;
  repeat.take(1);
  if (system === undefined) return { unit: words ?? code };
  repeat.take(3);
  return { unit: words ?? code, system, code };
}

/** UCUM's code of a unit of ISO+, however its letters are written. */
export const ucumOf = (unit: string | undefined, { tables }: MessageContext): string | undefined =>
  tables['iso-plus-units']?.entries.find(({ source }) => source === unit?.toLowerCase())?.code;

export function notANumber(repeat: RepeatReader, written: string): undefined {
  repeat.fail(1, {
    code: 'mapping-format',
    type: 'value',
    ja: `「${written}」は数ではありません。`,
    en: `\`${written}\` is no number`,
  });
  return undefined;
}
