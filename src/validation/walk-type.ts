/** Walks an instance by its base types: JSON form, unknown and missing elements, primitives, and each type's own rules. */
import { checkPrimitive, isUnremarkable, jsonType, Node, type Run } from './constraints/index.ts';
import type { Key, TypeShape, TypeSlot, Types } from './type-shapes.ts';

/** Instances nested deeper than this are refused: no honest document is, and a hostile one could end the process. */
const DEPTH_MAX = 200;

export interface TypeWalk {
  readonly run: Run;
  readonly types: Types;
  /** Called for each nested resource, once its own type is walked. */
  onResource(node: Node): void;
}

/** Walks one resource. The caller has made sure that its type is known. */
export function walkResource(node: Node, shape: TypeShape, walk: TypeWalk, depth = 0): void {
  for (const rule of shape.rules) rule.check(node, walk.run);
  walkObject(node, shape, walk, depth);
  walk.onResource(node);
}

function walkObject(node: Node, shape: TypeShape, walk: TypeWalk, depth: number): void {
  const { run } = walk;
  if (depth > DEPTH_MAX) {
    run.report('nesting-too-deep', node, { max: DEPTH_MAX });
    return;
  }
  const value = node.value as Record<string, unknown>;
  let choices: Set<TypeSlot> | undefined;
  let content = 0;
  for (const name in value) {
    const own = value[name];
    // In memory an absent element may be written as undefined.
    if (own === undefined) continue;
    const key = shape.byKey.get(name);
    if (key === undefined) {
      if (name === 'resourceType' && node.resource === node) continue;
      run.report('element-unknown', node, { name, type: node.type }, { key: name });
      content++;
      continue;
    }
    if (name !== 'id') content++;
    const { slot, isBeside, beside } = key;
    if (isBeside && value[key.json] !== undefined) continue;
    if (slot.choice) {
      if (choices?.has(slot) === true)
        run.report('choice-twice', node, { name: slot.name, found: presentOf(value, slot).join(', ') }, { key: name });
      choices ??= new Set();
      choices.add(slot);
    }
    const extra = isBeside ? own : beside === undefined ? value[`_${name}`] : value[beside];
    walkSlot({ node, key, value: isBeside ? undefined : own, extra }, walk, depth);
  }
  // What stands beside a primitive may be its id alone, where the primitive has a value.
  const isBesideValue = node.extra !== undefined && value['id'] !== undefined;
  if (content === 0 && node.resource !== node && !isBesideValue)
    run.report('json-empty', node, { name: node.name, found: '{}' });
  for (const slot of shape.required) if (!isPresent(value, slot)) reportMissing(node, slot, run);
}

function isPresent(value: Record<string, unknown>, { names }: TypeSlot): boolean {
  return names.some(({ json }) => value[json] !== undefined || value[`_${json}`] !== undefined);
}

/** The names under which an element stands, in the order in which they are written. */
function presentOf(value: Record<string, unknown>, { names }: TypeSlot): string[] {
  const own = new Set(names.map(({ json }) => json));
  const written = Object.keys(value).filter((name) => value[name] !== undefined);
  return [...new Set(written.map((name) => name.replace(/^_/, '')))].filter((name) => own.has(name));
}

function reportMissing(node: Node, { path, min, shape, name }: TypeSlot, run: Run): void {
  run.report('cardinality-min', node, {
    path: path === '' ? name : path,
    short: '',
    min,
    found: 0,
    source: shape.source,
  });
}

interface Member {
  readonly node: Node;
  readonly key: Key;
  readonly value: unknown;
  readonly extra: unknown;
}

function walkSlot(member: Member, walk: TypeWalk, depth: number): void {
  const { node, key, value, extra } = member;
  const { run } = walk;
  const name = key.json;
  const isList = Array.isArray(value ?? extra);
  if (key.slot.list !== isList) {
    const code = key.slot.list ? 'element-not-array' : 'element-array';
    run.report(code, placeOf(member, { value: value ?? extra, extra: undefined, index: -1 }), { name });
    return;
  }
  if (!isList) {
    walkValue(member, { value, extra, index: -1 }, walk, depth);
    return;
  }
  const values = (value ?? []) as readonly unknown[];
  const extras = (Array.isArray(extra) ? extra : []) as readonly unknown[];
  const length = Math.max(values.length, extras.length);
  if (length === 0) run.report('json-empty', node, { name, found: '[]' }, { key: name, below: `.${name}` });
  for (let index = 0; index < length; index++) {
    walkValue(member, { value: values[index] ?? undefined, extra: extras[index] ?? undefined, index }, walk, depth);
  }
}

interface Single {
  readonly value: unknown;
  readonly extra: unknown;
  readonly index: number;
}

function walkValue(member: Member, single: Single, walk: TypeWalk, depth: number): void {
  const { slot, beside, type, json: name } = member.key;
  const { value, extra } = single;
  const { run, types } = walk;
  const isPrimitive = beside !== undefined;
  // Most values are primitives that are right and of which nothing more is asked: they need no place of their own.
  if (isPrimitive && extra === undefined && slot.shape.rules.length === 0 && isUnremarkable(value, type, run.policy))
    return;
  const child = placeOf(member, single);
  if ((value === undefined || value === null) && (extra === undefined || extra === null)) {
    // In an array it is the pairing that is wrong, so the array is named.
    if (single.index < 0) run.report('json-null', child, { name });
    else run.report('json-null', member.node, { name }, { below: `.${name}`, key: name });
    return;
  }
  if (isPrimitive) {
    checkPrimitive(child, run);
    if (extra !== undefined) walkExtra(child, walk, depth);
    for (const rule of slot.shape.rules) rule.check(child, run);
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || extra !== undefined) {
    run.report('type-wrong', child, {
      name,
      expected: `object (${type})`,
      found: jsonType(value ?? extra),
    });
    return;
  }
  if (type === 'Resource' || type === 'DomainResource') {
    walkNested(child, walk, depth);
    return;
  }
  for (const rule of slot.shape.rules) rule.check(child, run);
  const shape = slot.inline() ?? types.shape(type);
  if (shape === undefined) return;
  for (const rule of shape.rules) rule.check(child, run);
  walkObject(child, shape, walk, depth + 1);
}

function placeOf({ node, key }: Member, { value, extra, index }: Single): Node {
  return new Node({ value, extra, type: key.type, name: key.json, index, slot: key.slot, parent: node }, false);
}

/** The id and extensions beside a primitive. */
function walkExtra(node: Node, walk: TypeWalk, depth: number): void {
  const { value, extra, type, name, index, slot, parent } = node;
  const shape = walk.types.shape('Element');
  const holder = new Node({ value: extra, extra: value, type, name, index, slot, parent }, false);
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra) || shape === undefined) {
    walk.run.report('type-wrong', holder, {
      name: `_${name}`,
      expected: 'object',
      found: jsonType(extra),
    });
  } else walkObject(holder, shape, walk, depth + 1);
}

/** A resource inside a resource: contained, an entry of a bundle, a parameter. */
function walkNested({ value, name, index, slot, parent }: Node, walk: TypeWalk, depth: number): void {
  if (name === 'contained' && walk.run.policy.contained === 'ignored') return;
  const type = (value as { resourceType?: unknown }).resourceType;
  const named = typeof type === 'string' ? type : '';
  const node = new Node({ value, extra: undefined, type: named, name, index, slot, parent }, true);
  const known = named !== '' && walk.types.isA(named, 'Resource') && !walk.types.isAbstract(named);
  const shape = known ? walk.types.shape(named) : undefined;
  if (typeof type !== 'string') walk.run.report('resource-type-missing', node, {});
  else if (shape === undefined) walk.run.report('resource-type-unknown', node, { found: type });
  else walkResource(node, shape, walk, depth + 1);
}
