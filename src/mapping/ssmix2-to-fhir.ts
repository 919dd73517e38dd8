/** An SS-MIX2 admission message as a FHIR transaction, together with everything that it could not carry. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import type { MessageCodecName } from './codec-names.ts';
import { fieldOf, type Hl7Record, segmentsOf, textOf } from './hl7-record.ts';
import { loadMapping } from './load-mapping.ts';
import type { CodeTable, Mapping, Rule } from './mapping.ts';
import { writePath } from './path.ts';
import { readHl7 } from './read-hl7.ts';
import { messageCodecs } from './ssmix2-codecs.ts';
import { entriesOf, practitionersOf, type Ssmix2Parts } from './ssmix2-entries.ts';
import { compareWithName, readSsmix2FileName } from './ssmix2-file-name.ts';
import { type LegalStatusSource, takeLegalStatus } from './ssmix2-legal-status.ts';
import { declareLoss, reportRest } from './ssmix2-loss.ts';
import { type MessageContext, readerOf } from './ssmix2-reader.ts';

export interface Ssmix2Options {
  /** 医療機関コード, ten digits; the message carries none. */
  readonly institution?: string;
  readonly hospitalName?: string;
  /** Compared with the message; a superseded or deleted file is refused. */
  readonly fileName?: string;
  readonly legalStatus?: LegalStatusSource;
  /** The person and the stay as they are known already; what the hospital does not send of them is kept. */
  readonly existing?: Bundle;
  /** Refuse instead of leaving anything behind that no rule declares as lost. */
  readonly strict?: boolean;
}

/** `sources` = `mapped` + `reported`, counted in values of the message. */
export interface Ssmix2Outcome {
  readonly output: Bundle;
  readonly issues: readonly Issue[];
  /** Positions, `PID-5.1 (segment 3)`. */
  readonly mapped: readonly string[];
  readonly reported: readonly string[];
  readonly mapping: Mapping;
}

const INSTITUTION = /^[0-4][0-9][1-3][0-9]{7}$/;
/** A08 is ADT-00; the others are the stay itself: admitted, moved, on leave, back, discharged. */
const EVENTS = ['A08', 'A01', 'A02', 'A21', 'A22', 'A03'];
/** HL7 v2.5 §3.3 asks for these in each of them. A file that was cut after a whole segment lacks the later ones. */
const SEGMENTS_REQUIRED = ['EVN', 'PID', 'PV1'];

/** Bytes of one SS-MIX2 file → a transaction whose keys let a second import meet the same person and stay. */
export function ssmix2ToFhir(bytes: Uint8Array, options: Ssmix2Options = {}): Ssmix2Outcome | Refusal {
  const { institution } = options;
  if (institution !== undefined && !INSTITUTION.test(institution)) return badInstitution(institution);
  const mapping = loadMapping('ssmix2-to-fhir');
  if (isRefusal(mapping)) return mapping;
  const record = readHl7(bytes);
  if (isRefusal(record)) return record;
  const name = checkName(record, options.fileName, mapping.tables['ssmix2-type-to-event']);
  if (isRefusal(name)) return name;
  const unfit = checkMessage(record);
  if (unfit !== undefined) return unfit;
  const outcome = convert(record, mapping, options, [...record.issues, ...name]);
  const grave = outcome.issues.filter(({ severity }) => severity !== 'information');
  return options.strict === true && grave.length > 0 ? refuseAll(422, grave) : outcome;
}

function checkName(record: Hl7Record, fileName: string | undefined, types: CodeTable | undefined): Issue[] | Refusal {
  if (fileName === undefined) return [];
  const name = readSsmix2FileName(fileName);
  if (isRefusal(name)) return name;
  if (name.condition !== 'current') {
    const ja = name.condition === 'deleted' ? '削除された記録' : '更新前の記録';
    return refuse(409, {
      code: 'ssmix2-not-current',
      type: 'conflict',
      ja: `このファイルは${ja}です。取り込みません。`,
      en: `the file is marked as ${name.condition} and is not imported`,
      expression: fileName,
    });
  }
  return compareWithName(record, name, (type) => types?.entries.find(({ source }) => source === type)?.code);
}

function checkMessage(record: Hl7Record): Refusal | undefined {
  if (record.type !== 'ADT' || !EVENTS.includes(record.event)) {
    const kind = `${record.type}^${record.event}`;
    return refuse(422, {
      code: 'ssmix2-event-unsupported',
      type: 'not-supported',
      ja: `「${kind}」はまだ扱っていません。扱うもの: ADT^${EVENTS.join('、ADT^')}`,
      en: `\`${kind}\` is not supported; supported: ADT^${EVENTS.join(', ADT^')}`,
      expression: 'MSH-9 (segment 1)',
      line: 1,
    });
  }
  const several = record.issues.find(({ code }) => code === 'hl7-many-messages');
  if (several !== undefined) return refuseAll(422, [{ ...several, severity: 'error' }]);
  const missing = SEGMENTS_REQUIRED.find((name) => segmentsOf(record, name).length === 0);
  if (missing !== undefined) return segmentMissing(missing, record);
  if (textOf(record, 'PID-3') !== undefined) return undefined;
  const [pid] = segmentsOf(record, 'PID');
  return refuse(422, {
    code: 'ssmix2-patient-missing',
    type: 'required',
    ja: '患者ID（PID-3）がありません。途中で切れている可能性があります。',
    en: 'the patient id (`PID-3`) is missing; the file may be cut off',
    expression: pid === undefined ? 'PID-3' : `PID-3 (segment ${pid.index})`,
    line: pid?.index ?? record.segments.length,
  });
}

const segmentMissing = (name: string, { event, segments }: Hl7Record): Refusal =>
  refuse(422, {
    code: 'ssmix2-segment-missing',
    type: 'required',
    ja: `ADT^${event} に必要な ${name} セグメントがありません。途中で切れている可能性があります。`,
    en: `\`ADT^${event}\` needs a segment \`${name}\`; the file may be cut off`,
    expression: name,
    line: segments.length,
  });

function convert(record: Hl7Record, mapping: Mapping, options: Ssmix2Options, issues: Issue[]): Ssmix2Outcome {
  const owner = options.institution ?? textOf(record, 'MSH-4') ?? 'unknown';
  const practitioners = practitionersOf(owner, options.institution);
  const context: MessageContext = {
    event: record.event,
    ...(options.institution === undefined ? {} : { institution: options.institution }),
    tables: mapping.tables,
    issues,
    mapped: new Set(),
    reported: new Set(),
    practitioner: practitioners.refer,
  };
  const carried = {
    Patient: new Set<string>(),
    Encounter: new Set<string>(),
    Organization: new Set<string>(),
  };
  const parts: Ssmix2Parts = {
    Patient: {},
    Encounter: {},
    Organization: {},
    carried,
  };
  for (const rule of mapping.rules) apply(rule, record, parts, context);
  const legal = options.legalStatus;
  if (legal !== undefined) takeLegalStatus(record, legal, parts, context);
  const entries = entriesOf(parts, {
    record,
    options,
    owner,
    issues,
    practitioners: practitioners.made,
  });
  // What was read for a stay that could not be written has not arrived anywhere.
  const made = new Set(entries.map(({ resource }) => resource?.resourceType));
  if (!made.has('Encounter')) for (const position of parts.carried.Encounter) context.mapped.delete(position);
  reportRest(record, context);
  const output: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries as BundleEntry<Resource>[],
  };
  return {
    output,
    issues,
    mapped: [...context.mapped],
    reported: [...context.reported],
    mapping,
  };
}

/** Runs one rule over every segment it names. A rule without target declares its loss. */
function apply(rule: Rule, record: Hl7Record, parts: Ssmix2Parts, context: MessageContext): void {
  const [name = '', number = ''] = rule.source.split('-');
  if (rule.events !== undefined && !rule.events.includes(record.event)) return;
  for (const [occurrence, segment] of segmentsOf(record, name).entries()) {
    const field = fieldOf(segment, Number(number));
    if (field === undefined) continue;
    if (rule.codec === undefined || typeof rule.target !== 'string') {
      declareLoss(rule, field.repeats.flat(), context);
      continue;
    }
    const [type = '', ...path] = rule.target.replace('[segment]', `[${occurrence}]`).split('.');
    const root = type as keyof Ssmix2Parts['carried'];
    const reader = readerOf(rule, field, {
      ...context,
      mapped: parts.carried[root],
    });
    for (const value of messageCodecs[rule.codec as MessageCodecName](reader))
      writePath(parts[root], path.join('.'), value);
  }
  // Once for each rule, not for each segment: a message may have thousands.
  const root = typeof rule.target === 'string' ? rule.target.split('.', 1)[0] : undefined;
  for (const position of parts.carried[root as keyof Ssmix2Parts['carried']] ?? []) context.mapped.add(position);
}

function badInstitution(institution: string): Refusal {
  return refuse(400, {
    code: 'institution-number',
    type: 'value',
    ja: `医療機関コード「${institution}」は10桁（都道府県2桁・点数表1桁・番号7桁）ではありません。`,
    en: `\`${institution}\` is no ten-digit medical institution number`,
  });
}
