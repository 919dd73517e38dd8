/** Changes a part of what the caller's organization holds, by JSON Patch or FHIRPath Patch; the rest of it stays. */
import type { Parameters, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { type Answer, aimOf, type House, noneMatches, permitOfCaller, scopeMissing, type Visit } from '#visit';
import { versionNeeded } from './change-refusals.ts';
import { applyFhirPathPatch } from './patch-fhirpath.ts';
import { applyJsonPatch } from './patch-json.ts';
import { aboutOne, type Target } from './target.ts';
import { needsVersion } from './type-rules.ts';
import { changeWithin, inTransaction, replaceBy, resolveTarget, type Write } from './update.ts';

/** 200 with the new version; the result is checked like an update. */
export async function patchResource(
  house: House,
  visit: Visit,
  target: Target,
  patch: unknown,
): Promise<Answer | Refusal> {
  const write = await preparePatch(house, visit, target, patch);
  return isRefusal(write) ? write : inTransaction(house, visit, write, aboutOne(target));
}

/** `patch` is a list of operations, or Parameters. */
export async function preparePatch(
  house: House,
  visit: Visit,
  target: Target,
  patch: unknown,
): Promise<Write | Refusal> {
  const { type } = target;
  // A patch is answered with more than was sent, and its tests tell what is there.
  for (const action of ['update', 'read'] as const)
    if (!covers(visit.caller.scopes, type, action)) return scopeMissing(type, action);
  if (needsVersion(type) && target.ifMatch === undefined) return versionNeeded(target);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const aim = await aimOf(house, visit, ['update', 'read']);
  if (isRefusal(aim)) return aim;
  return async (writer) => {
    const at = await resolveTarget(house, visit, writer, target);
    if (isRefusal(at)) return at;
    const [only] = at;
    if (only === undefined) return noneMatches({ type, query: target.criteria ?? '' });
    const { id } = only;
    const answer = await changeWithin(house, visit, { writer, aim, target: { ...target, id } }, (current) =>
      replaceBy(house, visit, { writer, permit, current, target }, (before) => patchedBy(house, before, patch)),
    );
    return isRefusal(answer) ? answer : { ...answer, interaction: 'patch' };
  };
}

function patchedBy({ definitions }: House, current: Resource, patch: unknown): Resource | Refusal {
  const patched =
    (patch as Parameters | undefined)?.resourceType === 'Parameters'
      ? applyFhirPathPatch(definitions, current, patch as Parameters)
      : applyJsonPatch(current, patch);
  if (isRefusal(patched)) return patched;
  const { resourceType, id } = patched as Partial<Resource>;
  return resourceType === current.resourceType && id === current.id ? patched : identityKept();
}

const identityKept = (): Refusal =>
  refuse(422, {
    code: 'patch-identity',
    type: 'business-rule',
    ja: 'resourceType と id は変えられません。',
    en: '`resourceType` and `id` cannot be changed',
  });
