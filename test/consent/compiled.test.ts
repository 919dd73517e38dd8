import type { Consent } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compilePatient, decide, evaluate, factsOf, groundOf, permitFor, sees } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';
import { PATIENTS, REASONS, randomWorld } from './random-world.ts';

const SEED = 20260510;
const RUNS = 1_000;
const ROWS = 10;
const OF_NO_PERSON: readonly string[] = ['NON_PATIENT', 'NO_SUBJECT', 'OWN_RECORD'];

test('the compiled form permits exactly the rows that the interpreter permits', () => {
  let pairs = 0;
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
      const { context, consents, requests, rows } = randomWorld(seed, ROWS);
      for (const request of requests) {
        const formulas = new Map(
          PATIENTS.map((patient) => [patient, compilePatient(request, patient, consents, context)]),
        );
        for (const { resource, custodian } of rows) {
          const facts = factsOf(resource, custodian);
          // A formula is about one person; several are asked one by one, as the last test of pairs does in the store.
          const [patient = '', ...others] = facts.patients;
          const formula = formulas.get(patient);
          if (!formula || others.length > 0) continue;
          const { decision, reason } = decide({
            request,
            facts,
            consents,
            context,
          });
          seen.set(reason, (seen.get(reason) ?? 0) + 1);
          pairs += 1;
          if (evaluate(formula, facts) !== (decision === 'PERMIT')) {
            throw new Error(`${reason} for ${JSON.stringify({ request, resource, custodian, consents, formula })}`);
          }
        }
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(pairs).toBeGreaterThanOrEqual(30_000);
  // The worlds are rich enough only if every way to decide about a person was taken.
  expect([...seen.keys()].sort()).toEqual(REASONS.filter((reason) => !OF_NO_PERSON.includes(reason)).sort());
});

test('a permit shows a row exactly where its ground is a permit or an own record', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
      const { context, consents, requests, rows } = randomWorld(seed, ROWS);
      const byPatient = Map.groupBy(consents, ({ patient }) => patient?.reference ?? '');
      for (const request of requests) {
        const input = {
          request,
          own: ['Organization/o1'],
          consentsByPatient: byPatient,
          context,
          reach: '*' as const,
        };
        const permit = permitFor(input);
        if (isRefusal(permit)) continue;
        for (const { resource, custodian } of rows) {
          expect(sees(permit, factsOf(resource, custodian))).toBe(groundOf(permit, resource, custodian).visible);
        }
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('one more refusal by the person never shows more, whatever it refuses', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
      const { context, consents, requests, rows } = randomWorld(seed, ROWS);
      // Under a default that permits, any consent at all ends the default (D4); under deny, a refusal adds nothing.
      const added = randomWorld(seed + 1, 0).consents.map(
        (consent, index): Consent => ({
          ...consent,
          id: `more${index}`,
          policyRule: {},
          provision: denied(consent),
        }),
      );
      for (const request of requests) {
        for (const { resource, custodian } of rows) {
          const facts = factsOf(resource, custodian);
          const before = decide({ request, facts, consents, context });
          const after = decide({
            request,
            facts,
            consents: [...consents, ...added],
            context,
          });
          if (before.decision === 'DENY') expect(after.decision).toBe('DENY');
        }
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('the order in which consents were stored changes no answer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
      const { context, consents, requests, rows } = randomWorld(seed, ROWS);
      for (const request of requests) {
        for (const { resource, custodian } of rows) {
          const facts = factsOf(resource, custodian);
          const one = decide({ request, facts, consents, context });
          const other = decide({
            request,
            facts,
            consents: consents.toReversed(),
            context,
          });
          expect({ ...other, consents: other.consents.toSorted() }).toEqual({
            ...one,
            consents: one.consents.toSorted(),
          });
        }
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

/** The same provision as a refusal without exceptions. */
function denied({ provision }: Consent): NonNullable<Consent['provision']> {
  const { provision: _exceptions, ...own } = provision ?? {};
  return { ...own, type: 'deny' };
}
