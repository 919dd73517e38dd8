/**
 * The directory: who belongs to whom, as far as it is believed. Read without a permit, since a permit is made from it;
 * nothing of it is ever part of an answer.
 */
import type { CareTeam, Group, Organization, PractitionerRole, Reference, Resource } from '@medplum/fhirtypes';
import type { Directory, DirectoryEntry } from '#consent';
import type { Sql } from '#database';
import { LATEST } from './policy-source.ts';

/** What the directory is made from. */
export const DIRECTORY_TYPES: readonly string[] = [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'CareTeam',
  'Group',
];

/** The directory as it stands: organizations, roles, care teams and groups by literal reference. */
export async function loadDirectory(sql: Sql): Promise<Directory> {
  const [entries, practitioners] = await Promise.all([
    sql.query<{ content: string; custodian: string | null; deleted: boolean }>(
      `SELECT CASE WHEN r.deleted THEN (${LATEST}) ELSE r.content END AS content, r.custodian, r.deleted
        FROM resource r WHERE type = ANY($1) AND until_tx IS NULL AND NOT (r.deleted AND type = ANY($2))`,
      [DIRECTORY_TYPES.filter((type) => type !== 'Practitioner'), TEAMS],
    ),
    sql.query<{ id: string; custodian: string | null }>(
      `SELECT id, custodian FROM resource WHERE type = 'Practitioner' AND until_tx IS NULL`,
    ),
  ]);
  const holders = new Map(practitioners.rows.map(({ id, custodian }) => [`Practitioner/${id}`, custodian]));
  return Object.fromEntries(
    entries.rows.map(({ content, custodian, deleted }) => {
      const resource = JSON.parse(content) as Resource;
      const entry = entryOf(resource, believedOf(custodian, holders));
      return [`${resource.resourceType}/${resource.id}`, deleted ? ended(resource, entry) : entry];
    }),
  );
}

/** Who is in a team that is not there any more is in none. */
const TEAMS = ['CareTeam', 'Group'];

/**
 * What was refused to somebody stays refused, whoever deletes the record that tells who they are: an organization keeps those
 * above it, a person their roles. A role that is deleted has ended.
 */
const ended = ({ resourceType }: Resource, entry: DirectoryEntry): DirectoryEntry =>
  resourceType === 'PractitionerRole' ? { ...entry, active: false } : entry;

/** Of a reference upward, what is believed of it. */
type Believe = (upper: Reference | undefined) => string | undefined;

/**
 * Whoever belongs to another may see what that one may: so it is said by the one above, or by the region, which holds
 * what nobody holds. An office that writes that it is a department of a hospital is none. A person is above their roles:
 * for them speaks who holds them.
 */
function believedOf(holder: string | null, practitioners: ReadonlyMap<string, string | null>): Believe {
  return (upper) => {
    const reference = upper?.reference;
    if (reference === undefined || holder === null || reference === holder) return reference;
    return practitioners.get(reference) === holder ? reference : undefined;
  };
}

function entryOf(resource: Resource, believe: Believe): DirectoryEntry {
  switch (resource.resourceType) {
    case 'Organization':
      return organizationEntry(resource, believe);
    case 'PractitionerRole':
      return roleEntry(resource, believe);
    case 'CareTeam':
    case 'Group':
      return teamEntry(resource);
    default:
      return {};
  }
}

function organizationEntry({ partOf }: Organization, believe: Believe): DirectoryEntry {
  const owner = believe(partOf);
  return { ...(owner === undefined ? {} : { partOf: owner }), ...claimedOf([partOf], believe) };
}

/** What is not believed opens nothing; but who says so of themself is meant by a refusal that names it. */
function claimedOf(uppers: readonly (Reference | undefined)[], believe: Believe): Pick<DirectoryEntry, 'claimed'> {
  const claimed = uppers.flatMap((upper) => (believe(upper) === undefined ? (upper?.reference ?? []) : []));
  return claimed.length === 0 ? {} : { claimed };
}

function roleEntry(role: PractitionerRole, believe: Believe): DirectoryEntry {
  const [practitioner, organization] = [believe(role.practitioner), believe(role.organization)];
  const { period, active } = role;
  return {
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(organization === undefined ? {} : { organization }),
    ...claimedOf([role.practitioner, role.organization], believe),
    ...(period === undefined ? {} : { period }),
    ...(active === undefined ? {} : { active }),
  };
}

/** A team stands above its members: who holds it says who they are. */
function teamEntry(team: CareTeam | Group): DirectoryEntry {
  const members =
    team.resourceType === 'CareTeam'
      ? (team.participant ?? []).map(({ member, period }) => ({ ref: member?.reference, period }))
      : (team.member ?? [])
          .filter(({ inactive }) => !inactive)
          .map(({ entity, period }) => ({ ref: entity?.reference, period }));
  const known = members.flatMap(({ ref, period }) =>
    ref === undefined ? [] : [{ ref, ...(period === undefined ? {} : { period }) }],
  );
  return {
    member: known,
    ...(team.resourceType === 'CareTeam' && team.status !== undefined ? { status: team.status } : {}),
    ...(team.resourceType === 'CareTeam' && team.period !== undefined ? { period: team.period } : {}),
    ...(team.resourceType === 'Group' && team.active !== undefined ? { active: team.active } : {}),
  };
}
