/** A record leaves on the office's own paper: its workbook comes with the question, and goes back filled. */
import { isRefusal, type Refusal, refuse } from '#fhir';
import { checkTemplate, fillTemplate, type WriteFormat } from '#paper';
import { type Answer, BOOLEAN, filesOf, type House, oneValue, readOperation, type Visit, valueInvalid } from '#visit';
import { asFile, filledForm, reportOf, type Target, writeFormat } from './send-form.ts';

/**
 * POST [type]/{id}/$form: the body is the workbook, or Parameters with `template`. 200 with the workbook, or, with
 * `report=true`, with what of the record and of the workbook is not in it. Nothing of the workbook is kept.
 */
export async function fillForm(
  house: House,
  visit: Visit,
  target: Target,
  { bytes, query: sent }: { readonly bytes: Uint8Array; readonly query: URLSearchParams },
): Promise<Answer | Refusal> {
  const asked = filesOf(bytes, sent, { alone: 'template', names: ['template'] });
  const query = readOperation({ query: asked.query }, ['form', 'overlay', 'format', 'report']);
  if (isRefusal(query)) return query;
  const format = oneValue(query, 'format', { ...writeFormat, fallback: undefined });
  if (isRefusal(format)) return format;
  const report = oneValue(query, 'report', { ...BOOLEAN, fallback: false });
  if (isRefusal(report)) return report;
  const template = asked.files.get('template');
  if (template === undefined) return templateMissing();
  const unfit = templateFault(template, { to: 'form', format });
  if (unfit !== undefined) return unfit;
  const filled = await filledForm(house, visit, target, query);
  if (isRefusal(filled)) return filled;
  const { mapping, form, issues, items } = filled;
  const written = await fillTemplate(mapping, form, template);
  if (isRefusal(written)) return written;
  const answer = { status: 200, interaction: '$form', action: 'R', items } as const;
  if (report) return { ...answer, body: reportOf(visit, [...issues, ...written.issues]) };
  return { ...answer, body: written.output, ...asFile(visit, target, { mapping, query, format: 'xlsx' }) };
}

/** A workbook is filled with a form, and stays one. */
export function templateFault(
  template: Uint8Array,
  { to, format = 'xlsx' }: { readonly to: 'fhir' | 'form'; readonly format: WriteFormat | undefined },
): Refusal | undefined {
  if (to !== 'form') return valueInvalid('to', to, { ja: 'template とともに form', en: '`form` with `template`' });
  if (format !== 'xlsx')
    return valueInvalid('format', format, { ja: 'template とともに xlsx', en: '`xlsx` with `template`' });
  return checkTemplate(template);
}

const templateMissing = (): Refusal =>
  refuse(400, {
    code: 'template-missing',
    type: 'required',
    ja: 'ひな形がありません。xlsx を本文に入れるか、Parameters の template（Binary か valueBase64Binary）に入れてください。',
    en: 'there is no template; send the workbook as the body, or as `template` in Parameters (a Binary or valueBase64Binary)',
    expression: 'template',
  });
