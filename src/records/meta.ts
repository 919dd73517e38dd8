/** $meta, $meta-add and $meta-delete: profiles, tags and security labels, read and changed apart from the rest. */
import type { Coding, Meta, Parameters, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { resourceOf } from '#store';
import { type Answer, aimOf, type House, permitOf, permitOfCaller, scopeMissing, type Visit } from '#visit';
import { versionNeeded } from './change-refusals.ts';
import { readInstance } from './read-instance.ts';
import type { Target } from './target.ts';
import { needsVersion } from './type-rules.ts';
import { changeWithin, inTransaction, replaceBy } from './update.ts';

/** The `meta` of one resource as the caller is shown it. */
export async function readMeta(house: House, visit: Visit, type: string, id: string): Promise<Answer | Refusal> {
  const instance = await readInstance(house, visit, type, id);
  if (isRefusal(instance)) return instance;
  return { ...metaAnswer(resourceOf(instance.shown).meta ?? {}), items: instance.items };
}

/**
 * What the resources of a type, or of all types, carry that the caller's organization holds, each value once. A label of what
 * another holds tells of a person, and all of them of too many to be noted: it is read at the record itself.
 */
export async function collectMeta(house: House, visit: Visit, type?: string): Promise<Answer | Refusal> {
  const { scopes } = visit.caller;
  const types = (type === undefined ? house.servedTypes : [type]).filter((one) => covers(scopes, one, 'search'));
  if (types.length === 0) return scopeMissing(type ?? 'Resource', 'search');
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const found = await house.store.metas(permit, types);
  const held = Object.entries(found).filter(([, values]) => values.length > 0);
  return metaAnswer(Object.fromEntries(held) as Meta);
}

export type MetaChange = 'add' | 'delete';

/**
 * Adds to or takes from `meta` and makes the next version. INVARIANT: what the rules of labelling find in a resource stays
 * on it, since the result is labelled like every write.
 */
export async function changeMeta(
  house: House,
  visit: Visit,
  target: Target & { readonly id: string; readonly change: MetaChange },
  parameters: Resource | undefined,
): Promise<Answer | Refusal> {
  const { type } = target;
  if (!covers(visit.caller.scopes, type, 'update')) return scopeMissing(type, 'update');
  const given = readGiven(parameters);
  if (isRefusal(given)) return given;
  if (needsVersion(type) && target.ifMatch === undefined) return versionNeeded(target);
  const permit = await permitOfCaller(house, visit, 'correct');
  if (isRefusal(permit)) return permit;
  const aim = await aimOf(house, visit, ['update']);
  if (isRefusal(aim)) return aim;
  const answer = await inTransaction(house, visit, async (writer) => {
    const changed = await changeWithin(house, visit, { writer, aim, target }, (current) =>
      replaceBy(
        house,
        visit,
        { writer, permit, current },
        (before) => ({ ...before, meta: metaAfter(before.meta ?? {}, given, target.change) }) as Resource,
      ),
    );
    return isRefusal(changed) ? changed : { ...changed, interaction: `$meta-${target.change}` };
  });
  if (isRefusal(answer)) return answer;
  const { meta = {} } = JSON.parse(String(answer.body)) as Resource;
  return { ...answer, body: bodyOf(meta) };
}

function readGiven(parameters: Resource | undefined): Meta | Refusal {
  const list: unknown = (parameters as Parameters | undefined)?.parameter;
  const one = Array.isArray(list)
    ? (list as Parameters['parameter'])?.find((each) => each?.name === 'meta')
    : undefined;
  const meta: unknown = one?.valueMeta;
  if (parameters?.resourceType === 'Parameters' && isMeta(meta)) return meta;
  return refuse(400, {
    code: 'meta-needed',
    type: 'required',
    ja: '変える meta を、Parameters の meta（valueMeta）で示してください。',
    en: 'give the meta to add or take away as `meta` (valueMeta) of a Parameters',
    expression: 'Parameters.parameter',
  });
}

/** Its lists hold what they are of; whether R4 lets the rest stand is asked of the resource that becomes of it. */
function isMeta(meta: unknown): meta is Meta {
  if (!isObject(meta)) return false;
  const { profile = [], tag = [], security = [] } = meta;
  const isText = (item: unknown) => typeof item === 'string';
  return isListOf(profile, isText) && isListOf(tag, isObject) && isListOf(security, isObject);
}

const isListOf = (list: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(list) && list.every(isItem);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function metaAfter(meta: Meta, given: Meta, change: MetaChange): Meta {
  const text = (value: string) => value;
  const coding = ({ system = '', code = '' }: Coding) => `${system}|${code}`;
  const of = <T>(before: readonly T[] = [], named: readonly T[] = [], key: (value: T) => string): T[] => {
    const keys = new Set(named.map(key));
    const others = before.filter((value) => !keys.has(key(value)));
    return change === 'delete'
      ? others
      : [...before, ...named.filter((value) => !before.some((b) => key(b) === key(value)))];
  };
  const { profile: _profile, tag: _tag, security: _security, ...rest } = meta;
  const after = {
    profile: of(meta.profile, given.profile, text),
    tag: of(meta.tag, given.tag, coding),
    security: of(meta.security, given.security, coding),
  };
  return { ...rest, ...Object.fromEntries(Object.entries(after).filter(([, values]) => values.length > 0)) };
}

const metaAnswer = (meta: Meta): Answer => ({
  status: 200,
  body: bodyOf(meta),
  interaction: '$meta',
  action: 'R',
  items: [],
});

function bodyOf(meta: Meta): string {
  const body: Parameters = { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] };
  return JSON.stringify(body);
}
