/** The decision about one record, with what decides it. */
import type { Directory, Permit } from '#consent';
import { isRefusal, type Refusal, toJapanTime } from '#fhir';
import { type House, namesOf, notFound, valueInvalid } from '#visit';
import { groundsOf, permitSupposed } from './explained-view.ts';
import type { Inquiry } from './inquiry.ts';
import type { ExplainedDecision, Party } from './telling/access.ts';
import { neededBy, toldOfWhole } from './told-whole.ts';
import { toldWithOthers } from './told-with-others.ts';

/** What is told of one record; 404 for what the person does not see, 400 for an actor that nobody knows. */
export async function explainRecord(
  house: House,
  inquiry: Inquiry & { readonly actor: string; readonly purpose: string; readonly resource: string },
): Promise<ExplainedDecision | Refusal> {
  const { view, actor, purpose, action, resource, now } = inquiry;
  const { directory } = await house.store.believed(actor);
  const party = await partyOf(house, inquiry, directory, actor);
  if (isRefusal(party)) return party;
  const [type = '', id = ''] = resource.split('/');
  const row = await house.store.read(view.permit, type, id);
  if (row === undefined || row.deleted) return notFound(type, id);
  const permit = await permitSupposed(house, directory, inquiry, { actor, purpose });
  if (isRefusal(permit)) return permit;
  const needed = (await neededBy(house, view.permit, [row])).get(row);
  const alone = toldOfWhole(permit, row, view.person, { needed });
  const [told] = alone === undefined ? [] : await toldWithOthers(house, permit, [{ row, told: alone }]);
  if (told === undefined) return notFound(type, id);
  return {
    party,
    purpose,
    action,
    time: toJapanTime(now),
    resource,
    permit: told.permit,
    reason: told.reason,
    grounds: await groundsOf(house, inquiry, told.places),
    obligations: told.obligations,
  };
}

/** The party by its name; 400 where it is nobody who could ask. */
export async function partyOf(
  house: House,
  { view }: Pick<Inquiry, 'view'>,
  directory: Directory,
  actor: string,
): Promise<Party | Refusal> {
  const isListed = /^(?:Organization|PractitionerRole)\//.test(actor) && directory[actor] !== undefined;
  const isRelative =
    actor.startsWith('RelatedPerson/') && (await house.store.readMany(view.permit, [actor])).length === 1;
  if (!isListed && !isRelative) return valueInvalid('actor', actor, KNOWN);
  return { reference: actor, name: await nameOf(house, view.permit, directory, actor) };
}

/** Of a role: its organization and who works in it. */
export async function nameOf(house: House, permit: Permit, directory: Directory, actor: string): Promise<string> {
  const organization = directory[actor]?.organization;
  const names = await namesOf(house, permit, organization === undefined ? [actor] : [organization, actor]);
  const own = names.get(actor) ?? actor;
  return organization === undefined ? own : `${names.get(organization) ?? organization} ${own}`;
}

const KNOWN = {
  ja: '登録されている機関か役割（Organization/…、PractitionerRole/…）、または家族（RelatedPerson/…）',
  en: 'an organization or role of the directory (`Organization/…`, `PractitionerRole/…`), or a relative (`RelatedPerson/…`)',
};
