/** Reads one resource, one version of it, or its history. */
import { covers } from '#auth';
import type { Permit } from '#consent';
import { isRefusal, type Refusal } from '#fhir';
import type { Stored } from '#store';
import {
  type Answer,
  disclosedItems,
  gone,
  type House,
  maskReferences,
  notFound,
  permitOf,
  scopeMissing,
  type Visit,
} from '#visit';

/** The current version, or exactly the answer of an unknown id. */
export async function readResource(house: House, visit: Visit, type: string, id: string): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, type, 'read')) return scopeMissing(type, 'read');
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const stored = await house.store.read(permit, type, id);
  if (!stored) return notFound(type, id);
  // Only who holds a record may learn that it was deleted.
  if (stored.deleted) return permit.own.includes(stored.custodian ?? '') ? gone(type, id) : notFound(type, id);
  return answerOne(house, visit, permit, stored);
}

/** One version, under the rules of that version and of the current one. */
export async function readVersion(
  house: House,
  visit: Visit,
  { type, id, version }: { type: string; id: string; version: string },
): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, type, 'read')) return scopeMissing(type, 'read');
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const versions = await house.store.history(permit, type, id);
  const stored = versions.find((candidate) => String(candidate.version) === version);
  const name = `${id}/_history/${version}`;
  // Of what was deleted the store shows the history to its holder only.
  if (stored?.deleted === true) return gone(type, name);
  return stored ? answerOne(house, visit, permit, stored) : notFound(type, name);
}

async function answerOne(house: House, visit: Visit, permit: Permit, stored: Stored): Promise<Answer> {
  const items = await disclosedItems(house, visit, permit, [stored]);
  const headers = { ETag: `W/"${stored.version}"`, 'Last-Modified': stored.updated.toUTCString() };
  const [shown = stored] = await maskReferences(house, visit, [stored]);
  const { updated } = stored;
  return { status: 200, body: shown.text, headers, updated, interaction: 'read', action: 'R', items };
}
