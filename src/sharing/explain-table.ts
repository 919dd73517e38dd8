/** What each party could see of a person, counted over the records that the person sees, by category and purpose. */
import type { Consent, ConsentProvision, Resource } from '@medplum/fhirtypes';
import { closureOf, closureOfRequester, type Directory, type PolicyRule } from '#consent';
import { isRefusal, PURPOSES, type Refusal, spanOf, toJapanTime } from '#fhir';
import { resourceOf, type Stored } from '#store';
import { categoriesOf, type House, operationTooLarge } from '#visit';
import { nameOf, partyOf } from './explain-record.ts';
import { groundsOf, permitSupposed, referencesIn, type Told } from './explained-view.ts';
import { hiddenPeople, isForHiddenOnly } from './hidden-people.ts';
import type { Inquiry } from './inquiry.ts';
import { ownRecords } from './own-view.ts';
import type { AccessTable, Cell, Party, PartyAccess } from './telling/access.ts';
import { type Needed, neededBy, toldOfWhole } from './told-whole.ts';
import { toldWithOthers } from './told-with-others.ts';

/** What people are asked for most, and what opens in an emergency. */
const USUAL_PURPOSES = ['COC', 'TREAT', 'ETREAT', 'BTG'];
/** Bounds what one answer costs: a decision reads every consent of the person, each in some tens of microseconds. */
const READINGS_MAX = 400_000;

/** The table; 400 for an actor that nobody knows, and where there is too much to decide. */
export async function explainTable(house: House, inquiry: Inquiry): Promise<AccessTable | Refusal> {
  const { view, actor, action, now, categories } = inquiry;
  const rows = await ownRecords(house, view);
  if (isRefusal(rows)) return rows;
  const needed = await neededBy(house, view.permit, rows);
  const records = rows.map((row) => recordOf(row, needed.get(row)));
  const { directory } = await house.store.believed(actor ?? view.person);
  const purposes = purposesOf(inquiry, records);
  const hidden = await hiddenPeople(house, view.permit, house.policy.rules);
  const inForce = house.policy.rules.filter(
    (rule) => concerns(rule, view.person, now) && !isForHiddenOnly(rule, hidden),
  );
  const namedByRules = inForce.flatMap(({ actor: named = [] }) => named).filter((one) => !hidden.has(one));
  const concerned = { directory, records, namedByRules };
  const references = actor === undefined ? partiesConcerned(house, inquiry, concerned) : [actor];
  // Before anything is looked up of a party.
  const readings = references.length * purposes.length * records.length * (1 + consentsOf(records).length);
  if (readings > READINGS_MAX) return tooMany(references.length);
  const told: PartyAccess[] = [];
  for (const reference of references) {
    const party =
      actor === undefined
        ? { reference, name: await nameOf(house, view.permit, directory, reference) }
        : await partyOf(house, inquiry, directory, actor);
    if (isRefusal(party)) return party;
    const access = await accessOf(house, { ...inquiry, purposes }, { directory, records, party });
    if (isRefusal(access)) return access;
    // Who is named somewhere, and still sees nothing, is told of only where somebody asks for them.
    if (actor !== undefined || access.holds || access.cells.some(({ visible }) => visible > 0)) told.push(access);
  }
  const rules = house.policy.rules.flatMap((rule, index) => (inForce.includes(rule) ? [`policy#rules[${index}]`] : []));
  return {
    action,
    time: toJapanTime(now),
    purposes,
    parties: told,
    rules: await groundsOf(house, inquiry, rules),
    category: categories.words,
  };
}

interface Recorded {
  readonly row: Stored;
  readonly resource: Resource;
  /** Of a record without categories the empty one. */
  readonly categories: readonly string[];
  readonly needed: Needed | undefined;
}

function recordOf(row: Stored, needed: Needed | undefined): Recorded {
  const categories = categoriesOf(row);
  return { row, resource: resourceOf(row), categories: categories.length === 0 ? [''] : categories, needed };
}

interface Looking {
  readonly directory: Directory;
  readonly records: readonly Recorded[];
  readonly party: Party;
}

async function accessOf(
  house: House,
  inquiry: Inquiry,
  { directory, records, party }: Looking,
): Promise<PartyAccess | Refusal> {
  const { view, purposes, categories } = inquiry;
  const actor = party.reference;
  const cells: Cell[] = [];
  const places = new Set<string>();
  for (const purpose of purposes) {
    const permit = await permitSupposed(house, directory, inquiry, { actor, purpose });
    if (isRefusal(permit)) return permit;
    const alone = records.flatMap((record) => {
      const { row, resource, needed } = record;
      const one = toldOfWhole(permit, row, view.person, { needed, read: () => resource });
      return one === undefined ? [] : [{ record, row, told: one }];
    });
    const withOthers = await toldWithOthers(house, permit, alone);
    const told = alone.map(({ record }, index) => ({ record, told: withOthers[index] as Told }));
    for (const one of told) for (const place of one.told.places) places.add(place);
    for (const category of [...categories.codes, '']) {
      const within = told.filter(({ record }) => record.categories.includes(category)).map((one) => one.told);
      if (within.length > 0) cells.push(cellOf(purpose, category, within));
    }
  }
  const organization = actor.startsWith('Organization/') ? actor : directory[actor]?.organization;
  const holds = records.some(({ row }) => row.custodian !== null && row.custodian === organization);
  return { party, holds, cells, grounds: await groundsOf(house, inquiry, [...places]) };
}

const cellOf = (purpose: string, category: string, told: readonly Told[]): Cell => ({
  purpose,
  category,
  visible: told.filter(({ permit }) => permit).length,
  total: told.length,
  reasons: [...new Set(told.map(({ reason }) => reason))].sort(),
});

/** Those asked for; else the usual ones and what the consents name. */
function purposesOf({ purposes }: Inquiry, records: readonly Recorded[]): readonly string[] {
  if (purposes.length > 0) return purposes;
  const codes = consentsOf(records).flatMap(({ provision }) => (provision === undefined ? [] : purposesIn(provision)));
  return [...new Set([...USUAL_PURPOSES, ...codes])].sort((a, b) => Number(a === 'BTG') - Number(b === 'BTG'));
}

const purposesIn = ({ purpose = [], provision = [] }: ConsentProvision): string[] => [
  ...purpose.flatMap(({ code }) => (code !== undefined && PURPOSES.includes(code) ? [code] : [])),
  ...provision.flatMap(purposesIn),
];

interface Concerned {
  readonly directory: Directory;
  readonly records: readonly Recorded[];
  readonly namedByRules: readonly string[];
}

/**
 * Whom something concerns: who holds records, and every organization, role and relative for whom a consent, a rule or
 * break-glass names what they stand for. Roles that stand for no more than their organization go without saying.
 */
function partiesConcerned(
  { policy }: House,
  { now }: Inquiry,
  { directory, records, namedByRules }: Concerned,
): string[] {
  const at = now.getTime();
  const consents = consentsOf(records);
  const named = new Set([...consents.flatMap(referencesIn), ...namedByRules, ...policy.btgPrivileged]);
  const isForAll = policy.default === 'permit' || policy.default === 'treat-only' || consents.some(namesNobody);
  const holders = new Set(records.map(({ row }) => row.custodian));
  const reached = (reference: string) => [...closureOf(reference, directory, at)].filter((one) => named.has(one));
  const keys = Object.keys(directory).filter((key) => {
    if (key.startsWith('Organization/')) return isForAll || holders.has(key) || reached(key).length > 0;
    if (!key.startsWith('PractitionerRole/') || closureOfRequester(key, directory, at).size === 0) return false;
    const known = closureOf(directory[key]?.organization, directory, at);
    return reached(key).some((one) => !known.has(one));
  });
  const relatives = [...named].filter((reference) => reference.startsWith('RelatedPerson/'));
  return [...keys, ...relatives].sort();
}

const consentsOf = (records: readonly Recorded[]): Consent[] =>
  records.flatMap(({ resource }) => (resource.resourceType === 'Consent' ? [resource] : []));

/** A consent whose root names no recipient speaks to everybody. */
const namesNobody = ({ status, provision }: Consent): boolean =>
  status === 'active' && (provision?.actor ?? []).length === 0;

function concerns({ patient, period }: PolicyRule, person: string, now: Date): boolean {
  const from = period?.start === undefined ? undefined : spanOf(period.start)?.low;
  const until = period?.end === undefined ? undefined : spanOf(period.end)?.high;
  const at = now.getTime();
  return (patient === undefined || patient === person) && (from ?? at) <= at && at <= (until ?? at);
}

const tooMany = (parties: number): Refusal =>
  operationTooLarge({
    ja: `関わる機関・役割が ${parties} あり、まとめて確かめられません。actor か purpose で絞ってください。`,
    en: `${parties} parties are concerned, too many to decide for at once; narrow it with \`actor\` or \`purpose\``,
  });
