/** A record leaves as the office's form, with what its reader may see and nothing else. */
import { type Issue, isRefusal, type Refusal, toOperationOutcome } from '#fhir';
import { type Form, type Mapping, toForm } from '#mapping';
import { WRITE_FORMATS, type WriteFormat, writeForm } from '#paper';
import { readInstance } from '#records';
import { resourceOf } from '#store';
import { type Answer, BOOLEAN, type House, oneValue, readOperation, type Visit } from '#visit';
import { formFor } from './choose-form.ts';
import { gatherForm, itemsOf } from './gather-form.ts';

export const FORM_TYPES: Readonly<Record<WriteFormat, { readonly type: string; readonly ending: string }>> = {
  json: { type: 'application/json; charset=utf-8', ending: 'json' },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
  html: { type: 'text/html; charset=utf-8', ending: 'html' },
  pdf: { type: 'application/pdf', ending: 'pdf' },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  'csv-cp932': { type: 'text/csv; charset=shift_jis', ending: 'csv' },
};

/** The record that is asked for as a form. */
export interface Target {
  readonly type: string;
  readonly id: string;
}

/** What `format` may say. */
export const writeFormat = {
  read: (text: string): WriteFormat | undefined => WRITE_FORMATS.find((one) => one === text),
  expected: { ja: `${WRITE_FORMATS.join('、')} のどれか`, en: `one of ${WRITE_FORMATS.join(', ')}` },
};

/**
 * GET [type]/{id}/$form?form=…&overlay=…&format=…: the form, 400 with the list of forms where it is not told which one.
 * With `report=true`, what of the record the form has no place for; every form says by a `Link` where to ask for that.
 */
export async function sendForm(
  house: House,
  visit: Visit,
  target: Target,
  sent: URLSearchParams,
): Promise<Answer | Refusal> {
  const query = readOperation({ query: sent }, ['form', 'overlay', 'format', 'report']);
  if (isRefusal(query)) return query;
  const format = oneValue(query, 'format', { ...writeFormat, fallback: 'json' as const });
  if (isRefusal(format)) return format;
  const report = oneValue(query, 'report', { ...BOOLEAN, fallback: false });
  if (isRefusal(report)) return report;
  const filled = await filledForm(house, visit, target, query);
  if (isRefusal(filled)) return filled;
  const { mapping, form, issues, items } = filled;
  const answer = { status: 200, interaction: '$form', action: 'R', items } as const;
  if (report) return { ...answer, body: reportOf(visit, issues) };
  const body = await writeForm(mapping, form, format);
  if (isRefusal(body)) return body;
  return { ...answer, body, ...asFile(visit, target, { mapping, query, format }) };
}

/** What a form says of a record, as far as its reader may see it. */
export interface FilledForm {
  readonly mapping: Mapping;
  readonly form: Form;
  readonly issues: readonly Issue[];
  readonly items: Answer['items'];
}

export async function filledForm(
  house: House,
  visit: Visit,
  target: Target,
  query: URLSearchParams,
): Promise<FilledForm | Refusal> {
  const root = await readInstance(house, visit, target.type, target.id);
  if (isRefusal(root)) return root;
  const mapping = formFor(house, query, resourceOf(root.shown));
  if (isRefusal(mapping)) return mapping;
  const gathered = await gatherForm(house, visit, mapping, [root.stored]);
  if (isRefusal(gathered)) return gathered;
  const filled = toForm(mapping, gathered.bundle, { rootId: target.id });
  if (isRefusal(filled)) return filled;
  return { mapping, form: filled.output, issues: filled.issues, items: await itemsOf(house, visit, gathered) };
}

/** The headers of a form that leaves as a file. */
export function asFile(
  visit: Visit,
  target: Target,
  {
    mapping,
    query,
    format,
  }: { readonly mapping: Mapping; readonly query: URLSearchParams; readonly format: WriteFormat },
): Pick<Answer, 'contentType' | 'headers'> {
  const { type, ending } = FORM_TYPES[format];
  return { contentType: type, headers: { ...namedAs(mapping, ending), Link: linkTo(visit, target, query) } };
}

/** A name without anything of the person in it; the title in Japanese for those who can read the header (RFC 6266). */
function namedAs({ id, title }: Mapping, ending: string): Readonly<Record<string, string>> {
  const encoded = encodeURIComponent(`${title}.${ending}`).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return { 'Content-Disposition': `attachment; filename="${id}.${ending}"; filename*=UTF-8''${encoded}` };
}

export const reportOf = (visit: Visit, issues: readonly Issue[]): string =>
  JSON.stringify(toOperationOutcome(issues.length === 0 ? [WHOLE] : issues, visit.language));

const WHOLE: Issue = {
  severity: 'information',
  code: 'form-whole',
  type: 'informational',
  ja: 'すべて写しました。失われたものはありません。',
  en: 'everything was carried; nothing was lost',
};

function linkTo(visit: Visit, { type, id }: Target, query: URLSearchParams): string {
  const asked = new URLSearchParams([...query].filter(([name]) => name === 'form' || name === 'overlay'));
  asked.set('report', 'true');
  return `<${visit.base}/${type}/${id}/$form?${asked}>; rel="describedby"`;
}
