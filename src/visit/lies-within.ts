/** Whether contents lie within what a token's scopes let be done with them: asked of what is written, before and after. */
import type { Resource } from '@medplum/fhirtypes';
import { covers, type ScopeAction } from '#auth';
import { factsOf, holdsAll, type Reach, reaches } from '#consent';
import { type Refusal, refuse } from '#fhir';
import { meetsCondition, resourceOf, type Stored } from '#store';
import type { House, Visit } from './house.ts';
import { reachOf, referableOf } from './scope-reach.ts';

type Asked = Pick<House, 'parameters' | 'policy'>;

/** A 403 where the content that the caller sends lies outside: it depends on what was sent, so it tells of nothing else. */
export function outsideScope(
  house: Asked,
  { caller }: Visit,
  action: ScopeAction,
  content: { readonly resource: Resource; readonly patients?: readonly string[] },
): Refusal | undefined {
  if (holds(house, reachOf(house, caller, [action]).reach, content)) return undefined;
  const type = content.resource.resourceType;
  return refuse(403, {
    code: 'scope-insufficient',
    type: 'forbidden',
    ja: `このトークンの範囲（scope）では、この内容の ${type} に「${action}」はできません。`,
    en: `the token's scopes do not cover \`${action}\` on a \`${type}\` with this content`,
    expression: type,
  });
}

/** Whether what is stored lies within the scopes for an action. */
export const liesWithin = (house: Asked, { caller }: Visit, action: ScopeAction, stored: Stored): boolean =>
  holdsStored(house, reachOf(house, caller, [action]).reach, stored);

/** Whether what the caller's organization holds is known to this token, where it is found again instead of stored anew. */
export function isKnownTo(house: Asked, visit: Visit, stored: Stored, update: boolean): boolean {
  if (!update) return holdsStored(house, referableOf(house, visit.caller).reach, stored);
  // Without any scope to change the type, that is what is told.
  return !covers(visit.caller.scopes, stored.type, 'update') || liesWithin(house, visit, 'update', stored);
}

function holdsStored(house: Asked, reach: Reach, stored: Stored): boolean {
  if (!stored.deleted) return holds(house, reach, { resource: resourceOf(stored) });
  // What is left of a deleted resource is whom it named.
  return reaches(reach, { ...stored, patients: stored.facts.patients }, house.policy.nonPatientTypes, () => false);
}

function holds(
  { policy }: Asked,
  reach: Reach,
  { resource, patients }: { readonly resource: Resource; readonly patients?: readonly string[] },
): boolean {
  if (holdsAll(reach, resource.resourceType)) return true;
  const facts = factsOf(resource);
  const row = patients === undefined ? facts : { ...facts, patients };
  return reaches(reach, row, policy.nonPatientTypes, (condition) => meetsCondition(resource, condition));
}

/** Whom a document is about: who is named by all of its parts that name anybody. */
export function namedByAll(parts: readonly { readonly patients: readonly string[] }[]): readonly string[] {
  const [first = [], ...others] = parts.map(({ patients }) => patients).filter((patients) => patients.length > 0);
  return first.filter((patient) => others.every((patients) => patients.includes(patient)));
}
