/** A migrated store with one hospital that sees what it holds, for the tests of this room. */
import type { Resource } from '@medplum/fhirtypes';
import { auditMigrations } from '../../src/audit/index.ts';
import { type Permit, type PermitInput, permitFor, policyShipped } from '../../src/consent/index.ts';
import { type Database, migrate } from '../../src/database/index.ts';
import { createSearchParameters, isRefusal, parseSearch, type SearchQuery } from '../../src/fhir/index.ts';
import {
  createStore,
  type Page,
  type Store,
  type Stored,
  type StoreOptions,
  storeMigrations,
} from '../../src/store/index.ts';

export const HOSPITAL = 'Organization/hospital';
export const OFFICE = 'Organization/office';
export const NOW = new Date('2026-05-10T01:00:00.000Z');

export const PARAMETERS = createSearchParameters();

export async function openStore(database: Database, more: Partial<StoreOptions> = {}): Promise<Store> {
  await migrate(database, [...storeMigrations, ...auditMigrations]);
  return createStore(database, { parameters: PARAMETERS, ...more });
}

/** The permit of a requester without any consent, who sees what `own` hold. */
export function permitOf(more: Partial<PermitInput> = {}): Permit {
  const permit = permitFor({
    request: {
      actor: 'PractitionerRole/nurse',
      purpose: 'TREAT',
      action: 'access',
      time: '2026-05-10T10:00:00+09:00',
    },
    own: [HOSPITAL],
    consentsByPatient: new Map(),
    context: {
      directory: { 'PractitionerRole/nurse': { organization: HOSPITAL } },
      patients: {},
      authority: {},
      policy: policyShipped,
      lookup: () => undefined,
    },
    reach: '*',
    ...more,
  });
  if (isRefusal(permit)) throw new Error(permit.issues[0]?.en);
  return permit;
}

/** Stores one resource after another, each in the same transaction, held by `custodian`. */
export const storeAll = (
  store: Store,
  resources: readonly Resource[],
  { now = NOW, custodian = HOSPITAL }: { now?: Date; custodian?: string | null } = {},
): Promise<Stored[]> =>
  store.write(now, async (writer) => {
    const stored: Stored[] = [];
    for (const resource of resources) stored.push(await writer.insert({ resource, custodian }, resource.id));
    return stored;
  });

export function queryOf(type: string, query: string): SearchQuery {
  const parsed = parseSearch({
    parameters: PARAMETERS,
    types: [type],
    query: new URLSearchParams(query),
    countMax: 1_000,
  });
  if (isRefusal(parsed)) throw new Error(parsed.issues[0]?.en);
  return parsed;
}

export async function pageOf(store: Store, permit: Permit, query: SearchQuery): Promise<Page> {
  const page = await store.search(permit, query);
  if (isRefusal(page)) throw new Error(page.issues[0]?.en);
  return page;
}

/** A UUID that ends in `n`. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
