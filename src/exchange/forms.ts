/** A plan leaves as the office's form, and a filled form is read back into the same plan. */
import type { Bundle, CarePlan, Resource } from '@medplum/fhirtypes';
import { isRefusal, parseReference, type Refusal, referencesOf, toOperationOutcome } from '#fhir';
import {
  formsFor,
  loadMapping,
  READ_FORMATS,
  readForm as readFormBytes,
  toFhir,
  toForm,
  typesOf,
  writeForm,
} from '#mapping';
import { resourceOf, type Stored } from '#store';
import type { Answer } from './answer.ts';
import { disclosedItems } from './disclosed-items.ts';
import type { House, Visit } from './house.ts';
import { invalid, notFound } from './refusals.ts';
import { permitOf } from './visit-permit.ts';

/** The form that is read when nothing says which. */
const READ_MAPPING = 'service-plan-draft';
/** From a plan over its role to a person is two steps. */
const STEPS_MAX = 3;
const CONTENT_TYPES = {
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
} as const;
type Format = keyof typeof CONTENT_TYPES;
const isFormat = (text: string): text is Format => text in CONTENT_TYPES;

/** GET CarePlan/{id}/$form?format=xlsx&mapping=weekly-plan&overlay=region: the form with what the caller may see; by default the form that such a plan is. */
export async function sendForm(
  house: House,
  visit: Visit,
  id: string,
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const format = query.get('format') ?? 'json';
  if (!isFormat(format)) return unknownFormat(format, Object.keys(CONTENT_TYPES));
  const readable = await permitOf(house, visit, ['read']);
  if (isRefusal(readable)) return readable;
  const plan = await house.store.read(readable, 'CarePlan', id);
  if (!plan || plan.deleted) return notFound('CarePlan', id);
  const mapping = mappingOf(query, formsFor(resourceOf(plan))[0] ?? READ_MAPPING);
  if (isRefusal(mapping)) return mapping;
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const rows = [plan, ...(await around(house, permit, { row: plan, types: typesOf(mapping) }))];
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
    headers: { 'Content-Disposition': `attachment; filename="${mapping.id}.${format}"` },
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
  const mapping = mappingOf(query, READ_MAPPING);
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

function mappingOf(query: URLSearchParams, otherwise: string) {
  const overlay = query.get('overlay');
  return loadMapping(query.get('mapping') ?? otherwise, overlay === null ? {} : { overlay });
}

interface Centre {
  readonly row: Stored;
  /** Of what the form speaks; references to anything else are not followed. */
  readonly types: ReadonlySet<string>;
}

/** What a row refers to, and what that refers to, as far as the permit shows it. */
async function around(
  house: House,
  permit: Parameters<House['store']['readMany']>[0],
  { row, types }: Centre,
): Promise<Stored[]> {
  const known = new Set([`${row.type}/${row.id}`]);
  const found: Stored[] = [];
  let latest: readonly Stored[] = [row];
  for (let step = 0; step < STEPS_MAX && latest.length > 0; step += 1) {
    const references = latest.flatMap((one) =>
      referencesOf(resourceOf(one) as CarePlan).map(({ reference }) => reference),
    );
    const wanted = [...new Set(references)].filter(
      (reference) => types.has(parseReference(reference)?.type ?? '') && !known.has(reference),
    );
    for (const reference of wanted) known.add(reference);
    latest = await house.store.readMany(permit, wanted);
    found.push(...latest);
  }
  return [...new Map(found.map((one) => [`${one.type}/${one.id}`, one])).values()].filter(
    ({ type, id }) => type !== row.type || id !== row.id,
  );
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
