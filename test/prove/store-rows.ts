/** A store as a value: versions of resources as they were written, and what decisions about them are made from. */
import type { Consent, Patient, RelatedPerson, Resource } from '@medplum/fhirtypes';
import {
  authoritiesOf,
  type Context,
  type Directory,
  type DirectoryEntry,
  type Policy,
} from '../../src/consent/index.ts';

export type Json = Record<string, any>;

/** One stored version. Of a deletion, `resource` is what was deleted. */
export interface Version {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly custodian: string | null;
  readonly members: readonly string[];
  /** ISO 8601. */
  readonly updated: string;
  readonly resource: Json;
}

/** Who asks. */
export interface Asker {
  readonly actor: string;
  readonly organization: string | null;
  readonly purpose: string;
  readonly reason: string | null;
  /** ISO 8601: the time of every request. */
  readonly time: string;
}

/** What stands in the place of a reference that leads to what is not there. */
export const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

export const nameOf = ({ type, id }: Pick<Version, 'type' | 'id'>): string => `${type}/${id}`;
export const placeOf = (version: Version): string => `${nameOf(version)}/_history/${version.version}`;

/** The newest version of each resource, by `Type/id`; deletions too. */
export function currentOf(versions: readonly Version[]): ReadonlyMap<string, Version> {
  const current = new Map<string, Version>();
  for (const one of versions) {
    const known = current.get(nameOf(one));
    if (known === undefined || known.version < one.version) current.set(nameOf(one), one);
  }
  return current;
}

/** What decisions are made from, read off the store in this test's own words. */
export function contextOf(
  versions: readonly Version[],
  policy: Policy,
): { readonly context: Context; readonly consents: readonly Consent[] } {
  const latest = [...currentOf(versions).values()];
  const live = latest.filter(({ deleted }) => !deleted);
  const of = <T>(type: string): T[] => live.filter((one) => one.type === type).map(({ resource }) => resource as T);
  // Whoever deletes what tells who somebody is does not change who they are: only teams end so, and roles.
  const holders = new Map(latest.map((one) => [nameOf(one), one.custodian]));
  const directory: Directory = Object.fromEntries(
    latest.filter(({ type, deleted }) => !deleted || !TEAMS.includes(type)).flatMap((one) => entryOf(one, holders)),
  );
  const patients = Object.fromEntries(
    (latest.filter(({ type }) => type === 'Patient').map(({ resource }) => resource) as Patient[]).map(
      ({ id, birthDate }) => [`Patient/${id}`, given({ birthDate })],
    ),
  );
  const authority = Object.fromEntries(
    of<RelatedPerson>('RelatedPerson').map((relative) => [`RelatedPerson/${relative.id}`, authoritiesOf(relative)]),
  );
  const byName = new Map(latest.map((one) => [nameOf(one), one.resource as Resource]));
  return {
    context: { directory, patients, authority, policy, lookup: (reference) => byName.get(reference) } as Context,
    consents: of<Consent>('Consent'),
  };
}

const TEAMS = ['CareTeam', 'Group'];

const given = <T extends Json>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** An organization speaks for itself, and who holds a person for them; the region for all. */
function entryOf(
  { type, id, resource, custodian, deleted }: Version,
  holders: ReadonlyMap<string, string | null>,
): [string, DirectoryEntry][] {
  const said = (to: Json | undefined): string | undefined => {
    const above: string = to?.['reference'] ?? '';
    const speaks = above.startsWith('Organization/') ? above : holders.get(above);
    return custodian === null || custodian === speaks ? to?.['reference'] : undefined;
  };
  const claims = (...uppers: (Json | undefined)[]) => {
    const found = uppers.flatMap((to) =>
      to?.['reference'] !== undefined && said(to) === undefined ? [to['reference']] : [],
    );
    return found.length === 0 ? undefined : found;
  };
  const member = (list: Json[] | undefined, who: string) =>
    (list ?? [])
      .filter(({ inactive }) => inactive !== true)
      .flatMap((one) =>
        one[who]?.reference === undefined ? [] : [given({ ref: one[who].reference, period: one['period'] })],
      );
  const entry = (found: Json): [string, DirectoryEntry][] => [[`${type}/${id}`, given(found) as DirectoryEntry]];
  const { partOf, practitioner, organization, period, active, status, participant } = resource;
  switch (type) {
    case 'Organization':
      return entry({ partOf: said(partOf), claimed: claims(partOf) });
    case 'PractitionerRole':
      return entry({
        practitioner: said(practitioner),
        organization: said(organization),
        claimed: claims(practitioner, organization),
        period,
        active: deleted ? false : active,
      });
    case 'CareTeam':
      return entry({ member: member(participant, 'member'), status, period });
    case 'Group':
      return entry({ member: member(resource['member'], 'entity'), active });
    default:
      return [];
  }
}
