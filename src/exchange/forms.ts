/** A plan leaves as the office's form, and a filled form is read back into the same plan. */
import type { Bundle, CarePlan, Resource } from '@medplum/fhirtypes';
import { isRefusal, parseReference, type Refusal, referencesOf, toOperationOutcome } from '#fhir';
import {
  type Form,
  formsFor,
  loadMapping,
  READ_FORMATS,
  readForm as readFormBytes,
  toFhir,
  toForm,
  typesOf,
  typesPointingAt,
  writeForm,
} from '#mapping';
import { resourceOf, type Stored } from '#store';
import type { Answer } from './answer.ts';
import { disclosedItems } from './disclosed-items.ts';
import type { House, Visit } from './house.ts';
import { readableRecords } from './readable-records.ts';
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

/** GET {type}/{id}/$form?format=xlsx&mapping=weekly-plan&overlay=region: the form with what the caller may see; by default the form that such a record is. */
export async function sendForm(
  house: House,
  visit: Visit,
  { type, id }: { readonly type: string; readonly id: string },
  query: URLSearchParams,
): Promise<Answer | Refusal> {
  const format = query.get('format') ?? 'json';
  if (!isFormat(format)) return unknownFormat(format, Object.keys(CONTENT_TYPES));
  const readable = await permitOf(house, visit, ['read']);
  if (isRefusal(readable)) return readable;
  const root = await house.store.read(readable, type, id);
  if (!root || root.deleted) return notFound(type, id);
  const mapping = mappingOf(query, formsFor(resourceOf(root))[0] ?? READ_MAPPING);
  if (isRefusal(mapping)) return mapping;
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const near = [root, ...(await around(house, permit, { row: root, types: typesOf(mapping) }))];
  const pointing = await pointingAt(house, visit, near, typesPointingAt(mapping));
  if (isRefusal(pointing)) return pointing;
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [...near, ...pointing].map((row) => ({ resource: resourceOf(row) })),
  };
  const filled = toForm(mapping, bundle, { rootId: id });
  if (isRefusal(filled)) return filled;
  const used = idsIn(filled.output);
  const rows = [...near, ...pointing.filter((row) => used.has(row.id))];
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

/** What points at the person whom the form is about, as far as a search would show it. */
async function pointingAt(
  house: House,
  visit: Visit,
  near: readonly Stored[],
  types: readonly string[],
): Promise<Stored[] | Refusal> {
  const patient = near.find(({ type }) => type === 'Patient');
  if (patient === undefined || types.length === 0) return [];
  const searchable = await permitOf(house, visit, ['search']);
  if (isRefusal(searchable)) return searchable;
  const records = await readableRecords(house, searchable, patient.id, types);
  if (isRefusal(records)) return records;
  const known = new Set(near.map(({ type, id }) => `${type}/${id}`));
  return records.rows.filter(({ type, id }) => !known.has(`${type}/${id}`));
}

/** The ids of all records that went into the form: nothing else was disclosed. */
function idsIn({ ids, tables }: Form): ReadonlySet<string> {
  const ofRows = Object.values(tables).flatMap((rows) =>
    rows.flatMap((row) => [row.key ?? '', ...Object.values(row.ids ?? {})]),
  );
  return new Set([...Object.values(ids), ...ofRows]);
}

/** POST {type}/$read-form?format=xlsx&mapping=weekly-plan: a collection of what the form holds; nothing is stored. */
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
