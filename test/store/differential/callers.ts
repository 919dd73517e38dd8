/** The two callers of the random searches, and what each of them sees of the population. */
import type { Resource } from '@medplum/fhirtypes';
import { aboutOf, factsOf, type Permit, type PermitInput, policyShipped, sees } from '../../../src/consent/index.ts';
import type { Database } from '../../../src/database/index.ts';
import { isRefusal, parseSearch, type SearchCondition, type SearchQuery } from '../../../src/fhir/index.ts';
import type { Store } from '../../../src/store/index.ts';
import { resolveCodes } from '../../../src/visit/resolve-codes.ts';
import { actor, consent, label, permit as permitted } from '../../consent/make.ts';
import { OFFICE, openStore, PARAMETERS, permitOf } from '../world.ts';
import { TERMINOLOGY } from './codes.ts';
import { type Json, nameOf, type World } from './naive.ts';
import { idOf, POPULATION } from './population.ts';

/** A store that holds the population. */
export async function openPopulated(database: Database): Promise<Store> {
  const store = await openStore(database);
  for (const { resource, custodian } of POPULATION) {
    await store.write(new Date('2026-05-10T01:00:00Z'), (writer) =>
      writer.insert({ resource, custodian }, resource.id),
    );
  }
  return store;
}

/** The hospital sees what it holds, and nothing of the office. */
export const HOSPITAL_ITSELF = permitOf();
/** The office holds its own, and half of the people let it see what the hospital holds about services. */
const ofOffice: Partial<PermitInput> = {
  request: { ...permitOf().request, actor: 'PractitionerRole/sw' },
  own: [OFFICE],
  consentsByPatient: new Map(
    Array.from({ length: 23 }, (_, n) => ({ reference: `Patient/${idOf('Patient', n * 2)}` })).map((patient) => [
      patient.reference,
      [
        consent(permitted({ actor: [actor(OFFICE)], securityLabel: ['N', 'PSY', 'service'].map(label) }), {
          patient,
          performer: [patient],
        }),
      ],
    ]),
  ),
  context: {
    directory: { 'PractitionerRole/sw': { organization: OFFICE } },
    patients: {},
    authority: {},
    policy: policyShipped,
    lookup: () => undefined,
  },
};
export const OFFICE_WITH_CONSENTS = permitOf(ofOffice);
/** The same with another reach. */
export const officeWithConsents = (more: Partial<PermitInput>): Permit => permitOf({ ...ofOffice, ...more });

/** As they are stored: with the version and the time of it. */
const STORED = POPULATION.map(({ resource, custodian }) => ({
  resource: {
    ...resource,
    meta: { ...resource.meta, versionId: '1', lastUpdated: '2026-05-10T01:00:00.000Z' },
  } as Resource,
  custodian,
}));

export function worldOf(permit: Permit): World {
  const permitted = STORED.filter(({ resource, custodian }) => sees(permit, factsOf(resource, custodian)));
  const byName = new Map(permitted.map((one) => [nameOf(one.resource), one]));
  // Of others nothing is there of which all that it is about is not; what leads round in a circle is nowhere.
  const leads = ({ resource, custodian }: (typeof STORED)[number], steps = 4): boolean => {
    const about = aboutOf(resource);
    if (about.length === 0 || permit.own.includes(custodian ?? '')) return true;
    return about.some((name) => {
      const target = byName.get(name);
      return steps > 0 && target !== undefined && leads(target, steps - 1);
    });
  };
  const shown = permitted.filter((one) => leads(one));
  const own = new Set(
    shown.filter(({ custodian }) => permit.own.includes(custodian)).map(({ resource }) => resource as Json),
  );
  return {
    visible: new Map(shown.map(({ resource }) => [nameOf(resource), resource as Json])),
    isOwn: (record) => own.has(record),
  };
}

const KNOWING = {
  validator: { terminology: TERMINOLOGY },
  definitions: { list: () => [] },
  terminologyServer: undefined,
};
const ASKING = {
  base: 'https://gateway.example/fhir',
  now: new Date('2026-05-10T01:00:00Z'),
  requestId: '00000000-0000-4000-8000-000000000001',
};

/** A search as the house reads it, within what must hold beside. */
export async function queryOf(
  types: readonly string[],
  query: URLSearchParams,
  within?: SearchCondition,
): Promise<SearchQuery> {
  const more = within === undefined ? {} : { within };
  const parsed = parseSearch({ parameters: PARAMETERS, types, query, countMax: 1_000, ...more });
  if (isRefusal(parsed)) throw new Error(`${query}: ${parsed.issues[0]?.en}`);
  const condition = await resolveCodes(KNOWING, ASKING, parsed.condition);
  if (isRefusal(condition)) throw new Error(`${query}: ${condition.issues[0]?.en}`);
  return { ...parsed, condition };
}
