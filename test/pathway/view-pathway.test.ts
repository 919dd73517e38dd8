import { readFileSync } from 'node:fs';
import type { CarePlan, CodeSystem, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { isPathway, viewPathway } from '../../src/pathway/index.ts';

const BASE = 'https://kakehashi.example/fhir';
const { resources } = JSON.parse(readFileSync('examples/sandbox/10-hospital.json', 'utf8')) as {
  resources: Resource[];
};
const plans = resources.filter((resource) => resource.resourceType === 'CarePlan');
const pathways = plans.filter(isPathway);

/** The phases of the pathway, code and name. */
const PHASES = new Map(
  (JSON.parse(readFileSync('profiles/package/CodeSystem-pathway-phase.json', 'utf8')) as CodeSystem).concept?.map(
    ({ code, display }) => [code, display],
  ),
);

const plan = (more: Partial<CarePlan>): CarePlan => ({
  resourceType: 'CarePlan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/a' },
  ...more,
});
const taskOf = (detail: Record<string, unknown>) =>
  viewPathway(plan({ activity: [{ detail: { status: 'in-progress', ...detail } }] })).tasks[0];

test('a pathway is told from a crisis plan by its kind in our code system', () => {
  expect(pathways.length).toBeGreaterThan(1);
  expect(plans.length).toBeGreaterThan(pathways.length);
  const coded = (system: string, code: string) => plan({ category: [{ coding: [{ system, code }] }] });
  const KIND = `${BASE}/CodeSystem/careplan-kind`;
  expect(isPathway(coded(KIND, 'pathway'))).toBe(true);
  expect(isPathway(coded(KIND, 'crisis-plan'))).toBe(false);
  expect(isPathway(coded('http://other.example', 'pathway'))).toBe(false);
  expect(isPathway(plan({}))).toBe(false);
  expect(
    isPathway(plan({ category: [{ text: '地域連携パス' }, { coding: [{ system: KIND, code: 'pathway' }] }] })),
  ).toBe(true);
});

test('佐藤さんの地域連携パス shows its phase, the wish and every task with who does it and until when', () => {
  const [sato] = pathways;
  const view = viewPathway(sato as CarePlan);
  expect(sato?.title).toBe('佐藤さんの地域連携パス');
  expect(view.phase).toEqual({ code: 'late', text: '後期' });
  expect(view.personWish).toBe('自分の家でひとりで暮らしたい。体調が落ち着いたら、また働きたい。');
  expect(view.tasks.slice(0, 3)).toEqual([
    {
      code: 'PW-421H-05',
      text: '退院の希望を聴き、地域の支援者に会うことを提案した。',
      phase: 'introduction',
      status: 'completed',
      performers: ['PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91'],
      due: '2026-04-15',
    },
    {
      code: 'PW-422H-05',
      text: '相談支援センターひかりへ連絡し、早期の面会を依頼した。',
      phase: 'introduction',
      status: 'completed',
      performers: ['PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91'],
      due: '2026-04-20',
    },
    {
      code: 'PW-422P-10',
      text: '2週間に1回、ピアサポーターとともに面会を続ける。',
      phase: 'middle',
      status: 'in-progress',
      performers: ['PractitionerRole/b9815275-e51a-5de9-bff7-5074ee5f414c'],
      due: '2026-04-27',
    },
  ]);
});

test('every pathway of the region shows all its activities in order, each with a catalogue code, a phase and a doer', () => {
  for (const pathway of pathways) {
    const { tasks, phase, personWish } = viewPathway(pathway);
    expect(tasks.map(({ text }) => text)).toEqual(pathway.activity?.map(({ detail }) => detail?.description));
    expect(PHASES.get(phase?.code ?? '')).toBe(phase?.text);
    expect(personWish).toBe(
      pathway.extension?.find(({ url }) => url === `${BASE}/StructureDefinition/person-wish`)?.valueString,
    );
    for (const { code, phase: of, performers } of tasks) {
      expect(code).toMatch(/^PW-/);
      expect([...PHASES.keys()]).toContain(of);
      expect(performers.length).toBeGreaterThan(0);
    }
  }
});

test('a plan that says nothing shows nothing', () => {
  expect(viewPathway(plan({}))).toEqual({ tasks: [] });
  expect(viewPathway(plan({ extension: [], activity: [] }))).toEqual({ tasks: [] });
});

test('an activity that only refers to another record is no task of its own', () => {
  const activity = [{ reference: { reference: 'Appointment/x' } }, { detail: { status: 'scheduled' as const } }];
  expect(viewPathway(plan({ activity })).tasks).toEqual([{ text: '', status: 'scheduled', performers: [] }]);
});

test('a task is named by its description, else by its code’s text, else by the code’s display', () => {
  const coding = [{ system: 'http://other.example', code: 'z', display: '表示名' }];
  expect(taskOf({ description: '記述', code: { text: '本文', coding } })?.text).toBe('記述');
  expect(taskOf({ code: { text: '本文', coding } })?.text).toBe('本文');
  expect(taskOf({ code: { coding } })).toEqual({ text: '表示名', status: 'in-progress', performers: [] });
});

test('a task is due at the end of its period, else at the start, else when the text says', () => {
  expect(taskOf({ scheduledPeriod: { start: '2026-04-01', end: '2026-05' } })?.due).toBe('2026-05');
  expect(taskOf({ scheduledPeriod: { start: '2026-04-01' } })?.due).toBe('2026-04-01');
  expect(taskOf({ scheduledString: '退院前' })?.due).toBe('退院前');
  expect(taskOf({})?.due).toBeUndefined();
});

test('a doer that is only named is no reference, and a phase without a code is none', () => {
  const url = `${BASE}/StructureDefinition/pathway-phase`;
  const task = taskOf({
    performer: [{ display: '家族' }, { reference: 'PractitionerRole/x' }],
    extension: [{ url, valueCodeableConcept: { text: '中期' } }],
  });
  expect(task).toEqual({ text: '', status: 'in-progress', performers: ['PractitionerRole/x'] });
  const wished = plan({
    extension: [
      { url, valueCodeableConcept: { text: '導入の時期', coding: [{ code: 'introduction', display: '導入期' }] } },
    ],
  });
  expect(viewPathway(wished).phase).toEqual({ code: 'introduction', text: '導入の時期' });
});
