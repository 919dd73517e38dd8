/** Consents as people sign them: a form with ticked categories, exceptions to it, and exceptions to these. */
import type { Consent } from '@medplum/fhirtypes';
import type { Directory } from '../../../src/consent/index.ts';
import { actor, consent, deny, label, permit } from '../../consent/make.ts';

export const CALLER = 'PractitionerRole/7f1f7a35-0000-4000-8000-000000000001';
const OFFICE = 'Organization/7f1f7a35-0000-4000-8000-000000000002';
const OTHER = 'Organization/7f1f7a35-0000-4000-8000-000000000003';

export const directory: Directory = { [CALLER]: { organization: OFFICE }, [OFFICE]: { partOf: OTHER } };

const CATEGORY = 'https://kakehashi.example/fhir/CodeSystem/jp-chiiki-ikou-category';
const TICKS = ['condition', 'medication', 'living', 'service', 'wish', 'crisis-plan', 'housing', 'family'];
const category = (code: string) => ({ system: CATEGORY, code });
const purpose = [{ code: 'COC' }];
const code = (value: string) => [{ coding: [{ system: 'urn:codes', code: value }] }];

/** The consents of one person by the number of their kind: eight rules that concern the caller. */
export function signedConsents(patient: string, kind: number): Consent[] {
  const ticked = TICKS.filter((_, at) => (kind >> at) % 2 === 0 || at < 3);
  const year = 1990 + (kind >> TICKS.length);
  const form = permit(
    {
      actor: [actor(OFFICE)],
      purpose,
      securityLabel: [label('N'), label('R'), label('PSY'), ...ticked.map(category)],
      period: { start: '2026-01-01', end: '2027-03-31' },
    },
    deny({ class: [{ code: 'ServiceRequest' }] }, permit({ code: code('shared') })),
    deny({ code: code('private') }, permit({ class: [{ code: 'Goal' }] })),
    deny({ dataPeriod: { end: `${year}-12-31` } }),
  );
  const refusal = deny({ actor: [actor(OTHER)], securityLabel: [label('V'), label('SDV')] });
  const emergency = permit({ actor: [actor(OFFICE)], purpose, class: [{ code: 'Flag' }], code: code('alert') });
  const named = { patient: { reference: patient }, performer: [{ reference: patient }] };
  return [form, refusal, emergency].map((provision, at) => consent(provision, { id: `c${at}`, ...named }));
}

/** How many rules a consent holds: a policy row is one rule of one person. */
export function rulesOf({ provision }: Consent): number {
  const count = (one: NonNullable<Consent['provision']>): number =>
    1 + (one.provision ?? []).reduce((sum, child) => sum + count(child), 0);
  return provision === undefined ? 0 : count(provision);
}
