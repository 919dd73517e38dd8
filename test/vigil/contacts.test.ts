/** Whoever breaks the glass sees who is to be called, and that is told as what it is. */
import { expect, test } from 'vitest';
import { PERSON_B } from '../gateway.ts';
import { emergencyHouse } from './emergency.ts';

const { ask, breakGlass, call, reviews } = await emergencyHouse();
const CONTACT = [{ name: { text: '連絡田良子' } }];

test('the contacts of a Patient in an emergency are family, in the review too', async () => {
  const path = `/fhir/Patient/${PERSON_B}`;
  const { json: patient } = await call('hospital-ehr', 'GET', path);
  expect((await call('hospital-ehr', 'PUT', path, { ...patient, contact: CONTACT })).status).toBe(200);
  const shown = await ask(await breakGlass(), path);
  expect([shown.status, shown.json.contact]).toEqual([200, CONTACT]);
  expect((await reviews()).map(({ category }) => category)).toEqual([['family']]);
});
