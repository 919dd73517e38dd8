/** One conversion from bytes to bytes, with its loss report: what the command line and the HTTP operation both call. */
import { randomUUID } from 'node:crypto';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { cdaToFhir } from '#cda';
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import { recordsToFhir } from '#lists';
import {
  type FormOutcome,
  type Homes,
  INSTITUTION_SYSTEM,
  loadMapping,
  type Mapping,
  toFhir,
  toForm,
  type Way,
  wrongWay,
} from '#mapping';
import { institutionFault, type Ssmix2Options, ssmix2ToFhir } from '#messages';
import {
  fillTemplate,
  lostInReading,
  READ_FORMATS,
  type ReadFormat,
  readFormWithIssues,
  toJson,
  type WriteFormat,
  writeForm,
} from '#paper';
import { exportResource, listExports } from '#structure-maps';

/** What a run carried and what it could not. `mapped` counts values (message), cells (records) or fields (form). */
export interface LossReport {
  readonly mapping: string;
  readonly version: string;
  readonly overlay?: string;
  readonly direction: Way;
  readonly mapped: number;
  readonly issues: readonly Issue[];
}

export interface ConvertRequest {
  /** `ssmix2-to-fhir`, `cda-to-fhir`, `csv-patients-to-fhir` or `service-plan-draft`. */
  readonly mapping: string;
  readonly to: 'fhir' | 'form';
  readonly overlay?: string;
  /** Other folders of mappings; the project's own when absent. */
  readonly home?: Homes;
  /** The form's format: the one written with `to: 'form'`, the one read with `to: 'fhir'`. */
  readonly format?: WriteFormat;
  readonly strict?: boolean;
  readonly input: Uint8Array;
  /** An office's own workbook (xlsx) that is filled with the form. */
  readonly template?: Uint8Array;
  /** Existing resources that a form is written into. */
  readonly base?: Bundle;
  /** Of messages; of records its `institution` and `hospitalName`. */
  readonly ssmix2?: Omit<Ssmix2Options, 'strict'>;
  /** Gives fresh ids; random UUIDs when absent. */
  readonly ids?: () => string;
  /** What of a list lies ahead of it is planned; the present when absent. */
  readonly now?: Date;
}

export interface Converted {
  readonly output: Uint8Array;
  readonly report: LossReport;
}

export async function convert(request: ConvertRequest): Promise<Converted | Refusal> {
  if (listExports().includes(request.mapping)) return intoExport(request);
  const { overlay, home } = request;
  const mapping = loadMapping(request.mapping, {
    ...(overlay === undefined ? {} : { overlay }),
    ...(home === undefined ? {} : { home }),
  });
  if (isRefusal(mapping)) return mapping;
  const wrong = wrongWay(mapping, request.to === 'fhir' ? 'to-fhir' : 'to-form');
  if (wrong !== undefined) return wrong;
  if (mapping.kind === 'message') return fromMessage(request);
  if (mapping.kind === 'records') return fromRecords(mapping, request);
  return request.to === 'form' ? intoForm(mapping, request) : fromForm(mapping, request);
}

/** One resource in, one resource out; strict refuses what is not a declared loss. */
function intoExport({ mapping, to, input, strict = false }: ConvertRequest): Converted | Refusal {
  const wrong = wrongWay({ id: mapping, kind: 'message' }, to === 'fhir' ? 'to-fhir' : 'to-form');
  if (wrong !== undefined) return wrong;
  const source = readResource(input);
  if (source === undefined) return unreadable('resourceType のある FHIR の資源（JSON）', 'FHIR resource in JSON');
  const exported = exportResource(mapping, source);
  if (isRefusal(exported)) return exported;
  const { output, version, mapped, issues } = exported;
  const grave = issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output: toJson(output), report: { mapping, version, direction: 'to-fhir', mapped, issues } };
}

function fromMessage({ mapping, input, ssmix2, strict = false }: ConvertRequest): Converted | Refusal {
  const outcome = mapping === 'cda-to-fhir' ? cdaToFhir(input, { strict }) : ssmix2ToFhir(input, { ...ssmix2, strict });
  if (isRefusal(outcome)) return outcome;
  const report = reportOf(outcome.mapping, 'to-fhir', {
    mapped: outcome.mapped.length,
    issues: outcome.issues,
  });
  return { output: toJson(outcome.output), report };
}

function fromRecords(mapping: Mapping, request: ConvertRequest): Converted | Refusal {
  const { input, ssmix2 = {}, strict = false, now = new Date() } = request;
  const { institution, hospitalName } = ssmix2;
  const bad = institutionFault(institution);
  if (bad !== undefined) return bad;
  const named = hospitalName === undefined ? {} : { name: hospitalName };
  const sender =
    institution === undefined ? {} : { sender: { ...named, system: INSTITUTION_SYSTEM, number: institution } };
  const outcome = recordsToFhir(mapping, input, { ...sender, strict, now });
  if (isRefusal(outcome)) return outcome;
  const { output, mapped, issues } = outcome;
  return { output: toJson(output), report: reportOf(mapping, 'to-fhir', { mapped: mapped.length, issues }) };
}

async function intoForm(
  mapping: Mapping,
  { input, format = 'json', strict = false, template }: ConvertRequest,
): Promise<Converted | Refusal> {
  const bundle = readBundle(input);
  if (isRefusal(bundle)) return bundle;
  const outcome = toForm(mapping, bundle, { strict });
  if (isRefusal(outcome)) return outcome;
  if (template !== undefined) return intoTemplate(mapping, outcome, template);
  const output = await writeForm(mapping, outcome.output, format);
  return isRefusal(output) ? output : { output, report: reportOf(mapping, 'to-form', outcome) };
}

async function intoTemplate(
  mapping: Mapping,
  outcome: FormOutcome,
  template: Uint8Array,
): Promise<Converted | Refusal> {
  const filled = await fillTemplate(mapping, outcome.output, template);
  if (isRefusal(filled)) return filled;
  const issues = [...outcome.issues, ...filled.issues];
  return { output: filled.output, report: reportOf(mapping, 'to-form', { ...outcome, issues }) };
}

async function fromForm(mapping: Mapping, request: ConvertRequest): Promise<Converted | Refusal> {
  const { input, strict = false, base, ids = randomUUID } = request;
  const format = readFormatOf(request.format ?? formatOf(input));
  if (format === undefined) {
    const ja = `${request.format} は読み取れません。xlsx か json か csv を渡してください。`;
    return refuse(400, {
      code: 'form-unreadable',
      type: 'not-supported',
      ja,
      en: `a form is read from xlsx, json or csv, not from ${request.format}`,
    });
  }
  const read = await readFormWithIssues(mapping, input, format);
  if (isRefusal(read)) return read;
  const lost = strict ? lostInReading(read.issues) : [];
  if (lost.length > 0) return refuseAll(422, lost);
  const outcome = toFhir(mapping, read.form, {
    strict,
    ids,
    ...(base === undefined ? {} : { base }),
  });
  if (isRefusal(outcome)) return outcome;
  const issues = [...read.issues, ...outcome.issues];
  return {
    output: toJson(outcome.output),
    report: reportOf(mapping, 'to-fhir', { ...outcome, issues }),
  };
}

/** CSV is read in either encoding, whichever name it comes under. */
function readFormatOf(format: WriteFormat): ReadFormat | undefined {
  return READ_FORMATS.find((one) => one === (format === 'csv-cp932' ? 'csv' : format));
}

/** A workbook is a zip file, which starts with `PK`; JSON starts with a brace. */
export function formatOf(bytes: Uint8Array): ReadFormat {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'xlsx';
  return bytes.find((byte) => byte > 0x20) === 0x7b ? 'json' : 'csv';
}

function readBundle(input: Uint8Array): Bundle | Refusal {
  const read = readResource(input);
  return read?.resourceType === 'Bundle' ? read : unreadable('FHIR の Bundle（JSON）', 'FHIR Bundle in JSON');
}

function readResource(input: Uint8Array): Resource | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input));
    return typeof (read as Partial<Resource> | null)?.resourceType === 'string' ? (read as Resource) : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(ja: string, en: string): Refusal {
  const kind = { code: 'bundle-unreadable', type: 'structure' } as const;
  return refuse(400, { ...kind, ja: `${ja}ではありません。`, en: `the input is no ${en}` });
}

function reportOf(
  { id, version, overlay }: Mapping,
  direction: LossReport['direction'],
  { mapped, issues }: Pick<LossReport, 'mapped' | 'issues'>,
): LossReport {
  return {
    mapping: id,
    version,
    ...(overlay === undefined ? {} : { overlay }),
    direction,
    mapped,
    issues,
  };
}
