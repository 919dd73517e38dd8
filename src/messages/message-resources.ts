/** One resource of a message: filled by its rules, named for good by its key, and accounted for value by value. */
import { copyOf, type Issue, profileUrl } from '#fhir';
import type { Tree } from '#mapping';
import { INSTANCE_SYSTEM } from './codec-parts.ts';
import { fieldOf, type Hl7Component, type Hl7Segment } from './hl7-record.ts';
import { dropIncomplete, EVERYTHING, fill, keepOnePerSystem, mix, otherChoices } from './message-elements.ts';
import type { Instance } from './message-groups.ts';
import type {
  FieldRules,
  GoingBack,
  Keeping,
  Making,
  MessageKind,
  MessageResource,
  MessageRule,
} from './message-kinds.ts';
import { readMessage, writeMessage } from './message-path.ts';
import { messageCodecs } from './ssmix2-codecs.ts';
import { issueAt, type MessageContext, readerOf } from './ssmix2-reader.ts';

export interface MadeResource {
  readonly name: string;
  readonly making: Making;
  readonly at: number;
  /** Other places where the message says the same of it. */
  readonly again?: readonly number[];
  readonly tree: Tree;
  /** Value → the element that holds it. */
  readonly carried: ReadonlyMap<Hl7Component, string>;
  /** Elements that the message asks to delete. */
  readonly removed: readonly string[];
  /** The value of its identifier, where it has one of its own. */
  readonly key?: string;
  /** What becomes of it where it is known already. */
  readonly back?: GoingBack;
}

export interface Blueprint {
  readonly name: string;
  readonly making: Making;
  readonly kind: MessageKind;
  readonly resource: MessageResource;
  readonly rules: ReadonlyMap<string, FieldRules>;
  readonly context: MessageContext;
  /** The message deletes what it is about. */
  readonly deletes: boolean;
  /** The file is deleted, and this is not its own. */
  readonly kept?: Keeping;
}

/** Undefined where what it cannot do without is missing: then nothing of it counts as carried. */
export function makeResource(instance: Instance, making: Blueprint): MadeResource | undefined {
  const { resource, kind, name, context } = making;
  const tree: Tree = {
    resourceType: resource.type,
    ...copyOf(resource.fixed),
    ...copyOf(kind.fixed?.[name]),
  };
  const written = runRules(instance, making, tree);
  const { carried, removed, named } = written;
  dropIncomplete(tree, resource, carried);
  fill(tree, resource);
  keepOnePerSystem(tree, resource, carried);
  const open = openStayOf(instance, making, carried);
  if (open !== undefined) tree['period'] = { start: open.start, ...(tree['period'] as object | undefined) };
  const lacking = resource.needs?.find((path) => readMessage(tree, path) === undefined);
  const key = resource.key === undefined ? undefined : (open?.key ?? keyOf(instance, making, carried));
  if (lacking !== undefined || (resource.key !== undefined && key === undefined)) {
    context.issues.push(notMade(instance, making, lacking));
    return undefined;
  }
  for (const component of named) if (key?.includes(component.text) === true) carried.set(component, 'identifier');
  if (resource.mixes === true) mix(tree);
  if (making.deletes || isDeleted(instance, resource)) remove(tree, resource, removed);
  Object.assign(tree, copyOf(making.kept?.set));
  removed.push(...(kind.clears?.[name] ?? []), ...otherChoices(tree));
  if (resource.snapshot?.includes(instance.anchor?.name ?? '') === true) removed.push(EVERYTHING);
  const needs = [...(resource.profileNeeds ?? []), ...(kind.profileNeeds?.[name] ?? [])];
  // Without the number of the hospital its identifiers have no system.
  const isNumbered = context.institution !== undefined;
  const holds = resource.profile !== undefined && needs.every((path) => readMessage(tree, path) !== undefined);
  const own = holds ? [profileUrl(resource.profile)] : [];
  const claimed = isNumbered ? [...own, ...(resource.claims ?? [])] : [];
  const profile = claimed.length > 0 ? { meta: { profile: claimed } } : {};
  const identifier = key === undefined ? {} : { identifier: [{ system: INSTANCE_SYSTEM, value: key }] };
  const { resourceType, ...rest } = tree;
  return {
    name,
    making: making.making,
    at: instance.at,
    tree: { resourceType, ...profile, ...identifier, ...rest },
    carried,
    removed: removed.filter((element) => tree[element] === undefined),
    ...(key === undefined ? {} : { key }),
    ...(making.kept?.back === undefined ? {} : { back: making.kept.back }),
  };
}

interface Written {
  readonly carried: Map<Hl7Component, string>;
  readonly removed: string[];
  /** Values that are to be part of the identifier. */
  readonly named: Hl7Component[];
}

function runRules({ segments }: Instance, { rules, context }: Blueprint, tree: Tree): Written {
  const written: Written = { carried: new Map(), removed: [], named: [] };
  const seen = new Map<string, number>();
  for (const segment of segments) {
    const order = seen.get(segment.name) ?? 0;
    seen.set(segment.name, order + 1);
    const fields = rules.get(segment.name);
    if (fields === undefined) continue;
    for (const field of segment.fields)
      for (const rule of fields.get(field.number) ?? []) runRule({ rule, segment, order }, context, tree, written);
  }
  return written;
}

interface RuleAt {
  readonly rule: MessageRule;
  readonly segment: Hl7Segment;
  /** The place of the segment among those of its name. */
  readonly order: number;
}

function runRule({ rule: at, segment, order }: RuleAt, context: MessageContext, tree: Tree, written: Written): void {
  const { rule, codec, steps, table } = at;
  const field = fieldOf(segment, Number(rule.source.split('-')[1]));
  const first = field?.repeats[0]?.[0];
  if (field === undefined || first === undefined) return;
  const [element] = steps;
  if (first.isNull && field.repeats.length === 1 && field.repeats[0]?.length === 1) {
    if (steps.length === 1 && element !== undefined) written.removed.push(element.name);
    return;
  }
  if (codec === 'key') {
    written.named.push(first);
    return;
  }
  const carry = (component: Hl7Component): void => {
    written.carried.set(component, element?.name ?? '');
  };
  const reading = { rule, segment, field, context, carry, ...(table === undefined ? {} : { table }) };
  for (const value of messageCodecs[codec](readerOf(reading))) writeMessage(tree, steps, value, order);
}

/** The first list of sources that are all there: the same thing has the same name in every message about it. */
function keyOf(
  { segments }: Instance,
  { name, kind, resource, context }: Blueprint,
  carried: Map<Hl7Component, string>,
): string | undefined {
  for (const sources of [...(resource.key ?? []), ...(kind.keys?.[name] ?? [])]) {
    const found = sources.map((source) => componentAt(segments, source));
    if (!found.every((component) => component !== undefined)) continue;
    const parts = found.map(({ text }, i) => (sources[i]?.endsWith(':day') ? text.slice(0, 8) : text));
    for (const component of found) if (!carried.has(component)) carried.set(component, 'identifier');
    const { owner, patient } = context;
    return [owner, patient, ...(resource.keyName === undefined ? [] : [resource.keyName]), ...parts].join('-').trim();
  }
  return undefined;
}

/** Only for a stay that the message does not name, and told. */
function openStayOf(
  instance: Instance,
  { name, context, ...more }: Blueprint,
  carried: Map<Hl7Component, string>,
): MessageContext['openStay'] {
  const { openStay } = context;
  if (name !== 'Encounter' || openStay === undefined) return undefined;
  if (keyOf(instance, { name, context, ...more }, carried) !== undefined) return undefined;
  const [place] = instance.segments.filter((segment) => segment.name === 'PV1');
  context.issues.push({
    severity: 'information',
    code: 'ssmix2-stay-assumed',
    type: 'informational',
    ja: '入院日時（PV1-44）がないため、この人の続いている入院・外来（一つだけ）の記録とみなしました。',
    en: 'without `PV1-44` the only open stay of the person is taken to be meant',
    expression: `PV1 (segment ${place?.index ?? 0})`,
  });
  return openStay;
}

function componentAt(segments: readonly Hl7Segment[], source: string): Hl7Component | undefined {
  const [, name, field, component] = /^([A-Z0-9]{3})-(\d+)\.(\d+)/.exec(source) ?? [];
  for (const segment of segments) {
    if (segment.name !== name) continue;
    const found = fieldOf(segment, Number(field))?.repeats[0]?.[Number(component) - 1];
    if (found !== undefined && !found.isNull && found.text.trim() !== '') return found;
  }
  return undefined;
}

function isDeleted({ segments }: Instance, { deletedBy }: MessageResource): boolean {
  if (deletedBy === undefined) return false;
  return deletedBy.codes.includes(componentAt(segments, deletedBy.source)?.text ?? '');
}

function remove(tree: Tree, { onDelete }: MessageResource, removed: string[]): void {
  for (const [element, value] of Object.entries(onDelete?.set ?? {})) tree[element] = copyOf(value);
  for (const element of onDelete?.clear ?? []) {
    delete tree[element];
    removed.push(element);
  }
}

function notMade({ anchor, segments }: Instance, { name, resource }: Blueprint, lacking: string | undefined): Issue {
  const place = anchor ?? segments.find((segment) => segment.name === 'PV1') ?? segments[0];
  const what = lacking ?? 'identifier';
  if (name === 'Encounter')
    return {
      severity: 'error',
      code: 'ssmix2-stay-unknown',
      type: 'required',
      ja: '入院日時（PV1-44）または患者区分（PV1-2）がないため、どの入院か分からず、入院の記録を作れません。',
      en: 'without `PV1-44` (time of admission) and `PV1-2` (class) the stay is not known, and no Encounter is made',
      expression: `PV1 (segment ${place?.index ?? 0})`,
    };
  const position = `${place?.name ?? ''} (segment ${place?.index ?? 0})`;
  return issueAt(
    { position, column: 1 },
    {
      severity: 'warning',
      code: 'hl7-resource-incomplete',
      type: 'incomplete',
      ja: `${resource.type} に必要な値（${what}）がないため、記録を作れません。`,
      en: `without \`${what}\` no ${resource.type} is made`,
    },
  );
}
