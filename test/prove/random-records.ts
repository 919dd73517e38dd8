/** Random records of a house: of many types, about one person or several, in versions, with labels that grow stricter. */
import type { Dice } from '../consent/random-world.ts';
import { documents, signatures } from './random-documents.ts';
import {
  CONFIDENTIALITY,
  type Drafted,
  draft,
  dressed,
  made,
  OFFICES,
  patient,
  randomLabel,
  staff,
  telling,
  to,
  WORDS,
} from './random-parts.ts';
import type { Json } from './store-rows.ts';

const code = (d: Dice) => ({ coding: [{ system: 'urn:codes', code: d.one(['c1', 'c2', 'c3']) }], text: d.one(WORDS) });
const date = (d: Dice) => d.one(['2026-03-05', '2026-04-01', '2026-05-02T10:00:00+09:00', '2025-12']);

/** Mostly such as are there. */
const KNOWN: readonly [type: string, name: string][] = [
  ['Observation', 'x1'],
  ['CarePlan', 'x2'],
  ['Condition', 'x3'],
  ['Encounter', 'x4'],
  ['Procedure', 'x5'],
  ...['n1', 'n2', 'n3', 'n4'].map((name): [string, string] => ['Observation', name]),
  ['Encounter', 'stay'],
  ['Condition', 'ill'],
  ['Medication', 'pill'],
  ['Location', 'ward'],
  ['Group', 'circle'],
  // What is about others may be about each other, and about itself.
  ['Task', 'task'],
  ['Task', 'second-task'],
  ['Provenance', 'origin'],
  ['List', 'list'],
  ['Communication', 'message'],
  ['Composition', 'paper'],
  ['Bundle', 'document-0'],
];
const record = (d: Dice) => to(...d.one(KNOWN));
const observation = (d: Dice) => to('Observation', d.one(['x1', 'n1', 'n2', 'n3', 'n4']));
export function randomRecords(
  d: Dice,
  rows: readonly { resource: Json; custodian: string | null }[],
  people: readonly Drafted[],
): Drafted[] {
  const byName = Map.groupBy(rows, ({ resource }) => `${resource['resourceType']}/${resource['id']}`);
  const fromRows = [...byName.values()].map((list): Drafted => {
    const versions = list.map(({ resource }) => dressed(d, resource));
    return { versions, custodian: list[0]?.custodian ?? null, deleted: d.chance(0.1) };
  });
  const made = MAKERS.filter(() => d.chance(0.8)).map((make) => changing(d, dressed(d, make(d))));
  const papers = documents(d, [...fromRows, ...made, ...people.filter(isPatient)]);
  return [...fromRows, ...made, ...papers, ...signatures(d, [...made, ...papers])];
}

const isPatient = ({ versions: [first] }: Drafted): boolean => first?.['resourceType'] === 'Patient';

/** The further life of a record: labelled stricter, about something else, deleted. */
function changing(d: Dice, first: Json): Drafted {
  const custodian = d.one([...OFFICES, ...OFFICES, null]);
  if (d.chance(0.6)) return draft(first, custodian);
  const security = [...(first['meta']?.security ?? []), randomLabel(d)];
  const stricter = { ...first, meta: { ...first['meta'], security } };
  const looser = { ...first, meta: { security: [{ system: CONFIDENTIALITY, code: 'N' }] } };
  const other = {
    ...first,
    ...(first['code'] ? { code: code(d) } : {}),
    ...(first['focus'] ? { focus: record(d) } : {}),
    ...(first['target'] ? { target: [record(d)] } : {}),
  };
  const second = d.one([stricter, stricter, looser, other]);
  const versions = d.chance(0.3) ? [first, second, d.one([stricter, looser])] : [first, second];
  return { versions, custodian, deleted: d.chance(0.25) };
}

const observed = (name: string) => (d: Dice) =>
  made('Observation', name, {
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: d.one(['laboratory', 'vital-signs']),
          },
        ],
      },
    ],
    code: code(d),
    subject: telling(d, patient(d)),
    ...(d.chance(0.5) ? { encounter: to('Encounter', d.one(['x4', 'stay'])) } : {}),
    ...(d.chance(0.8) ? { effectiveDateTime: date(d) } : {}),
    ...(d.chance(0.5) ? { performer: [staff(d), staff(d)] } : {}),
    ...(d.chance(0.5)
      ? { valueQuantity: { value: d.one([1, 5.5, 20]), unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' } }
      : { valueString: d.one(WORDS) }),
    ...(d.chance(0.4) ? { hasMember: [observation(d), observation(d)] } : {}),
    ...(d.chance(0.3) ? { derivedFrom: [observation(d)] } : {}),
    ...(d.chance(0.2)
      ? {
          contained: [{ resourceType: 'Practitioner', id: 'p', name: [{ text: d.one(WORDS) }] }],
          note: [{ authorReference: { reference: '#p' }, text: d.one(WORDS) }],
        }
      : {}),
  });

const MAKERS: readonly ((d: Dice) => Json)[] = [
  ...['n1', 'n2', 'n3', 'n4'].map(observed),
  (d) =>
    made('Encounter', 'stay', {
      class: { code: 'IMP' },
      subject: patient(d),
      period: { start: date(d) },
      ...(d.chance(0.5) ? { location: [{ location: to('Location', 'ward') }] } : {}),
      ...(d.chance(0.3) ? { partOf: to('Encounter', 'x4') } : {}),
      ...(d.chance(0.5) ? { serviceProvider: { reference: d.one(OFFICES) } } : {}),
    }),
  (d) =>
    made('Condition', 'ill', {
      code: code(d),
      subject: patient(d),
      encounter: to('Encounter', 'stay'),
      ...(d.chance(0.4) ? { asserter: staff(d) } : {}),
      evidence: [{ detail: [observation(d)] }],
    }),
  (d) => made('Location', 'ward', { name: d.one(WORDS), managingOrganization: { reference: d.one(OFFICES) } }),
  (d) => made('Medication', 'pill', { code: code(d) }),
  (d) =>
    made('MedicationRequest', 'script', {
      status: 'active',
      intent: 'order',
      medicationReference: telling(d, to('Medication', 'pill')),
      subject: patient(d),
      requester: staff(d),
      reasonReference: [to('Condition', 'ill')],
    }),
  (d) =>
    made('Group', 'circle', { type: 'person', actual: true, member: [{ entity: patient(d) }, { entity: patient(d) }] }),
  (d) =>
    made('Appointment', 'meeting', {
      status: 'booked',
      start: '2026-05-12T10:00:00+09:00',
      end: '2026-05-12T11:00:00+09:00',
      participant: [patient(d), patient(d), staff(d)].map((actor) => ({ actor, status: 'accepted' })),
    }),
  (d) =>
    made('DiagnosticReport', 'report', {
      status: 'final',
      code: code(d),
      subject: patient(d),
      result: [observation(d), observation(d)],
      ...(d.chance(0.5) ? { encounter: to('Encounter', 'stay') } : {}),
    }),
  (d) =>
    made('List', 'list', {
      status: 'current',
      mode: 'working',
      ...(d.chance(0.7) ? { subject: patient(d) } : {}),
      entry: [{ item: record(d) }, { item: record(d) }, { item: telling(d, record(d)) }],
    }),
  (d) =>
    made('Provenance', 'origin', {
      recorded: '2026-05-02T01:00:00Z',
      target: [record(d), d.chance(0.5) ? patient(d) : record(d)],
      agent: [{ who: staff(d) }],
    }),
  ...['task', 'second-task'].map(
    (name) => (d: Dice) =>
      made('Task', name, {
        status: 'requested',
        intent: 'order',
        for: patient(d),
        ...(d.chance(0.8) ? { focus: telling(d, record(d)) } : {}),
        owner: { reference: d.one(OFFICES) },
      }),
  ),
  (d) =>
    made('Communication', 'message', {
      status: 'completed',
      subject: patient(d),
      about: [record(d)],
      recipient: [{ reference: d.one(OFFICES) }],
      sender: staff(d),
      sent: '2026-05-02T01:00:00Z',
    }),
  (d) =>
    made('Goal', 'goal', {
      lifecycleStatus: 'active',
      description: { text: d.one(WORDS) },
      subject: patient(d),
      addresses: [to('Condition', 'ill')],
    }),
  (d) =>
    made('CarePlan', 'plan', {
      intent: 'plan',
      subject: patient(d),
      goal: [to('Goal', 'goal')],
      addresses: [to('Condition', d.one(['ill', 'x3']))],
      careTeam: [to('CareTeam', 't1')],
      activity: [{ detail: { status: 'in-progress', performer: [staff(d)] } }],
    }),
  (d) => composition(d, 'paper'),
  (d) => composition(d, 'letter'),
  // Of these mostly nothing is withheld.
  ...['note', 'memo'].map((name) => (d: Dice) => composition(d, name, [d.some([observation(d)], 1)])),
  // And of these mostly something, since each section says something else.
  ...['digest', 'booklet'].map((name) => (d: Dice) => ({
    ...composition(
      d,
      name,
      Array.from({ length: d.one([2, 3, 4]) }, () =>
        d.some([observation(d), to('Condition', 'ill'), to('Encounter', d.one(['x4', 'stay']))], 1),
      ),
    ),
    ...(d.chance(0.7) ? { meta: { security: [] } } : {}),
  })),
];

function composition(
  d: Dice,
  name: string,
  lists: readonly Json[][] = [[record(d), record(d)], [observation(d)]],
): Json {
  return made('Composition', name, {
    status: 'final',
    type: code(d),
    subject: patient(d),
    date: '2026-05-02T10:00:00+09:00',
    author: [staff(d)],
    title: d.one(WORDS),
    ...(d.chance(0.5) ? { encounter: to('Encounter', 'stay') } : {}),
    section: lists.map((entry) => ({
      title: d.one(WORDS),
      code: code(d),
      ...(entry.length > 0 ? { entry: entry.map((one) => telling(d, one)) } : {}),
    })),
  });
}
