/** A house in which an office may see most of what a hospital holds about one person, and what it may not: stored only when asked. */
import { readFileSync } from 'node:fs';
import { labelOnWrite } from '../../src/consent/index.ts';
import type { Draft } from '../../src/store/index.ts';
import { HOSPITAL, PERSON_B, sandboxGateway, type TestGateway } from '../gateway.ts';
import { uuid } from '../store/world.ts';

const CONF = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const NOW = new Date('2026-05-10T01:00:00.000Z');
const SECRET = 'http://hl7.org/fhir/sid/icd-10';

export const READER = 'soudan-hikari';
export const ANNA = `Patient/${PERSON_B}`;
/** Nobody knows this id. */
export const ABSENT = uuid(5999);
export const HIDDEN = {
  condition: uuid(5001),
  deleted: uuid(5002),
  sensitive: uuid(5003),
  group: uuid(5004),
  document: uuid(5005),
  of: uuid(5006),
  container: uuid(5007),
  patient: uuid(5008),
  task: uuid(5009),
  origin: uuid(5010),
  message: uuid(5011),
  list: uuid(5012),
  taskAboutTask: uuid(5013),
  circle: uuid(5014),
  shell: uuid(5015),
  signature: uuid(5016),
};
export const SHOWN = {
  stay: uuid(4001),
  first: uuid(4002),
  second: uuid(4003),
  third: uuid(4004),
  paper: uuid(4005),
  list: uuid(4006),
  origin: uuid(4007),
  task: uuid(4009),
  relabelled: uuid(4008),
};

const to = (type: string, id: string, more = {}) => ({ reference: `${type}/${id}`, ...more });
const anna = { reference: ANNA };
const open = { meta: { security: [{ system: CONF, code: 'N' }] } };
const sensitive = {
  meta: {
    security: [
      { system: CONF, code: 'N' },
      { system: ACT, code: 'SUD' },
    ],
  },
};
const narrative = (words: string) => ({
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>` },
});
const told = to('Condition', HIDDEN.condition, {
  display: '秘密の病名',
  identifier: { system: 'urn:secret', value: '1' },
});

const observation = (id: string, more = {}): any => ({
  resourceType: 'Observation',
  id,
  ...open,
  status: 'final',
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] },
  ],
  code: { coding: [{ system: 'http://loinc.org', code: '1' }], text: '検査' },
  subject: anna,
  encounter: to('Encounter', SHOWN.stay),
  effectiveDateTime: '2026-05-01',
  ...more,
});

/** What the office sees; some of it refers to what it does not. */
const shown = (): any[] => [
  {
    resourceType: 'Encounter',
    id: SHOWN.stay,
    ...open,
    ...narrative('秘密の病名で入院'),
    status: 'finished',
    class: { code: 'IMP', display: '通院の記録' },
    subject: anna,
    diagnosis: [{ condition: told }],
    reasonReference: [told, to('Observation', SHOWN.first, { identifier: { system: 'urn:open', value: '1' } })],
  },
  observation(SHOWN.first),
  observation(SHOWN.second, {
    hasMember: [to('Observation', HIDDEN.sensitive, { display: '秘密' }), to('Observation', SHOWN.first)],
    effectiveDateTime: '2026-05-02',
  }),
  observation(SHOWN.third, { derivedFrom: [to('Observation', HIDDEN.sensitive)], effectiveDateTime: '2026-05-03' }),
  paper(SHOWN.paper, '報告', [[to('Observation', SHOWN.first)], [to('Observation', SHOWN.second), told]]),
  {
    resourceType: 'List',
    id: SHOWN.list,
    ...open,
    status: 'current',
    mode: 'working',
    subject: anna,
    entry: [{ item: to('Observation', SHOWN.first) }, { item: told }],
  },
  task(SHOWN.task, to('Observation', SHOWN.first)),
  { ...origin(SHOWN.origin), target: [anna, to('Observation', SHOWN.first), told] },
];

const paper = (id: string, title: string, sections: readonly object[][]) => ({
  resourceType: 'Composition',
  id,
  ...open,
  status: 'final',
  type: { text: title },
  date: '2026-05-02',
  title,
  subject: anna,
  author: [{ display: '医師' }],
  section: sections.map((entry) => ({ title: '所見', entry })),
});
const task = (id: string, focus: object) => ({
  resourceType: 'Task',
  id,
  ...open,
  identifier: [{ system: 'urn:tasks', value: id.slice(-4) }],
  status: 'requested',
  intent: 'order',
  for: anna,
  focus,
});
const origin = (id: string) => ({
  resourceType: 'Provenance',
  id,
  ...open,
  recorded: '2026-05-02T01:00:00Z',
  agent: [{ who: { reference: HOSPITAL } }],
});

/** What is about nothing that the office sees, though each of it might be seen by itself. */
const abouts = (): any[] => [
  task(HIDDEN.task, told),
  task(HIDDEN.taskAboutTask, to('Task', HIDDEN.task)),
  task(HIDDEN.circle, to('Task', HIDDEN.circle)),
  { ...origin(HIDDEN.origin), target: [anna, told, to('Task', HIDDEN.task)] },
  {
    resourceType: 'Communication',
    id: HIDDEN.message,
    ...open,
    status: 'completed',
    subject: anna,
    about: [told],
    payload: [{ contentString: '連絡' }],
  },
  {
    resourceType: 'List',
    id: HIDDEN.list,
    ...open,
    status: 'current',
    mode: 'working',
    subject: anna,
    entry: [{ item: told }],
  },
];

const hidden = (): any[] => [
  ...abouts(),
  paper(HIDDEN.shell, '秘密の報告', [[told], [to('Observation', HIDDEN.sensitive), to('Observation', SHOWN.first)]]),
  {
    ...origin(HIDDEN.signature),
    target: [anna, to('Bundle', HIDDEN.document)],
    signature: [
      {
        type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
        when: '2026-05-02T01:00:00Z',
        who: { reference: HOSPITAL },
      },
    ],
  },
  {
    resourceType: 'Condition',
    id: HIDDEN.condition,
    ...open,
    ...narrative('秘密の病名'),
    identifier: [{ system: 'urn:conditions', value: '1' }],
    code: { coding: [{ system: SECRET, code: 'F20.0' }], text: '秘密の病名' },
    subject: anna,
    encounter: to('Encounter', SHOWN.stay),
    evidence: [{ detail: [to('Observation', SHOWN.first)] }],
    recordedDate: '2026-05-04',
  },
  { resourceType: 'Condition', id: HIDDEN.deleted, ...open, code: { text: '消された病名' }, subject: anna },
  observation(HIDDEN.sensitive, {
    ...sensitive,
    ...narrative('秘密の検査'),
    code: { coding: [{ system: 'http://loinc.org', code: '2' }] },
    derivedFrom: [to('Observation', SHOWN.first)],
    effectiveDateTime: '2026-05-09',
  }),
  observation(HIDDEN.container, {
    ...sensitive,
    contained: [{ resourceType: 'Condition', id: 'c', ...sensitive, subject: anna }],
    reasonReference: undefined,
    focus: [{ reference: '#c' }],
  }),
  {
    resourceType: 'Patient',
    id: HIDDEN.patient,
    ...open,
    identifier: [{ system: 'urn:patients', value: '77' }],
    name: [{ text: '知らない人' }],
    birthDate: '1966-06-06',
  },
  observation(HIDDEN.of, { subject: to('Patient', HIDDEN.patient), encounter: undefined }),
  {
    resourceType: 'Group',
    id: HIDDEN.group,
    ...open,
    type: 'person',
    actual: true,
    member: [{ entity: anna }, { entity: to('Patient', HIDDEN.patient) }],
  },
];

const document = (): Draft => ({
  resource: {
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:d', value: '1' },
    entry: [],
  } as never,
  custodian: HOSPITAL,
  members: [`Composition/${SHOWN.paper}/_history/1`, `Condition/${HIDDEN.condition}/_history/1`],
});

/** Everything of Anna, but her conditions and what tells of addiction. */
function consent(): any {
  const one = JSON.parse(readFileSync('examples/journey/consent.json', 'utf8'));
  const { actor } = one.provision;
  const provision = [
    { type: 'deny', class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }] },
    { type: 'deny', securityLabel: [{ system: ACT, code: 'SUD' }] },
  ];
  return {
    ...one,
    provision: { type: 'permit', period: { start: '2026-04-01', end: '2199-12-31' }, actor, provision },
  };
}

export interface LeakWorld extends TestGateway {
  /** Stores what is hidden from the office; until then none of it is there. */
  hide(): Promise<void>;
}

export async function leakWorld(): Promise<LeakWorld> {
  const gateway = await sandboxGateway();
  const { store } = gateway.house;
  const insert = (list: readonly any[], more: readonly [Draft, string][] = []) =>
    store.write(NOW, async (writer) => {
      for (const one of list)
        await writer.insert({ resource: labelOnWrite(one).resource, custodian: HOSPITAL }, one.id);
      for (const [draft, id] of more) await writer.insert(draft, id);
    });
  await store.write(NOW, async (writer) => {
    await writer.insert({ resource: consent(), custodian: HOSPITAL });
  });
  await insert([...shown(), observation(SHOWN.relabelled, { effectiveDateTime: '2026-04-01' })]);
  return {
    ...gateway,
    hide: async () => {
      await insert(hidden(), [[document(), HIDDEN.document]]);
      await store.write(NOW, async (writer) => {
        await writer.remove((await writer.lockOwn(HOSPITAL, 'Condition', HIDDEN.deleted)) as never);
      });
    },
  };
}

/** Labels what the office has seen so far as it may not see it: the versions before it with it. */
export async function relabel({ house }: LeakWorld): Promise<void> {
  await house.store.write(NOW, async (writer) => {
    const current = (await writer.lockOwn(HOSPITAL, 'Observation', SHOWN.relabelled)) as never as { text: string };
    const resource = { ...JSON.parse(current.text), ...sensitive };
    await writer.replace(current as never, { resource, custodian: HOSPITAL });
  });
}
