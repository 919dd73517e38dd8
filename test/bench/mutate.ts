/** Makes mutants of a valid resource: each breaks one thing that a profile asks, at a place where it asks it. */
import type { StructureDefinition } from '@medplum/fhirtypes';
import { constantOf, type Found, findAll, type Member, placesOf, type Way } from './mutant-places.ts';

export type MutantKind =
  | 'required removed'
  | 'too many'
  | 'slice removed'
  | 'slice exceeded'
  | 'slice broken'
  | 'prohibited added'
  | 'fixed changed'
  | 'pattern changed'
  | 'code unknown'
  | 'target wrong';

export interface Mutant {
  readonly kind: MutantKind;
  /** Where the error must be, as a FHIRPath; where a value was changed, it may be below this. */
  readonly place: string;
  /** One of these codes must be there. */
  readonly codes: readonly string[];
  readonly element: string;
  make(): object;
}

/**
 * Every mutant of the resource that the profile must refuse. Left out, since they are no breach: values that tell a
 * slice (another value moves the member out of the slice), slices told by a type, a profile or a value set, and
 * references that may lead to anything.
 */
export function mutantsOf({ snapshot }: StructureDefinition, resource: object): Mutant[] {
  const root = placesOf(snapshot?.element ?? []);
  if (root === undefined) return [];
  return [...findAll(root, resource)].flatMap((found) => [
    ...(found.isTeller ? [] : removals(found, resource)),
    ...excesses(found, resource),
    ...(found.isTeller ? [] : changes(found, resource)),
    ...(found.isTeller ? [] : codes(found, resource)),
    ...targets(found, resource),
    ...breaches(found, resource),
    ...additions(found, resource),
  ]);
}

/** The members of one holder: counts are per holder. */
function byHolder(members: readonly Member[]): Member[][] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = member.holderExpression;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

function removals({ place, members, isSlice }: Found, resource: object): Mutant[] {
  if ((place.element.min ?? 0) === 0) return [];
  return byHolder(members).map((group) => ({
    kind: isSlice ? 'slice removed' : 'required removed',
    place: group[0]?.holderExpression ?? '',
    codes: ['cardinality-min', 'slice-min'],
    element: place.element.id ?? '',
    make: () => withHolder(resource, group[0]?.holderWay ?? [], (holder) => remove(holder, group)),
  }));
}

function remove(holder: Record<string, unknown>, group: readonly Member[]): void {
  for (const { key } of group) {
    const gone = new Set(group.map(({ index }) => index));
    const value = holder[key];
    const rest = Array.isArray(value) ? value.filter((_, index) => !gone.has(index)) : [];
    if (rest.length > 0) {
      holder[key] = rest;
      return;
    }
    delete holder[key];
    delete holder[`_${key}`];
  }
}

function excesses({ place, members, isSlice }: Found, resource: object): Mutant[] {
  const { max = '*', base, id = '' } = place.element;
  if (max === '*' || (!isSlice && base?.max === max)) return [];
  const listed = members.filter(({ index }) => index >= 0);
  return byHolder(listed).map((group) => ({
    kind: isSlice ? 'slice exceeded' : 'too many',
    place: group[0]?.holderExpression ?? '',
    codes: ['cardinality-max', 'slice-max'],
    element: id,
    make: () =>
      withHolder(resource, group[0]?.holderWay ?? [], (holder) => {
        const [first] = group;
        const list = holder[first?.key ?? ''];
        if (Array.isArray(list))
          for (let count = group.length; count <= Number(max); count++) list.push(structuredClone(first?.value));
      }),
  }));
}

function changes({ place, members }: Found, resource: object): Mutant[] {
  const constant = constantOf(place.element);
  if (constant === undefined) return [];
  return members.map((member) => ({
    kind: `${constant.kind} changed`,
    place: member.expression,
    codes: [`${constant.kind}-differs`],
    element: place.element.id ?? '',
    make: () => withValue(resource, member, otherThan(constant.value)),
  }));
}

/** The same value with its first leaf changed to another of its kind. */
function otherThan(value: unknown): unknown {
  if (Array.isArray(value)) return [otherThan(value[0]), ...value.slice(1)];
  if (typeof value === 'object' && value !== null) {
    const [[key, first] = ['id', ''], ...rest] = Object.entries(value);
    return { [key]: otherThan(first), ...Object.fromEntries(rest) };
  }
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return `${value}9`;
}

const UNKNOWN = 'kakehashi-no-such-code';

function codes({ place, members }: Found, resource: object): Mutant[] {
  if (place.element.binding?.strength !== 'required' || constantOf(place.element) !== undefined) return [];
  return members.flatMap((member): Mutant[] => {
    const changed = withUnknownCode(member.value);
    if (changed === undefined) return [];
    const what = { kind: 'code unknown', place: member.expression, codes: ['binding-required'] } as const;
    return [{ ...what, element: place.element.id ?? '', make: () => withValue(resource, member, changed) }];
  });
}

function withUnknownCode(value: unknown): unknown {
  if (typeof value === 'string') return UNKNOWN;
  const { coding, code } = (value ?? {}) as { coding?: unknown; code?: unknown };
  if (Array.isArray(coding)) return { ...(value as object), coding: coding.map((one) => ({ ...one, code: UNKNOWN })) };
  return typeof code === 'string' ? { ...(value as object), code: UNKNOWN } : undefined;
}

function targets({ place, members }: Found, resource: object): Mutant[] {
  const allowed = (place.element.type ?? []).flatMap(({ targetProfile = [] }) => targetProfile);
  if (allowed.length === 0 || allowed.some((one) => /\/(Resource|Basic)$/.test(one))) return [];
  return members
    .filter(({ value }) => typeof (value as { reference?: unknown } | null)?.reference === 'string')
    .map((member) => ({
      kind: 'target wrong',
      place: member.expression,
      codes: ['reference-target'],
      element: place.element.id ?? '',
      make: () => withValue(resource, member, { reference: 'Basic/kakehashi' }),
    }));
}

/** A needed member of a slice gets another value where it is told. */
function breaches({ place, members, isSlice, tellers }: Found, resource: object): Mutant[] {
  if (!isSlice) return [];
  const needed = byHolder(members).filter((group) => group.length === place.element.min);
  return needed.flatMap((group) =>
    tellers.flatMap(({ path, value }): Mutant[] => {
      const [member] = group;
      if (member === undefined || value === undefined) return [];
      const steps = path === '$this' ? [] : path.split('.');
      return [
        {
          kind: 'slice broken',
          place: member.holderExpression,
          codes: ['slice-min'],
          element: place.element.id ?? '',
          make: () => withValue(resource, member, withLeaf(member.value, steps, otherThan(value))),
        },
      ];
    }),
  );
}

function withLeaf(value: unknown, [step, ...rest]: readonly string[], leaf: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withLeaf(one, step === undefined ? [] : [step, ...rest], leaf));
  if (step === undefined) return leaf;
  const object = value as Record<string, unknown>;
  return { ...object, [step]: withLeaf(object[step], rest, leaf) };
}

/** The smallest value of a type. Elements of other types are not added. */
const SMALLEST: Readonly<Record<string, unknown>> = {
  boolean: true,
  string: 'x',
  code: 'x',
  id: 'x',
  uri: 'urn:x:y',
  date: '2026-04-01',
  dateTime: '2026-04-01',
  integer: 1,
  positiveInt: 1,
  Annotation: { text: 'x' },
  CodeableConcept: { text: 'x' },
  HumanName: { text: 'x' },
  Identifier: { value: 'x' },
  Period: { start: '2026-04-01' },
  Quantity: { value: 1 },
  Reference: { display: 'x' },
};

function additions({ place, members, holders }: Found, resource: object): Mutant[] {
  const { max, base, type = [], id = '' } = place.element;
  const [code = ''] = type.map((one) => one.code ?? '');
  const value = SMALLEST[code];
  if (max !== '0' || members.length > 0 || value === undefined || place.name.endsWith('[x]')) return [];
  return holders.filter(isObject).map(({ way, expression }) => ({
    kind: 'prohibited added',
    place: expression,
    codes: ['cardinality-max'],
    element: id,
    make: () => withHolder(resource, way, (holder) => (holder[place.name] = base?.max === '1' ? value : [value])),
  }));
}

const isObject = ({ value }: Found['holders'][number]): boolean => typeof value === 'object' && value !== null;

function withValue(resource: object, { holderWay, key, index }: Member, value: unknown): object {
  return withHolder(resource, holderWay, (holder) => {
    if (index < 0) holder[key] = value;
    else (holder[key] as unknown[])[index] = value;
  });
}

function withHolder(resource: object, way: Way, change: (holder: Record<string, unknown>) => void): object {
  const copy = structuredClone(resource);
  let at: unknown = copy;
  for (const step of way) at = (at as Record<string | number, unknown>)[step];
  change(at as Record<string, unknown>);
  return copy;
}
