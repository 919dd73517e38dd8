/** What each keyword of a JSON schema asks for, in words. Nothing of a value is repeated, since it may be secret: names are. */
import type { ErrorObject } from 'ajv';
import type { Bilingual } from './issue.ts';
import { nearestName } from './nearest-name.ts';

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: { ja: '文字列', en: 'a text' },
  number: { ja: '数', en: 'a number' },
  integer: { ja: '整数', en: 'a whole number' },
  fraction: { ja: '小数', en: 'a fraction' },
  boolean: { ja: '真偽値（true か false）', en: 'a boolean (true or false)' },
  object: { ja: 'オブジェクト（{…}）', en: 'an object `{}`' },
  array: { ja: '配列（[…]）', en: 'a list `[]`' },
  null: { ja: 'null', en: 'null' },
  nothing: { ja: '何もない状態', en: 'nothing' },
};

/** What schemas of ours say of a text beside its `pattern`: `must be …`, `…で書いてください`. */
export const FORM = 'form';

const NAME_LENGTH_MAX = 60;

/** A name of a property is the writer's word: a short one helps to find the place, a long one only fills the answer. */
export function shownName(name: string): string {
  const clean = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return clean.length > NAME_LENGTH_MAX ? `${clean.slice(0, NAME_LENGTH_MAX)}…` : clean;
}

/** Why, and how to mend it: what may follow the place and a colon. */
export function schemaWords(error: ErrorObject): Bilingual {
  const words = WORDS[error.keyword]?.(error) ?? { ja: '決まった形に合いません', en: 'is not as asked' };
  if (error.propertyName === undefined) return words;
  const name = shownName(error.propertyName);
  return { ja: `「${name}」という名前は使えません（${words.ja}）`, en: `the name \`${name}\` ${words.en}` };
}

/** A value that may be one of several types, and is of none of them. */
export function typeWords(types: readonly string[], data: unknown): Bilingual {
  const asked = types.map((type) => TYPES[type] ?? { ja: type, en: type });
  const found = TYPES[typeOf(data)];
  return {
    ja: `${asked.map(({ ja }) => ja).join('か')}で書いてください（今は${found?.ja}です）`,
    en: `must be ${asked.map(({ en }) => en).join(' or ')}, not ${found?.en}`,
  };
}

/** What is none of these. */
export function oneOfWords(given: string, allowed: readonly string[]): Bilingual {
  const meant = nearestName(given, allowed);
  return {
    ja: `次のどれかを書いてください: ${allowed.join('、')}${meant === undefined ? '' : `（「${meant}」ではありませんか）`}`,
    en: `must be one of: ${allowed.map((one) => `\`${one}\``).join(', ')}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
  };
}

/** Lists of properties, of which one is written whole. */
export function choiceWords(choices: readonly (readonly string[])[], isOnlyOne: boolean): Bilingual {
  const ja = choices.map((names) => names.map((name) => `「${name}」`).join('と')).join('、または');
  const en = choices.map((names) => names.map((name) => `\`${name}\``).join(' and ')).join(', or ');
  return isOnlyOne
    ? { ja: `次のどれか一つだけを書いてください: ${ja}`, en: `write exactly one of: ${en}` }
    : { ja: `次のどれかを書いてください: ${ja}`, en: `write one of: ${en}` };
}

type Worded = (error: ErrorObject) => Bilingual;

const WORDS: Readonly<Record<string, Worded>> = {
  type: ({ params, data }) => typeWords([params['type'] as string | string[]].flat(), data),
  required({ params }) {
    const name = String(params['missingProperty']);
    return { ja: `「${name}」がありません（書き加えてください）`, en: `lacks \`${name}\`; add it` };
  },
  additionalProperties({ params, parentSchema, data }) {
    const given = String(params['additionalProperty']);
    const name = shownName(given);
    const { properties = {} } = (parentSchema ?? {}) as { properties?: object };
    const free = Object.keys(properties).filter((one) => !Object.hasOwn(Object(data), one));
    const { ja, en } = instead(given, free);
    return { ja: `「${name}」という項目はありません（${ja}）`, en: `\`${name}\` is not known here; ${en}` };
  },
  enum: ({ params, data, propertyName }) =>
    oneOfWords(String(propertyName ?? data), (params['allowedValues'] as readonly unknown[]).map(String)),
  const: ({ params }) => {
    const value = String(params['allowedValue']);
    return { ja: `「${value}」と書いてください`, en: `must be \`${value}\`` };
  },
  pattern({ params, parentSchema }) {
    const form = parentSchema?.[FORM] as Bilingual | undefined;
    const { ja, en } = form ?? { ja: `正規表現 ${params['pattern']} の形`, en: `of the form \`${params['pattern']}\`` };
    return { ja: `${ja}で書いてください`, en: `must be ${en}` };
  },
  minLength: ({ params }) =>
    atLeast(params, { ja: '空にはできません（書いてください）', en: 'must not be empty' }, (n) => ({
      ja: `${n} 文字以上で書いてください`,
      en: `must have ${n} characters or more`,
    })),
  maxLength: ({ params: { limit } }) => ({
    ja: `${limit} 文字以内で書いてください`,
    en: `must have ${limit} characters or fewer`,
  }),
  minItems: ({ params }) =>
    atLeast(params, { ja: '一つ以上書いてください', en: 'must hold one entry or more' }, (n) => ({
      ja: `${n} 個以上書いてください`,
      en: `must hold ${n} entries or more`,
    })),
  maxItems: ({ params: { limit } }) => ({
    ja: `${limit} 個以内にしてください`,
    en: `must hold ${limit} entries or fewer`,
  }),
  minProperties: ({ params }) =>
    atLeast(params, { ja: '項目を一つ以上書いてください', en: 'must have one property or more' }, (n) => ({
      ja: `項目を ${n} 個以上書いてください`,
      en: `must have ${n} properties or more`,
    })),
  minimum: ({ params: { limit } }) => ({ ja: `${limit} 以上にしてください`, en: `must be ${limit} or more` }),
  maximum: ({ params: { limit } }) => ({ ja: `${limit} 以下にしてください`, en: `must be ${limit} or less` }),
  uniqueItems: ({ params }) => {
    const [one, other] = [Number(params['j']) + 1, Number(params['i']) + 1];
    return {
      ja: `${one} 番目と ${other} 番目が同じです（一つにしてください）`,
      en: `entries ${one} and ${other} are the same; leave one out`,
    };
  },
  not({ schema }) {
    const { const: value } = schema as { const?: unknown };
    return value === undefined
      ? { ja: 'この値は使えません（別のものにしてください）', en: 'must be something else' }
      : {
          ja: `ここでは「${value}」は使えません（別のものにしてください）`,
          en: `must not be \`${value}\` here; choose another`,
        };
  },
  'false schema': () => ({ ja: 'ここには書けません（取り除いてください）', en: 'has no place here; leave it out' }),
};

/** What may stand where an unknown name does. */
function instead(given: string, known: readonly string[]): Bilingual {
  const meant = nearestName(given, known);
  if (meant !== undefined) return { ja: `「${meant}」ではありませんか`, en: `did you mean \`${meant}\`?` };
  if (known.length === 0) return { ja: '取り除いてください', en: 'leave it out' };
  return {
    ja: `取り除くか、次のどれかにしてください: ${known.join('、')}`,
    en: `leave it out, or write one of: ${known.map((name) => `\`${name}\``).join(', ')}`,
  };
}

const atLeast = (params: Record<string, unknown>, one: Bilingual, more: (limit: unknown) => Bilingual): Bilingual =>
  params['limit'] === 1 ? one : more(params['limit']);

function typeOf(data: unknown): string {
  if (data === undefined) return 'nothing';
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'array';
  if (typeof data === 'number') return Number.isInteger(data) ? 'number' : 'fraction';
  return typeof data;
}
