/** Codecs of coded values: a word, several words, or the printed options with a mark on the chosen ones. */
import type { CodeableConcept, Coding } from '@medplum/fhirtypes';
import { asList, asText, type CodecContext, type FormCodec, plain, type Values } from './codec.ts';
import { type CodeEntry, type CodeTable, type Failure, isFailure, targetsOf } from './mapping.ts';

/** A CodeableConcept as `value`, a Coding as `coding` or a code as `code`; what no table knows as `text`, where the rule has it. */
export const code: FormCodec = {
  toForm: (values, context) => {
    const [one] = codesOf(values);
    const own = ownWord(values, context);
    if (own !== undefined) return own;
    return one === undefined ? otherOf(values) : wordOf(one, context);
  },
  toFhir: (text, context) => {
    const found = wordIn(text, context);
    const said = found === undefined ? other(text, context) : shapes(found, context.table);
    return isFailure(said) ? said : { ...said, also: { ...(found && { coding: [said['coding']] }), text } };
  },
};

/** Several words, `、` between them. */
export const codes: FormCodec = {
  toForm: (values, context) => joined(values, context, '、'),
  toFhir: (text, context) =>
    severalOf(
      text.split(/[、，,\n]/).filter((word) => word.trim() !== ''),
      context,
    ),
};

/** All options of the table, the chosen one marked: `☐持家　☑借家`. */
export const choice: FormCodec = {
  toForm: (values, context) => options(codesOf(values), otherOf(values), context),
  toFhir: (text, context) => {
    const [word, ...more] = chosenOf(text, context);
    if (word === undefined) return {};
    if (more.length > 0) return tooMany(text);
    return code.toFhir(word, context);
  },
};

/** All options, each chosen one marked. */
export const choices: FormCodec = {
  toForm: (values, context) => options(codesOf(values), otherOf(values), context),
  toFhir: (text, context) => severalOf(chosenOf(text, context), context),
};

/** The kind of service on the first line, its content and amount below; a kind that no table knows stays text. */
export const service: FormCodec = {
  toForm: ({ code: concept, text }, context) => {
    const details = asText(text);
    if (concept === undefined) return details;
    const kind = wordOf(codingIn(concept as CodeableConcept, context.table), context);
    if (isFailure(kind)) return kind;
    return details === undefined ? kind : `${kind}\n${details}`;
  },
  toFhir: (text, { table }) => {
    const [first = '', ...rest] = text.split('\n');
    const entry = entryOf(first, table);
    if (entry === undefined) return { text };
    const details = rest.join('\n');
    return { code: { coding: [codingOf(entry, table)] }, ...(details === '' ? {} : { text: details }) };
  },
};

/**
 * What a second element keeps beside the first: the concept with the word as it was written. It is that word as long as it
 * means what the first says, and speaks alone where the first is silent.
 */
function ownWord(values: Values, context: CodecContext): string | Failure | undefined {
  const also = values['also'] as CodeableConcept | undefined;
  if (also === undefined) return undefined;
  const { table } = context;
  const [one] = codesOf(values);
  const first = one === undefined ? undefined : codeOf(one, table);
  const code = codeOf(also, table);
  if (first === undefined && otherOf(values) === undefined) return also.text ?? wordOf(also, context);
  return first !== undefined && first === code && entryOf(also.text ?? '', table)?.code === first
    ? also.text
    : undefined;
}

const codeOf = (one: unknown, table: CodeTable | undefined): string | undefined =>
  typeof one === 'string' ? one : codingIn(one as CodeableConcept & Coding, table)?.code;

const SEPARATOR = '　';
const CHOSEN = /^[☑■✓✔○◯●◉✅]/u;
const MARK = /^[☑☐■□✓✔○◯●◉✅]/u;

function options(
  chosen: readonly unknown[],
  text: string | undefined,
  context: CodecContext,
): string | Failure | undefined {
  const [on, off] = context.rule.marks ?? ['☑', '☐'];
  const words = chosen.map((one) => wordOf(one, context));
  const failed = words.find(isFailure);
  if (failed !== undefined) return failed;
  if (words.length === 0 && text === undefined) return undefined;
  const printed = new Map<string, string>();
  for (const { code: one, source } of context.table?.entries ?? []) if (!printed.has(one)) printed.set(one, source);
  const all = [...printed.values()].map((word) => {
    const own = words.find((one) => one === word || String(one).startsWith(`${word}（`));
    return own === undefined ? `${off}${word}` : `${on}${own}`;
  });
  return [...all, ...(text === undefined ? [] : [`${on}${text}`])].join(SEPARATOR);
}

/** The words with a mark; without any mark the text is the choice itself. */
function chosenOf(text: string, { rule, table }: CodecContext): string[] {
  const [on = '☑'] = rule.marks ?? [];
  const isOption = (piece: string): boolean =>
    piece.startsWith(on) || MARK.test(piece) || entryOf(piece, table) !== undefined;
  const pieces: string[] = [];
  for (const piece of text.split(/(?=[　\n])/)) {
    // A space inside an open answer is no border between options.
    if (pieces.length > 0 && !isOption(piece.slice(1))) pieces.push(`${pieces.pop()}${piece}`);
    else pieces.push(pieces.length === 0 ? piece : piece.slice(1));
  }
  const marked = pieces.filter((piece) => piece.startsWith(on) || CHOSEN.test(piece));
  if (marked.length === 0 && rule.marks === undefined && !pieces.some((piece) => MARK.test(piece)))
    return text.split(/[、，,\n]/).filter((word) => word.trim() !== '');
  return marked.map((piece) => (piece.startsWith(on) ? piece.slice(on.length) : piece.replace(CHOSEN, '')));
}

function severalOf(words: readonly string[], context: CodecContext): Values | Failure {
  const all: Values[] = [];
  const rest: string[] = [];
  for (const word of words) {
    const found = wordIn(word, context);
    if (found === undefined) rest.push(word);
    else all.push(shapes(found, context.table));
  }
  const left = rest.length === 0 ? {} : other(rest.join('、'), context);
  if (isFailure(left)) return left;
  if (all.length === 0) return left;
  return {
    value: all.map(({ value }) => value),
    coding: all.map(({ coding }) => coding),
    code: all.map(({ code: one }) => one),
    ...left,
  };
}

function joined(values: Values, context: CodecContext, separator: string): string | Failure | undefined {
  const words = codesOf(values).map((one) => wordOf(one, context));
  const failed = words.find(isFailure);
  if (failed !== undefined) return failed;
  const all = [...words, ...(otherOf(values) === undefined ? [] : [otherOf(values)])];
  return all.length === 0 ? undefined : all.join(separator);
}

interface Word {
  readonly entry: CodeEntry;
  /** What somebody wrote beside it. */
  readonly text?: string;
}

/** No word of a table is longer. */
const WORD_LENGTH_MAX = 200;

/** `その他（保証人がいない）`: the words in brackets are the text of the concept. */
function wordIn(word: string, { rule, table }: CodecContext): Word | undefined {
  const entry = entryOf(word, table);
  if (entry !== undefined) return { entry };
  if (!('value' in targetsOf(rule))) return undefined;
  // A word of the table may have brackets of its own: the longest one counts.
  const borders = [...word.slice(0, WORD_LENGTH_MAX).matchAll(/[（(]/g)].map(({ index }) => index).reverse();
  for (const border of borders) {
    const known = entryOf(word.slice(0, border), table);
    const [, text] = /^[（(]([\s\S]+)[）)]\s*$/.exec(word.slice(border)) ?? [];
    if (known !== undefined && text !== undefined) return { entry: known, text };
  }
  return undefined;
}

const shapes = ({ entry, text }: Word, table: CodeTable | undefined): Values => ({
  value: { coding: [codingOf(entry, table)], ...(text === undefined ? {} : { text }) },
  coding: codingOf(entry, table),
  code: entry.code,
});

/** Concepts, Codings and codes alike; a concept that is words alone is the open answer of the same element. */
function codesOf({ value, coding, code: one }: Values): unknown[] {
  return [...asList(value), ...asList(coding), ...asList(one)];
}

const otherOf = ({ text }: Values): string | undefined => asText(text);

function wordOf(one: unknown, { table }: CodecContext): string | Failure {
  const coding = typeof one === 'string' ? { code: one } : codingIn(one as CodeableConcept & Coding, table);
  const entry = table?.entries.find((known) => known.code === coding?.code);
  if (entry !== undefined) return `${entry.source}${beside(one, table)}`;
  const known = coding?.code ?? (one as CodeableConcept).text ?? JSON.stringify(one);
  return {
    failed: 'unknown-code',
    ja: `コード「${known}」は対応表にありません。`,
    en: `the code \`${known}\` is not in the table`,
  };
}

/** The text of a concept, where it says more than the code does. */
function beside(one: unknown, table: CodeTable | undefined): string {
  const { text, coding = [] } = (typeof one === 'object' ? one : {}) as CodeableConcept;
  if (text === undefined || entryOf(text, table) !== undefined) return '';
  return coding.some(({ display }) => display === text) ? '' : `（${text}）`;
}

function codingIn(one: CodeableConcept & Coding, table: CodeTable | undefined): Coding | undefined {
  if (one.coding === undefined) return one.code !== undefined && one.system === table?.system ? one : undefined;
  return one.coding.find(({ system }) => system === table?.system);
}

const words = new WeakMap<CodeTable, ReadonlyMap<string, CodeEntry>>();

/** The entry of a word; of several the first. */
function entryOf(word: string, table: CodeTable | undefined): CodeEntry | undefined {
  if (table === undefined) return undefined;
  const known = words.get(table) ?? new Map(table.entries.toReversed().map((entry) => [plain(entry.source), entry]));
  words.set(table, known);
  return known.get(plain(word));
}

/** A word that no table knows: an open answer where the rule has a place for it. */
function other(text: string, { rule }: CodecContext): Values | Failure {
  if ('text' in targetsOf(rule)) return { text };
  return { failed: 'unknown-code', ja: `「${text}」は対応表にありません。`, en: `\`${text}\` is not in the table` };
}

function tooMany(text: string): Failure {
  const ja = `「${text}」には印が2つ以上あります。1つだけ選んでください。`;
  return { failed: 'format', ja, en: `\`${text}\` has more than one mark` };
}

function codingOf(entry: CodeEntry, table: CodeTable | undefined): Coding {
  const system = table?.system === undefined ? {} : { system: table.system };
  return { ...system, code: entry.code, display: entry.display ?? entry.source };
}
