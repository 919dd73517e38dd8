/** A hospital's message (SS-MIX2, HL7 v2) as a FHIR transaction, together with everything that it could not carry. */
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import type { Mapping, Tree } from '#mapping';
import { messagesOf } from './hl7-messages.ts';
import { checkOrder } from './hl7-order.ts';
import { type Hl7Component, type Hl7Record, segmentsOf, textOf } from './hl7-record.ts';
import { institutionFault } from './institution.ts';
import { patientSystem } from './message-codecs-people.ts';
import { instancesOf } from './message-groups.ts';
import { type GoingBack, type MessageMapping, type MessagePlan, messageMapping } from './message-kinds.ts';
import { type Listing, withStates } from './message-lists.ts';
import { type MadeResource, makeResource } from './message-resources.ts';
import { wrongNumbers } from './person-numbers.ts';
import { readHl7 } from './read-hl7.ts';
import { type Entries, entriesOf, namedIn } from './ssmix2-entries.ts';
import { compareWithName, readSsmix2FileName } from './ssmix2-file-name.ts';
import { type LegalStatusSource, takeLegalStatus } from './ssmix2-legal-status.ts';
import { reportRest } from './ssmix2-loss.ts';
import { joinEntries, onlyOnce } from './ssmix2-merge.ts';
import type { MessageContext } from './ssmix2-reader.ts';

export interface Ssmix2Options {
  /** 医療機関コード, ten digits; the message carries none. */
  readonly institution?: string;
  readonly hospitalName?: string;
  /** Compared with the message; a superseded file is refused, and a deleted one undoes what it holds. */
  readonly fileName?: string;
  readonly legalStatus?: LegalStatusSource;
  /** The person and the stay as they are known already; what the hospital does not send of them is kept. */
  readonly existing?: Bundle;
  /** The person's stays that have not ended, for messages that do not say which one they mean. */
  readonly openStays?: Bundle;
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
  /**
   * fullUrl of an entry → its elements that are no longer so: the message asks to delete them (`""`), its event takes them
   * back, or they are another choice of what it says; `*`: whatever it does not speak of.
   */
  readonly removed: ReadonlyMap<string, readonly string[]>;
  /** fullUrl of an entry → what its resource has besides, where nobody knows it yet. */
  readonly whenNew: ReadonlyMap<string, Tree>;
  /** fullUrl of an entry → which of its lists hold more than the message tells. */
  readonly lists: ReadonlyMap<string, Listing>;
  /** fullUrl of an entry that is only met → from which state it goes back to which, where it is in that state. */
  readonly backs: ReadonlyMap<string, GoingBack>;
  readonly mapping: Mapping;
  /** `system|value` of the person. */
  readonly patient: string;
}

interface Run {
  readonly mapping: MessageMapping;
  readonly options: Ssmix2Options;
  readonly isDeleted: boolean;
  readonly issues: Issue[];
}

/** Bytes of one file or frame → a transaction whose keys let a second import meet the same person and stay. */
export function ssmix2ToFhir(bytes: Uint8Array, options: Ssmix2Options = {}): Ssmix2Outcome | Refusal {
  const { institution, fileName } = options;
  const bad = institutionFault(institution);
  if (bad !== undefined) return bad;
  const mapping = messageMapping();
  if (isRefusal(mapping)) return mapping;
  const record = readHl7(bytes);
  if (isRefusal(record)) return record;
  const named = checkName(record, fileName, mapping);
  if (isRefusal(named)) return named;
  const messages = messagesOf(record);
  if (messages.some((message) => textOf(message, 'PID-3') !== textOf(record, 'PID-3'))) return severalPeople(record);
  for (const message of messages) {
    const unfit = checkMessage(message, mapping) ?? wrongNumbers(message, institution);
    if (unfit !== undefined) return unfit;
  }
  const several = record.issues.filter(({ code }) => code !== 'hl7-many-messages');
  const run: Run = { mapping, options, isDeleted: named.isDeleted, issues: [...several, ...named.issues] };
  const outcome = together(
    messages.map((message) => convert(message, run)),
    run,
    [...(institution === undefined ? [] : [patientSystem(institution)]), textOf(record, 'PID-3')].join('|'),
  );
  const grave = outcome.issues.filter(({ severity }) => severity !== 'information');
  return options.strict === true && grave.length > 0 ? refuseAll(422, grave) : outcome;
}

function checkName(
  record: Hl7Record,
  fileName: string | undefined,
  { plans }: MessageMapping,
): { issues: Issue[]; isDeleted: boolean } | Refusal {
  if (fileName === undefined) return { issues: [], isDeleted: false };
  const name = readSsmix2FileName(fileName);
  if (isRefusal(name)) return name;
  if (name.condition === 'superseded') {
    return refuse(409, {
      code: 'ssmix2-not-current',
      type: 'conflict',
      ja: 'このファイルは更新前の記録です。取り込みません。',
      en: `the file is marked as ${name.condition} and is not imported`,
      expression: fileName,
    });
  }
  const issues = compareWithName(record, name, (event) => plans.get(`${record.type}^${event}`)?.kind.files ?? []);
  return { issues, isDeleted: name.condition === 'deleted' };
}

/** Who it is stands before where, in every kind of message. */
const HEAD = ['PID', 'PV1'];

function checkMessage(message: Hl7Record, { plans }: MessageMapping): Refusal | undefined {
  const on = `${message.type}^${message.event}`;
  const plan = plans.get(on);
  const first = message.segments.find(({ name }) => name === 'MSH')?.index ?? 1;
  if (plan === undefined) {
    return refuse(422, {
      code: 'ssmix2-event-unsupported',
      type: 'not-supported',
      ja: `「${on}」は扱っていません。扱うもの: ${[...plans.keys()].join('、')}`,
      en: `\`${on}\` is not supported; supported: ${[...plans.keys()].join(', ')}`,
      expression: `MSH-9 (segment ${first})`,
      line: first,
    });
  }
  const missing = plan.kind.needs.find((name) => segmentsOf(message, name).length === 0);
  if (missing !== undefined) return segmentMissing(missing, message);
  const head = HEAD.filter((name) => segmentsOf(message, name).length > 0);
  const swapped = checkOrder(plan.kind.needs, message) ?? checkOrder(head, message);
  if (swapped !== undefined) return swapped;
  const [pid] = segmentsOf(message, 'PID');
  if (textOf(message, 'PID-3') !== undefined) return undefined;
  return refuse(422, {
    code: 'ssmix2-patient-missing',
    type: 'required',
    ja: '患者ID（PID-3）がありません。途中で切れている可能性があります。',
    en: 'the patient id (`PID-3`) is missing; the file may be cut off',
    expression: pid === undefined ? 'PID-3' : `PID-3 (segment ${pid.index})`,
    line: pid?.index ?? message.segments.length,
  });
}

const segmentMissing = (name: string, { type, event, segments }: Hl7Record): Refusal =>
  refuse(422, {
    code: 'ssmix2-segment-missing',
    type: 'required',
    ja: `${type}^${event} に必要な ${name} セグメントがありません。途中で切れている可能性があります。`,
    en: `\`${type}^${event}\` needs a segment \`${name}\`; the file may be cut off`,
    expression: name,
    line: segments.at(-1)?.index ?? segments.length,
  });

function severalPeople({ issues }: Hl7Record): Refusal {
  const several = issues.filter(({ code }) => code === 'hl7-many-messages');
  return refuseAll(
    422,
    several.map((issue) => ({ ...issue, severity: 'error' as const })),
  );
}

interface Converted extends Entries {
  readonly mapped: Iterable<Hl7Component>;
  readonly reported: Iterable<Hl7Component>;
}

function convert(record: Hl7Record, { mapping, options, isDeleted, issues }: Run): Converted {
  const { plan, deletes } = planFor(record, mapping, isDeleted);
  const { institution } = options;
  const patient = textOf(record, 'PID-3') ?? '';
  const owner = institution ?? textOf(record, 'MSH-4') ?? 'unknown';
  const named = namedIn(owner, institution);
  const context: MessageContext = {
    event: plan.kind.on.slice(4),
    ...(institution === undefined ? {} : { institution }),
    owner,
    patient,
    tables: mapping.mapping.tables,
    units: mapping.units,
    hl7Tables: mapping.hl7Tables,
    issues,
    mapped: new Set(),
    reported: new Set(),
    practitioner: named.practitioner,
    location: named.location,
    openStay: openStay(options.openStays, `${owner}-${patient}-`),
  };
  const made = makeAll(record, { mapping, plan, context, deletes });
  for (const one of made) for (const component of one.carried.keys()) context.mapped.add(component);
  const stay = made.find(({ name }) => name === 'Encounter');
  if (stay !== undefined && options.legalStatus !== undefined)
    takeLegalStatus(record, options.legalStatus, stay, context);
  const merged = textOf(record, 'MRG-1');
  const entries = entriesOf(made, {
    resources: mapping.resources,
    options,
    adds: plan.kind.adds,
    owner,
    patient,
    ...(merged === undefined ? {} : { merged }),
    issues,
    named: [...named.made.values()],
    isPartial: issues.some(({ code }) => code === 'ssmix2-stay-unknown' || code === 'hl7-resource-incomplete'),
    place: `PID-3 (segment ${segmentsOf(record, 'PID')[0]?.index ?? 0})`,
  });
  for (const component of context.mapped) context.reported.delete(component);
  reportRest(record, plan, context);
  return { ...entries, mapped: context.mapped, reported: context.reported };
}

/** The only one, and only one of this hospital: to guess among several would be to write into the wrong record. */
function openStay(stays: Bundle | undefined, beginning: string): MessageContext['openStay'] {
  const found = (stays?.entry ?? []).flatMap(({ resource }) => {
    if (resource?.resourceType !== 'Encounter' || resource.period?.start === undefined) return [];
    const key = resource.identifier?.find(({ value }) => value?.startsWith(beginning))?.value;
    return key === undefined ? [] : [{ key, start: resource.period.start }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** A file that its store marks as deleted undoes an event, or deletes what it is about. */
function planFor(record: Hl7Record, { plans }: MessageMapping, isDeleted: boolean) {
  const own = plans.get(`${record.type}^${record.event}`) as MessagePlan;
  const undone = isDeleted ? plans.get(own.kind.undoneBy ?? '') : undefined;
  return { plan: undone ?? own, deletes: own.kind.deletes === true || (isDeleted && undone === undefined) };
}

interface Making {
  readonly mapping: MessageMapping;
  readonly plan: MessagePlan;
  readonly context: MessageContext;
  readonly deletes: boolean;
}

function makeAll(record: Hl7Record, { mapping, plan, context, deletes }: Making): MadeResource[] {
  const made: MadeResource[] = [];
  for (const [name, making] of Object.entries(plan.kind.makes)) {
    const resource = mapping.resources[name];
    const rules = plan.rules.get(name) ?? new Map();
    if (resource === undefined) continue;
    const kept = deletes ? plan.kind.keeps?.[name] : undefined;
    const blueprint = {
      name,
      making: kept === undefined ? making : ('refer' as const),
      kind: plan.kind,
      resource,
      rules,
      context,
      deletes: deletes && making === 'update' && kept === undefined,
      ...(kept === undefined ? {} : { kept }),
    };
    const all = instancesOf(record.segments, plan, resource)
      .map((instance) => makeResource(instance, blueprint))
      .filter((one) => one !== undefined);
    made.push(...onlyOnce(all, resource.distinct === true));
  }
  return made;
}

function together(all: readonly Converted[], { mapping, issues }: Run, patient: string): Ssmix2Outcome {
  const removed = new Map(all.flatMap((one) => [...one.removed]));
  const lists = new Map(all.flatMap((one) => [...one.lists]));
  const said = all.flatMap((one) => one.entry);
  const entry = withStates(all.length === 1 ? said : joinEntries(said, lists), lists);
  const output: Bundle = { resourceType: 'Bundle', type: 'transaction', entry: entry as BundleEntry<Resource>[] };
  const positions = (values: Iterable<Hl7Component>): string[] => Array.from(values, ({ position }) => position);
  return {
    output,
    issues,
    mapped: all.flatMap((one) => positions(one.mapped)),
    reported: all.flatMap((one) => positions(one.reported)),
    removed,
    whenNew: new Map(all.flatMap((one) => [...one.whenNew])),
    lists,
    backs: new Map(all.flatMap((one) => [...one.backs])),
    mapping: mapping.mapping,
    patient,
  };
}
