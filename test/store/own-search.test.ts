import { readFileSync } from 'node:fs';
import type { Resource } from '@medplum/fhirtypes';
import { beforeAll, expect, test } from 'vitest';
import { codeSystemUrl } from '../../src/fhir/index.ts';
import type { Store } from '../../src/store/index.ts';
import { freshDatabase } from '../database.ts';
import { openStore, pageOf, permitOf, queryOf, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
let store: Store;

/** The examples of our profiles, as records of the hospital. */
const EXAMPLES = [
  'kakehashi-psychiatric-encounter/good',
  'kakehashi-episodeofcare/good',
  'kakehashi-task/good',
  'kakehashi-coverage/good',
  'kakehashi-coverage/good-public-expense',
  'kakehashi-goal/good',
  'kakehashi-goal/good-short-term',
  'kakehashi-relatedperson/good',
].map((name, index) => ({
  ...(JSON.parse(readFileSync(`examples/profiles/${name}.json`, 'utf8')) as Resource),
  id: uuid(index),
}));

beforeAll(async () => {
  store = await openStore(database);
  await storeAll(store, EXAMPLES);
});

test.each([
  ['the legal form of admission', 'Encounter', 'admission-legal-status=voluntary', [0]],
  ['a former legal form', 'Encounter', 'admission-legal-status=medical-protection', [0]],
  ['a legal form that never held', 'Encounter', 'admission-legal-status=involuntary-administrative', []],
  ['the phase of support', 'EpisodeOfCare', `pathway-phase=${codeSystemUrl('pathway-phase')}|late`, [1]],
  ['the phase of a task', 'Task', 'pathway-phase=middle', [2]],
  ['another phase', 'Task', 'pathway-phase=late', []],
  ['the support level of a certificate', 'Coverage', 'support-level=3', [3]],
  ['the service that was granted', 'Coverage', 'granted-service=35', [3]],
  ['no service granted', 'Coverage', 'granted-service:missing=true', [4]],
  ['the goals that serve another', 'Goal', 'part-of=Goal/goal-living-alone', [6]],
  ['key persons', 'RelatedPerson', 'key-person=true', [7]],
  ['who is no key person', 'RelatedPerson', 'key-person=false', []],
])('a region finds its records by %s', async (_, type, query, found) => {
  const page = await pageOf(store, permitOf(), queryOf(type, query));
  expect(page.rows.map(({ id }) => id)).toEqual(found.map(uuid));
});
