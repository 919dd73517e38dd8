/** Codecs of texts: several lines, narratives, names, telephone numbers, yes and no, and whose wish it is. */
import type { ContactPoint, Narrative } from '@medplum/fhirtypes';
import { asList, asText, type FormCodec, plain, unreadable } from './codec.ts';

/** A list of texts, one a line. */
export const lines: FormCodec = {
  toForm: ({ value }) => asList(value).join('\n'),
  toFhir: (text) => ({ value: text.split('\n').filter((line) => line.trim() !== '') }),
};

const OPEN = '<div xmlns="http://www.w3.org/1999/xhtml">';
const SIGNS = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
] as const;

/** The words of a section. A narrative with more than line breaks is printed without its looks. */
export const narrative: FormCodec = {
  toForm: ({ value, also }) => {
    if (value === undefined) return asText(also);
    const { div = '' } = value as Narrative;
    const words = div
      .replace(/<br\s*\/>/g, '\n')
      .replace(/\s*<\/(p|li|tr|h\d)>\s*/g, '\n')
      .replace(/<\/t[dh]>/g, '　')
      .replace(/<[^<>]*>/g, '');
    const text = /<\/(p|li|tr|h\d)>/.test(div) ? words.trim() : words;
    return SIGNS.toReversed().reduce((left, [sign, written]) => left.replaceAll(written, sign), text);
  },
  toFhir: (text) => ({ value: narrativeOf(text), also: text }),
};

export function narrativeOf(text: string): Narrative {
  const escaped = SIGNS.reduce((left, [sign, written]) => left.replaceAll(sign, written), text);
  return { status: 'generated', div: `${OPEN}${escaped.replaceAll('\n', '<br/>')}</div>` };
}

/** `text` as printed, with `family` and `given` where one space parts them. */
export const personName: FormCodec = {
  toForm: ({ text, family, given }) => {
    const parts = [family, ...asList(given)].filter((part) => part !== undefined);
    return asText(text) ?? (parts.length === 0 ? undefined : parts.join(' '));
  },
  toFhir: (text) => {
    const [family = '', given = '', ...more] = text.split(/[ 　]/);
    return family !== '' && given !== '' && more.length === 0 ? { text, family, given } : { text };
  },
};

const SYSTEMS = { 電話: 'phone', FAX: 'fax', メール: 'email' } as const;

/** A list of contact points, one a line: `電話 03-0000-0000`, `FAX …`, `メール …`; a bare number is a telephone. */
export const telecom: FormCodec = {
  toForm: ({ value }) =>
    (asList(value) as ContactPoint[])
      .map(({ system, value: number = '' }) => {
        const [name] = Object.entries(SYSTEMS).find(([, one]) => one === system) ?? [];
        return name === undefined ? number : `${name} ${number}`;
      })
      .join('\n'),
  toFhir: (text) => ({
    value: text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(contactOf),
  }),
};

function contactOf(line: string): ContactPoint {
  const [, name = '電話', value = line] = /^(電話|FAX|メール)[ 　：:]\s*([\s\S]+)$/.exec(line) ?? [];
  return { system: SYSTEMS[name as keyof typeof SYSTEMS], value };
}

/** Longer texts are no name with a person and a number. */
const PROVIDER_LETTERS_MAX = 300;

/** `訪問看護ステーションあさひ（担当：山田、電話：000-0000-0000）`: a `name`, with its `person` and `phone` where they are told. */
export const provider: FormCodec = {
  toForm: ({ name, person, phone }) => {
    const more = [
      ...(person === undefined ? [] : [`担当：${person}`]),
      ...(phone === undefined ? [] : [`電話：${phone}`]),
    ];
    return `${name ?? ''}${more.length === 0 ? '' : `（${more.join('、')}）`}`;
  },
  toFhir: (text) => {
    if (text.length > PROVIDER_LETTERS_MAX) return { name: text };
    const told =
      /^([\s\S]*?)[（(](?:担当[者：:]*([^、，,）)]+))?[、，,]?(?:(?:電話|TEL)[：:]?([^、，,）)]+))?[）)]$/.exec(text);
    const [, name = '', person, phone] = told ?? [];
    if (person === undefined && phone === undefined) return { name: text };
    return {
      ...(name === '' ? {} : { name }),
      ...(person === undefined ? {} : { person }),
      ...(phone === undefined ? {} : { phone }),
    };
  },
};

/** Yes and no in the words of the form, `有` and `無` when it names none. */
export const yesNo: FormCodec = {
  toForm: ({ value }, { rule: { words = ['有', '無'] } }) => words[value === true ? 0 : 1],
  toFhir: (text, { rule: { words = ['有', '無'] } }) => {
    const at = words.map(plain).indexOf(plain(text));
    return at < 0 ? unreadable(text, `「${words.join('」か「')}」`, words.join(' or ')) : { value: at === 0 };
  },
};

const PERSON = '本人：';
const FAMILY = '家族：';

/** Keeps the person's wish and the family's apart. Text that does not say whose it is belongs to nobody, and is kept as it is. */
export const wishes: FormCodec = {
  toForm: ({ person, family }) => {
    const said = [
      ...(person === undefined ? [] : [`${PERSON}${person}`]),
      ...(family === undefined ? [] : [`${FAMILY}${family}`]),
    ];
    return said.length === 0 ? undefined : said.join('\n');
  },
  toFhir: (text) => {
    const found = /^(?:本人[：:]((?:(?!\n家族[：:])[\s\S])*))?(?:(?:^|\n)家族[：:]([\s\S]*))?$/.exec(text);
    const [, person, family] = found ?? [];
    if (found === null || (person === undefined && family === undefined)) {
      const ja = '意向が「本人：」「家族：」に分かれていないため、誰の意向か決められません。';
      const en = 'the wishes are not marked `本人：` and `家族：`, so whose they are is not known';
      return { failed: 'not-split', ja, en };
    }
    return { ...(person ? { person } : {}), ...(family ? { family } : {}) };
  },
};
