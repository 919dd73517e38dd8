/** The ways in which one thing can be said: references by the address of the gateway, searches by POST, documents with RESTful addresses. */
import { type Dice, dice } from '../consent/random-world.ts';
import type { Asking } from './asking.ts';
import type { Json, Version } from './store-rows.ts';

/** Under which both gateways are reached. */
export const PUBLIC_URL = 'http://gateway.example';
const OWN = `${PUBLIC_URL}/fhir`;
const ELSEWHERE = 'http://hospital.example/fhir';

/** The same versions; the entries of some documents are addressed where they can be read, here or elsewhere. */
export function withAddresses(seed: number, versions: readonly Version[]): Version[] {
  const d = dice(seed * 19 + 3);
  return versions.map((one) => (one.members.length > 0 && d.chance(0.4) ? addressed(d, one) : one));
}

function addressed(d: Dice, version: Version): Version {
  const { entry = [], ...rest } = version.resource as Json & { entry?: Json[] };
  const isForeign = d.chance(0.5);
  // What leads here is stored as a name; another server's addresses stay, or are said from where they stand.
  const said = isForeign && d.chance(0.5) ? `${ELSEWHERE}/` : '';
  const names = entry.map(({ resource }) => `${resource['resourceType']}/${resource['id']}`);
  const leads = new Map(entry.flatMap(({ fullUrl }, n) => [fullUrl, names[n]].map((name) => [name, names[n]])));
  const moved = JSON.stringify(entry.map(({ resource }) => resource)).replace(
    /"reference":"([^"]+)"/g,
    (all, reference) => (leads.has(reference) ? `"reference":"${said}${leads.get(reference)}"` : all),
  );
  const resources = JSON.parse(moved) as Json[];
  const base = isForeign ? ELSEWHERE : OWN;
  const drawn = resources.map((resource, n) => ({ ...entry[n], fullUrl: `${base}/${names[n]}`, resource }));
  return { ...version, resource: { ...rest, entry: drawn } };
}

/** What says who somebody is, and what they consent to, names nobody as they once were. */
const NAMING = ['CareTeam', 'Consent', 'Group', 'Organization', 'Practitioner', 'PractitionerRole', 'RelatedPerson'];

/** The same versions; in some records a reference names the version that it means. */
export function withVersionsNamed(seed: number, versions: readonly Version[]): Version[] {
  const d = dice(seed * 23 + 1);
  const named = (reference: string) => `${reference}/_history/${d.one([1, 1, 2])}`;
  return versions.map((one) => {
    if (one.members.length > 0 || NAMING.includes(one.type) || !d.chance(0.25)) return one;
    const text = JSON.stringify(one.resource);
    const said = text.replace(
      /"reference":"((?:Observation|Condition|Encounter|CarePlan|Procedure)\/[0-9a-f-]{36})"/g,
      (all, reference) => (d.chance(0.5) ? `"reference":"${named(reference)}"` : all),
    );
    return { ...one, resource: JSON.parse(said) as Json };
  });
}

const NAME = /^[A-Z][A-Za-z]+\/[0-9a-f-]{36}$/;

/** The same request, said otherwise. */
export function inOtherForm(d: Dice, asking: Asking): Asking {
  const { method, path, query, body } = asking;
  const far = (value: string) => (NAME.test(value) && d.chance(0.5) ? `${OWN}/${value}` : value);
  const isSearch =
    method === 'GET' &&
    asking.walk === true &&
    /^(?:\/[A-Z][A-Za-z]+(?:\/[0-9a-f-]{36}\/[A-Z][A-Za-z]+)?)?$/.test(path);
  const byPost = isSearch && d.chance(0.4);
  return {
    ...asking,
    ...(byPost ? { method: 'POST', path: `${path}/_search` } : {}),
    query: query.map(([key, value]) => [key, value.split(',').map(far).join()]),
    ...(body === undefined || !d.chance(0.5) ? {} : { body: withOwnAddresses(body) }),
  };
}

const withOwnAddresses = (body: NonNullable<Asking['body']>): NonNullable<Asking['body']> =>
  JSON.parse(JSON.stringify(body).replace(/"reference":"([A-Z][A-Za-z]+\/[0-9a-f-]{36})"/g, `"reference":"${OWN}/$1"`));
