/** Bytes of a form → the form as data, or a refusal that says where it is unreadable. */
import { compileSchema, type Issue, isRefusal, type Refusal, refuse, schemaFaults } from '#fhir';
import { type Form, forbiddenAt, jsonFault, type Mapping, nameOf } from '#mapping';
import { readCsv } from './read-csv.ts';
import { type ReadForm, readXlsx } from './read-xlsx.ts';

export const READ_FORMATS = ['json', 'xlsx', 'csv'] as const;
export type ReadFormat = (typeof READ_FORMATS)[number];

const field = {
  type: 'object',
  required: ['label', 'value'],
  additionalProperties: false,
  properties: { label: { type: 'string' }, value: { type: 'string' } },
} as const;
const fields = { type: 'object', additionalProperties: field } as const;
const text = { type: 'string' } as const;
const ids = { type: 'object', additionalProperties: text } as const;

/** Bytes of a form in JSON; a filled one has some twenty thousand. */
export const FORM_BYTES_MAX = 5_000_000;

/** Rows of one table; a filled one has some ten, a crowded week a hundred. */
export const FORM_ROWS_MAX = 1_000;

const isForm = compileSchema<Form>(
  {
    type: 'object',
    required: ['mapping', 'version', 'form', 'title', 'ids', 'fields', 'tables'],
    additionalProperties: false,
    properties: {
      mapping: text,
      version: text,
      overlay: text,
      form: text,
      title: text,
      ids,
      fields,
      tables: {
        type: 'object',
        additionalProperties: {
          type: 'array',
          items: {
            type: 'object',
            required: ['fields'],
            additionalProperties: false,
            properties: { key: text, ids, fields },
          },
        },
      },
    },
  },
  'first',
);

/** The form alone. */
export async function readForm(mapping: Mapping, bytes: Uint8Array, format: ReadFormat): Promise<Form | Refusal> {
  const read = await readFormWithIssues(mapping, bytes, format);
  return isRefusal(read) ? read : read.form;
}

/** What of a workbook was read into no field: a run that may lose nothing ends with it. */
export const lostInReading = (issues: readonly Issue[]): Issue[] =>
  issues.filter(({ code }) => code === 'form-unread' || code === 'form-label-missing');

/** The form together with what was odd about reading it. */
export async function readFormWithIssues(
  mapping: Mapping,
  bytes: Uint8Array,
  format: ReadFormat,
): Promise<ReadForm | Refusal> {
  const read = await readBytes(mapping, bytes, format);
  if (isRefusal(read)) return read;
  return tooManyRows(read.form) ?? unfitText(read.form) ?? read;
}

function readBytes(
  mapping: Mapping,
  bytes: Uint8Array,
  format: ReadFormat,
): Promise<ReadForm | Refusal> | ReadForm | Refusal {
  if (format === 'xlsx') return readXlsx(mapping, bytes);
  if (bytes.length > FORM_BYTES_MAX) return tooLarge();
  if (format === 'json') return readJson(mapping, bytes);
  const form = readCsv(mapping, bytes);
  return isRefusal(form) ? form : { form, issues: [] };
}

function readJson(mapping: Mapping, bytes: Uint8Array): ReadForm | Refusal {
  const read = parse(bytes);
  if (isRefusal(read)) return read;
  if (!isForm(read)) return badShape();
  if (read.mapping !== mapping.id || (read.overlay ?? '') !== (mapping.overlay ?? '')) {
    const found = `${read.mapping}${read.overlay === undefined ? '' : ` (${read.overlay})`}`;
    return unreadable(
      '/mapping',
      `この様式は「${short(found)}」のものです。`,
      `the form belongs to \`${short(found)}\``,
    );
  }
  return { form: read, issues: [] };
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unreadable('', '様式が UTF-8 ではありません。', 'the form is not UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    const place = jsonFault(text);
    const { line, column } = place;
    return refuse(400, {
      code: 'form-unreadable',
      type: 'structure',
      ja: `様式を JSON として読めません（${line} 行 ${column} 列）。ファイルが途中で切れていないか確認してください。`,
      en: `the form is no JSON (line ${line}, column ${column}); check that the file is not cut off`,
      ...place,
    });
  }
}

/** Keys are the sender's words: a short one helps to find the place, a long one only fills the answer. */
const short = (key: string): string => (key.length > 80 ? `${key.slice(0, 80)}…` : key);

function badShape(): Refusal {
  const [{ pointer, ja, en } = { pointer: '/', ja: '', en: '' }] = schemaFaults(isForm);
  return unreadable(pointer, `様式の形が正しくありません（${pointer}）：${ja}。`, `${pointer}: ${en}`);
}

/** A character that no record may hold refuses the form, wherever it stands. */
function unfitText(form: Form): Refusal | undefined {
  const open: [string, unknown][] = [['', form]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) open.push([`${path}/${short(key)}`, inner]);
    if (typeof value !== 'string') continue;
    const at = forbiddenAt(value);
    if (at < 0) continue;
    const sign = nameOf(value, at);
    return refuse(400, {
      code: 'form-characters',
      type: 'value',
      ja: `${path} の ${at + 1} 文字目に、使えない文字（${sign}）があります。取り除いてください。`,
      en: `${path}: character ${at + 1} is ${sign}, which no record may hold; remove it`,
      expression: path,
    });
  }
  return undefined;
}

function tooManyRows({ tables }: Form): Refusal | undefined {
  const [table] = Object.entries(tables).find(([, rows]) => rows.length > FORM_ROWS_MAX) ?? [];
  if (table === undefined) return undefined;
  return refuse(413, {
    code: 'form-too-large',
    type: 'too-costly',
    ja: `表「${short(table)}」の行が多すぎます（上限は ${FORM_ROWS_MAX} 行）。`,
    en: `the table \`${short(table)}\` has too many rows (at most ${FORM_ROWS_MAX})`,
    expression: `/tables/${short(table)}`,
  });
}

const tooLarge = (): Refusal =>
  refuse(413, {
    code: 'form-too-large',
    type: 'too-costly',
    ja: `様式が大きすぎます（上限は ${FORM_BYTES_MAX} バイト）。`,
    en: `the form is too large (at most ${FORM_BYTES_MAX} bytes)`,
  });

const unreadable = (expression: string, ja: string, en: string): Refusal =>
  refuse(400, {
    code: 'form-unreadable',
    type: 'structure',
    ja,
    en,
    expression,
  });
