/** A plan leaves as the office's form, and a filled form is read back into the same plan. */
import type { Bundle, CarePlan, Resource } from '@medplum/fhirtypes';
import { isRefusal, parseReference, type Refusal, referencesOf, toOperationOutcome } from '#fhir';
import { loadMapping, READ_FORMATS, readForm as readFormBytes, toFhir, toForm, writeForm } from '#mapping';
import { resourceOf, type Stored } from '#store';
import type { Answer } from './answer.ts';
import { disclosedItems } from './disclosed-items.ts';
import type { House, Visit } from './house.ts';
import { invalid, notFound } from './refusals.ts';
import { permitOf } from './visit-permit.ts';

const MAPPING = 'service-plan-draft';
const CONTENT_TYPES = {
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
} as const;
type Format = keyof typeof CONTENT_TYPES;
const isFormat = (text: string): text is Format => text in CONTENT_TYPES;

/** GET CarePlan/{id}/$form?format=xlsx&overlay=region: the form with what the caller may see. */
export async function sendForm(
  house: House,
  visit: Visit,
  id: string,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const format = query.get('format') ?? 'json';
  if (!isFormat(format)) return unknownFormat(format, Object.keys(CONTENT_TYPES));
  const mapping = mappingOf(query);
  if (isRefusal(mapping)) return mapping;
  const readable = await permitOf(house, visit, ['read']);
  if (isRefusal(readable)) return readable;
  const plan = await house.store.read(readable, 'CarePlan', id);
  if (!plan || plan.deleted) return notFound('CarePlan', id);
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const near = await around(house, permit, [plan]);
  const rows = [
    plan,
    ...near,
    ...(await around(
      house,
      permit,
      near.filter(({ type }) => type === 'PractitionerRole'),
    )),
  ];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: rows.map((row) => ({ resource: resourceOf(row) })),
  };
  const filled = toForm(mapping, bundle, { rootId: id });
  if (isRefusal(filled)) return filled;
  return {
    status: 200,
    body: await writeForm(mapping, filled.output, format),
    contentType: CONTENT_TYPES[format],
    headers: { 'Content-Disposition': `attachment; filename="${MAPPING}.${format}"` },
    interaction: '$form',
    action: 'R',
    items: await disclosedItems(house, visit, permit, rows),
  };
}

/** POST CarePlan/$read-form?format=xlsx: a collection of the plan that the form holds; nothing is stored. */
export async function readForm(
  _house: House,
  visit: Visit,
  bytes: Uint8Array,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const format = query.get('format') ?? 'xlsx';
  const known = READ_FORMATS.find((one) => one === format);
  if (known === undefined) return unknownFormat(format, READ_FORMATS);
  const mapping = mappingOf(query);
  if (isRefusal(mapping)) return mapping;
  const form = await readFormBytes(mapping, bytes, known);
  if (isRefusal(form)) return form;
  let number = 0;
  const ids = () => {
    number += 1;
    return `form-${number}`;
  };
  const outcome = toFhir(mapping, form, { ids, strict: query.get('strict') === 'true' });
  if (isRefusal(outcome)) return outcome;
  const entry = [
    ...(outcome.output.entry ?? []),
    { resource: toOperationOutcome(outcome.issues, visit.language) as Resource },
  ];
  const body = JSON.stringify({ ...outcome.output, entry: outcome.issues.length > 0 ? entry : outcome.output.entry });
  return { status: 200, body, interaction: '$read-form', action: 'E', items: [] };
}

function mappingOf(query: URLSearchParams) {
  const overlay = query.get('overlay');
  return loadMapping(MAPPING, overlay === null ? {} : { overlay });
}

/** What these rows refer to, as far as the permit shows it. */
async function around(
  house: House,
  permit: Parameters<House['store']['readMany']>[0],
  rows: readonly Stored[],
): Promise<Stored[]> {
  const references = rows.flatMap((row) => referencesOf(resourceOf(row) as CarePlan).map(({ reference }) => reference));
  const wanted = [...new Set(references)].filter((reference) =>
    ['Patient', 'Goal', 'PractitionerRole', 'Practitioner', 'Organization', 'RelatedPerson'].includes(
      parseReference(reference)?.type ?? '',
    ),
  );
  const known = new Set(rows.map(({ type, id }) => `${type}/${id}`));
  return (await house.store.readMany(permit, wanted)).filter(({ type, id }) => !known.has(`${type}/${id}`));
}

const unknownFormat = (format: string, known: readonly string[]): Refusal => ({
  ...invalid(
    'http.format',
    'format-unknown',
    `書式「${format}」はありません。使えるもの: ${known.join(', ')}`,
    `the format \`${format}\` is not known; valid ones: ${known.join(', ')}`,
  ),
  status: 400,
});
