/** Codecs of orders: amounts, usage, numbers of orders and their groups. */
import type { Identifier, Quantity, Ratio, Reference, Timing } from '@medplum/fhirtypes';
import {
  asItCame,
  filled,
  INSTANCE_SYSTEM,
  notANumber,
  present,
  readCoded,
  readNumber,
  readUnit,
} from './codec-parts.ts';
import type { FieldReader, MessageContext, RepeatReader } from './ssmix2-reader.ts';

export const orderCodecs = {
  quantity: readQuantity,
  amount: ({ repeats, context }: FieldReader) => present(repeats, (repeat) => readAmount(repeat, context)),
  strength: (reader: FieldReader) =>
    readQuantity(reader).map((numerator): Ratio => ({ numerator, denominator: { value: 1 } })),
  'per-day': ({ repeats, context }: FieldReader) =>
    present(repeats, (repeat): Ratio | undefined => {
      const numerator = readAmount(repeat, context);
      return numerator && { numerator, denominator: { value: 1, unit: '日', system: UCUM, code: 'd' } };
    }),
  duration: ({ repeats }: FieldReader) => present(repeats, readDuration),
  'times-note': ({ repeats }: FieldReader) =>
    present(repeats, (repeat) => {
      const unit = repeat.look(2) ?? '';
      if (unit === '' || unit in DURATIONS || repeat.look(1) === undefined) return undefined;
      return { text: `投与回数: ${repeat.take(1)}${repeat.take(2)}` };
    }),
  'whole-number': ({ repeats }: FieldReader) =>
    present(repeats, (repeat) => {
      const written = repeat.look(1) ?? '';
      if (!/^\d{1,9}$/.test(written)) return written === '' ? undefined : notANumber(repeat, written);
      return Number(repeat.take(1));
    }),
  usage: ({ repeats, context }: FieldReader) => present(repeats, (repeat) => readUsage(repeat, context)),
  'usage-text': ({ repeats }: FieldReader) =>
    present(repeats, (repeat) => {
      const [code = '', words = ''] = repeat.parts(1);
      return words || code || undefined;
    }),
  'group-number': ({ repeats, sibling, context }: FieldReader) =>
    present(repeats, (repeat): Identifier | undefined => {
      const group = repeat.take(1);
      if (group === undefined) return undefined;
      const value = [context.owner, context.patient, 'group', sibling(2).look(1), group].filter(Boolean).join('-');
      return { system: INSTANCE_SYSTEM, value };
    }),
  'order-reference': ({ repeats }: FieldReader) =>
    present(repeats, (repeat): Reference | undefined => {
      const [value] = repeat.parts(1);
      return value ? { type: 'ServiceRequest', identifier: { value }, display: `オーダ番号 ${value}` } : undefined;
    }),
  'entity-identifier': ({ repeats }: FieldReader) =>
    present(repeats, (repeat): Identifier | undefined => {
      const [value] = repeat.parts(1);
      return value ? { value } : undefined;
    }),
};

const UCUM = 'http://unitsofmeasure.org';

/** A number whose unit stands in a field of its own. */
function readQuantity({ rule, repeats, sibling, context }: FieldReader): Quantity[] {
  const unitField = Number(context.units[rule.source]?.split('-')[1]);
  // A dose has one rate: that of the day, where the order gives it.
  if (rule.source === 'RXE-23' && sibling(19).look(1) !== undefined) return [];
  return present(repeats, (repeat) => {
    const written = repeat.look(1);
    if (written === undefined) return undefined;
    const value = readNumber(written);
    if (value === undefined) return notANumber(repeat, written);
    repeat.take(1);
    return asItCame(value, written, readUnit(sibling(unitField), context));
  });
}

/** CQ: `3^TAB&錠&MR9P`. */
function readAmount(repeat: RepeatReader, context: MessageContext): Quantity | undefined {
  const written = repeat.look(1);
  if (written === undefined) return undefined;
  const value = readNumber(written);
  if (value === undefined) return notANumber(repeat, written);
  repeat.take(1);
  return asItCame(value, written, readUnit(within(repeat, 2), context));
}

/** The sub-components of one component, read as if they were components. */
function within(repeat: RepeatReader, component: number): RepeatReader {
  const texts = repeat.look(component) === undefined ? [] : repeat.parts(component);
  const at = (number: number): string | undefined => texts[number - 1] || undefined;
  return { look: at, take: at, parts: (number) => [at(number) ?? ''], fail: repeat.fail };
}

const DURATIONS: Readonly<Record<string, readonly [string, string]>> = {
  d: ['d', '日'],
  D: ['d', '日'],
  w: ['wk', '週'],
  W: ['wk', '週'],
  h: ['h', '時間'],
  H: ['h', '時間'],
  日: ['d', '日'],
  日分: ['d', '日'],
};

/** TQ1-6: `5^d`. What is no time (`10^回分`) is a note. */
function readDuration(repeat: RepeatReader): Quantity | undefined {
  const written = repeat.look(1);
  const known = DURATIONS[repeat.look(2) ?? 'd'];
  if (written === undefined || known === undefined) return undefined;
  const value = readNumber(written);
  if (value === undefined) return notANumber(repeat, written);
  repeat.take(1);
  repeat.take(2);
  return { value, unit: known[1], system: UCUM, code: known[0] };
}

/** TQ1-3: `1013044400000000&内服・経口・１日３回朝昼夕食後&JAMISDP01`. */
function readUsage(repeat: RepeatReader, context: MessageContext): { text?: string; timing: Timing } | undefined {
  const code = readCoded(within(repeat, 1), context);
  return code && filled<{ text?: string; timing: Timing }>({ text: code.text, timing: { code } });
}
