/** Bytes of a form → the form as data, or a refusal that says where it is unreadable. */
import { Ajv } from 'ajv';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Form, Mapping } from './mapping.ts';
import { type ReadForm, readXlsx } from './read-xlsx.ts';

export type ReadFormat = 'json' | 'xlsx';

const field = {
  type: 'object',
  required: ['label', 'value'],
  additionalProperties: false,
  properties: { label: { type: 'string' }, value: { type: 'string' } },
} as const;
const fields = { type: 'object', additionalProperties: field } as const;
const text = { type: 'string' } as const;

const isForm = new Ajv({ allErrors: true, strict: false }).compile<Form>({
  type: 'object',
  required: ['mapping', 'version', 'form', 'title', 'ids', 'fields', 'rows'],
  additionalProperties: false,
  properties: {
    mapping: text,
    version: text,
    overlay: text,
    form: text,
    title: text,
    ids: { type: 'object', additionalProperties: text },
    fields,
    rows: {
      type: 'array',
      items: {
        type: 'object',
        required: ['fields'],
        additionalProperties: false,
        properties: { key: text, goal: text, fields },
      },
    },
  },
});

/** The form alone. */
export async function readForm(mapping: Mapping, bytes: Uint8Array, format: ReadFormat): Promise<Form | Refusal> {
  const read = await readFormWithIssues(mapping, bytes, format);
  return isRefusal(read) ? read : read.form;
}

/** The form together with what was odd about reading it. */
export async function readFormWithIssues(
  mapping: Mapping,
  bytes: Uint8Array,
  format: ReadFormat,
): Promise<ReadForm | Refusal> {
  return format === 'xlsx' ? readXlsx(mapping, bytes) : readJson(mapping, bytes);
}

function readJson(mapping: Mapping, bytes: Uint8Array): ReadForm | Refusal {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unreadable('', `JSON として読めません: ${why}`, `the form is no JSON: ${why}`);
  }
  if (!isForm(read)) {
    const { instancePath = '', message = '' } = isForm.errors?.[0] ?? {};
    return unreadable(
      instancePath,
      `様式の形が正しくありません（${instancePath}）: ${message}`,
      `${instancePath} ${message}`,
    );
  }
  if (read.mapping !== mapping.id || (read.overlay ?? '') !== (mapping.overlay ?? '')) {
    const found = `${read.mapping}${read.overlay === undefined ? '' : ` (${read.overlay})`}`;
    return unreadable('/mapping', `この様式は「${found}」のものです。`, `the form belongs to \`${found}\``);
  }
  return { form: read, issues: [] };
}

const unreadable = (expression: string, ja: string, en: string): Refusal =>
  refuse(400, {
    code: 'form-unreadable',
    type: 'structure',
    ja,
    en,
    expression,
  });
