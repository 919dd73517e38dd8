/** Random records of a house: of many types, about one person or several, in versions, with labels that grow stricter. */
import type { Dice } from '../consent/random-world.ts';
import { CONFIDENTIALITY, type Drafted, draft, OFFICES, randomLabel, uuidOf } from './random-parts.ts';
import type { Json } from './store-rows.ts';

export const WORDS = ['面談', '入院', '服薬', 'alpha', 'ベータ'];
const STATUS: Readonly<Record<string, readonly string[]>> = {
  Observation: ['final', 'amended', 'preliminary'],
  CarePlan: ['active', 'draft'],
  Encounter: ['finished', 'in-progress'],
  Procedure: ['completed', 'in-progress'],
};

const to = (type: string, name: string) => ({ reference: `${type}/${uuidOf(name)}` });
const patient = (d: Dice) => to('Patient', d.one(['a', 'a', 'b', 'b', 'e']));
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
/** A reference that says more than where it leads. */
const telling = (d: Dice, reference: Json): Json => ({
  ...reference,
  ...(d.chance(0.5) ? { display: d.one(WORDS) } : {}),
  ...(d.chance(0.5) ? { identifier: { system: 'urn:refs', value: d.one(['1', '2']) } } : {}),
});
const staff = (d: Dice) =>
  telling(
    d,
    d.one([to('Practitioner', d.one(['p1', 'p2', 'p3'])), to('PractitionerRole', d.one(['r1', 'r2'])), patient(d)]),
  );

export function randomRecords(d: Dice, rows: readonly { resource: Json; custodian: string | null }[]): Drafted[] {
  const byName = Map.groupBy(rows, ({ resource }) => `${resource['resourceType']}/${resource['id']}`);
  const fromRows = [...byName.values()].map((list): Drafted => {
    const versions = list.map(({ resource }) => dressed(d, resource));
    return { versions, custodian: list[0]?.custodian ?? null, deleted: d.chance(0.1) };
  });
  const made = MAKERS.filter(() => d.chance(0.8)).map((make) => changing(d, dressed(d, make(d))));
  const papers = documents(d, [...fromRows, ...made]);
  return [...fromRows, ...made, ...papers, ...signatures(d, [...made, ...papers])];
}

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

/** What R4 asks of each type, words to be found by, and labels. */
function dressed(d: Dice, resource: Json): Json {
  const type = String(resource['resourceType']);
  const { meta, ...rest } = resource;
  const labels = Array.from({ length: d.one([0, 1, 1, 2]) }, () => randomLabel(d));
  return {
    ...rest,
    meta: {
      ...meta,
      ...((meta?.security ?? labels).length > 0 ? { security: meta?.security ?? labels } : {}),
      ...(d.chance(0.3) ? { tag: [{ system: 'urn:tags', code: d.one(['t1', 't2']) }] } : {}),
    },
    ...(d.chance(0.7)
      ? {
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml">${d.one(WORDS)} ${d.one(WORDS)}</div>`,
          },
        }
      : {}),
    ...(STATUS[type] && !rest['status'] ? { status: d.one(STATUS[type]) } : {}),
    ...(d.chance(0.4)
      ? {
          identifier: ['Composition', 'Bundle', 'QuestionnaireResponse'].includes(type)
            ? { system: 'urn:i', value: d.one(['1', '2', '3']) }
            : [{ system: 'urn:i', value: d.one(['1', '2', '3']) }],
        }
      : {}),
  };
}

const made = (resourceType: string, name: string, rest: Json): Json => ({ resourceType, id: uuidOf(name), ...rest });

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
  ...['note', 'memo'].map((name) => (d: Dice) => composition(d, name, d.some([observation(d)], 1))),
];

function composition(d: Dice, name: string, listed?: Json[]): Json {
  const section = (list: Json[]) => ({ title: d.one(WORDS), code: code(d), entry: list });
  return made('Composition', name, {
    status: 'final',
    type: code(d),
    subject: patient(d),
    date: '2026-05-02T10:00:00+09:00',
    author: [staff(d)],
    title: d.one(WORDS),
    ...(d.chance(0.5) ? { encounter: to('Encounter', 'stay') } : {}),
    section: listed === undefined ? [section([record(d), record(d)]), section([observation(d)])] : [section(listed)],
  });
}

/**
 * Documents as they are stored: with the versions that they were received with. Some have no sections drawn, since what they
 * were received as is not there; the others are signed, in themselves or by their holder, and so whole or not at all too.
 */
function documents(d: Dice, drafted: readonly Drafted[]): Drafted[] {
  const received = new Map(
    drafted.map(({ versions }) => {
      const at = Math.floor(versions.length * (d.chance(0.5) ? 0 : 0.9));
      const resource = versions[at] as Json;
      return [`${resource['resourceType']}/${resource['id']}/_history/${at + 1}`, resource];
    }),
  );
  const parts = [...received.keys()];
  const papers = parts.filter((one) => one.startsWith('Composition/'));
  return papers.map((paper, n) => {
    const members = [...new Set([paper, ...d.some(parts, d.one([0, 1, 3]))])];
    const entry = members.map((member) => ({ fullUrl: `urn:uuid:${uuidOf(member)}`, resource: received.get(member) }));
    const document = made('Bundle', `document-${n}`, {
      type: 'document',
      identifier: { system: 'urn:documents', value: String(n) },
      timestamp: '2026-05-02T01:00:00Z',
      entry: [],
      meta: {},
      ...(d.chance(0.6) ? { entry, ...(d.chance(0.5) ? { signature: SIGNATURE } : {}) } : {}),
    });
    return { versions: [document], custodian: d.one(OFFICES), members };
  });
}

/** Documents that have no signature of their own are signed by their holder, Compositions by anybody or nobody. */
function signatures(d: Dice, drafted: readonly Drafted[]): Drafted[] {
  return drafted.flatMap(({ versions: [first], custodian }): Drafted[] => {
    const { resourceType = '', id = '', entry, signature } = first ?? {};
    const isPaper = resourceType === 'Composition' && d.chance(0.3);
    const isDocument = resourceType === 'Bundle' && entry.length > 0 && signature === undefined;
    if (!isPaper && !isDocument) return [];
    const signed = dressed(
      d,
      made('Provenance', `signature of ${id}`, {
        recorded: '2026-05-02T01:00:00Z',
        target: [{ reference: `${resourceType}/${id}` }],
        agent: [{ who: staff(d) }],
        signature: [SIGNATURE],
      }),
    );
    if (isDocument) return [draft(signed, custodian)];
    return [{ versions: [signed], custodian: d.one([custodian, custodian, ...OFFICES]), deleted: d.chance(0.2) }];
  });
}

const SIGNATURE = {
  type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
  when: '2026-05-02T01:00:00Z',
  who: { reference: OFFICES[0] },
};
