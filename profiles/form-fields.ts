/** Writes the table of the forms' fields and the elements that hold them, `FORM-FIELDS.md`, from `form-fields.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a field goes: a profile of ours by id, an R4 type by name, or another's profile by canonical; and the element in it. */
export interface Home {
  readonly profile: string;
  readonly element: string;
  /** The questionnaire of ours and its linkId, where the element holds answers to a question. */
  readonly questionnaire?: string;
  readonly question?: string;
  readonly note?: { readonly ja: string; readonly en: string };
}

/** One field as the form has it. `status` tells how sure its label is. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly en: string;
  readonly cardinality: string;
  readonly status: 'verified' | 'partlyVerified' | 'generalKnowledge';
  readonly homes: readonly Home[];
}

export interface FormFields {
  readonly forms: readonly { readonly id: string; readonly title: string; readonly fields: readonly Field[] }[];
}

const HERE = import.meta.dirname;
const PAGE = join(HERE, 'FORM-FIELDS.md');
const SURE: Record<Field['status'], string> = {
  verified: '確認済 / verified',
  partlyVerified: '一部 / partly',
  generalKnowledge: '未確認 / general knowledge',
};

/** Writes the page beside its data. */
export async function writeFormFields(): Promise<void> {
  const table = JSON.parse(await readFile(join(HERE, 'form-fields.json'), 'utf8')) as FormFields;
  await writeFile(PAGE, formFieldsPage(table));
}

/** The page as Markdown: one table a form, one row a field. */
export function formFieldsPage({ forms }: FormFields): string {
  const fields = forms.reduce((sum, form) => sum + form.fields.length, 0);
  return [
    '# 様式の項目と FHIR の要素 / Fields of the forms and elements of FHIR',
    '',
    `${forms.length} の様式の ${fields} 項目が、どのプロファイルのどの要素に入るか。\`form-fields.json\` から作る（\`npm run profiles\`）。「確かさ」は様式の項目名が公開の資料で確かめられたか。`,
    '',
    `Where each of the ${fields} fields of ${forms.length} forms goes. Made from \`form-fields.json\` by \`npm run profiles\`. The last column tells whether the field's label was seen in a public source.`,
    ...forms.flatMap(({ id, title, fields: rows }) => [
      '',
      `## ${id} ${title}`,
      '',
      '| | 項目 / Field | 数 / Number | 要素 / Element | 確かさ / Certainty |',
      '|---|---|---|---|---|',
      ...rows.map(row),
    ]),
    '',
  ].join('\n');
}

function row({ id, label, en, cardinality, status, homes }: Field): string {
  return `| ${id} | ${cell(label)}<br>${cell(en)} | ${cardinality} | ${homes.map(home).join('<br>')} | ${SURE[status]} |`;
}

function home({ profile, element, questionnaire, question, note }: Home): string {
  const place = `${named(profile)} \`${element}\`${question === undefined ? '' : ` [${questionnaire}](package/Questionnaire-${questionnaire}.json)#${question}`}`;
  return note === undefined ? place : `${place}（${cell(note.ja)} / ${cell(note.en)}）`;
}

function named(profile: string): string {
  if (profile.startsWith('kakehashi-')) return `[${profile}](package/StructureDefinition-${profile}.json)`;
  return profile.startsWith('http') ? (profile.split('/').at(-1) ?? profile) : `R4 ${profile}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
