/** Finds, from a snapshot alone, where the elements and slices of a profile stand in a resource. Nothing of the compiled form is used. */
import type { ElementDefinition } from '@medplum/fhirtypes';

export type Way = readonly (string | number)[];

/** One value that an element describes, and the object or list that it is taken from. */
export interface Member {
  readonly holderWay: Way;
  readonly holderExpression: string;
  readonly key: string;
  /** The place in a list; -1 where JSON has none. */
  readonly index: number;
  readonly value: unknown;
  readonly expression: string;
}

/** An element of the snapshot with what lies below it. */
export interface Place {
  readonly element: ElementDefinition;
  readonly name: string;
  readonly children: Place[];
  readonly slices: Place[];
}

/** The values of an element, or of one slice of it. */
export interface Found {
  readonly place: Place;
  readonly members: readonly Member[];
  readonly isSlice: boolean;
  /** Is this what tells the members of the slice around it from others? Another value moves them elsewhere. */
  readonly isTeller: boolean;
  /** What tells a member of the slice: a path below it, and the value there. */
  readonly tellers: readonly { readonly path: string; readonly value: unknown }[];
  /** Every object that has, or could have, the element. */
  readonly holders: readonly Holder[];
}

/** Builds the tree of a snapshot by the ids of its elements. */
export function placesOf(elements: readonly ElementDefinition[]): Place | undefined {
  const byId = new Map<string, Place>();
  let root: Place | undefined;
  for (const element of elements) {
    const id = element.id ?? element.path ?? '';
    const last = id.slice(id.lastIndexOf('.') + 1);
    const place: Place = { element, name: last.split(':')[0] ?? '', children: [], slices: [] };
    byId.set(id, place);
    if (root === undefined) root = place;
    else if (last.includes(':')) byId.get(id.slice(0, id.lastIndexOf(':')))?.slices.push(place);
    else byId.get(id.slice(0, id.lastIndexOf('.')))?.children.push(place);
  }
  return root;
}

/** Everything in the resource that an element below `root` speaks of. */
export function* findAll(root: Place, resource: object): Generator<Found> {
  const type = (resource as { resourceType: string }).resourceType;
  yield* below(root, [{ way: [], expression: type, value: resource }], []);
}

export interface Holder {
  readonly way: Way;
  readonly expression: string;
  readonly value: unknown;
}

function* below(place: Place, holders: readonly Holder[], tellers: readonly string[]): Generator<Found> {
  for (const child of place.children) {
    const members = holders.flatMap((holder) => membersOf(child, holder));
    const path = child.element.path ?? '';
    const isTeller = tellers.some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`));
    yield { place: child, members, isSlice: false, isTeller, tellers: [], holders };
    yield* below(child, members.map(holderOf), tellers);
    for (const slice of child.slices) yield* inSlice(slice, child, members, tellers);
  }
}

function* inSlice(
  slice: Place,
  sliced: Place,
  members: readonly Member[],
  tellers: readonly string[],
): Generator<Found> {
  const { sliceName = '', path = '' } = slice.element;
  const isTold = sliceName.includes('/') ? undefined : tellerOf(slice, sliced);
  if (isTold === undefined) return;
  const own = members.filter((member) => isTold(member));
  if (own.length === 0) return;
  const paths = (sliced.element.slicing?.discriminator ?? []).map((one) =>
    one.path === '$this' ? path : `${path}.${one.path}`,
  );
  const told = (sliced.element.slicing?.discriminator ?? []).map(({ path: teller = '' }) => ({
    path: teller,
    value: expectedAt(slice, teller),
  }));
  yield { place: slice, members: own, isSlice: true, isTeller: paths.includes(path), tellers: told, holders: [] };
  yield* below(slice, own.map(holderOf), [...tellers, ...paths]);
}

const holderOf = ({ holderWay, key, index, value, expression }: Member): Holder => ({
  way: index < 0 ? [...holderWay, key] : [...holderWay, key, index],
  expression,
  value,
});

function membersOf({ name, element }: Place, { way, expression, value }: Holder): Member[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  return keysOf(name, element, object).flatMap(({ key, step }) => {
    const place = (index: number, one: unknown): Member => ({
      holderWay: way,
      holderExpression: expression,
      key,
      index,
      value: one,
      expression: `${expression}.${step}${index < 0 ? '' : `[${index}]`}`,
    });
    const there = object[key];
    return Array.isArray(there) ? there.map((one, index) => place(index, one)) : [place(-1, there)];
  });
}

function keysOf(name: string, { type = [] }: ElementDefinition, object: Record<string, unknown>) {
  if (!name.endsWith('[x]')) return object[name] === undefined ? [] : [{ key: name, step: name }];
  const stem = name.slice(0, -3);
  return type.flatMap(({ code = '' }) => {
    const key = `${stem}${code.charAt(0).toUpperCase()}${code.slice(1)}`;
    return object[key] === undefined ? [] : [{ key, step: `${stem}.ofType(${code})` }];
  });
}

/** How the members of a slice are told: by a value, by a pattern, by the URL of an extension, or by the type of a choice. */
function tellerOf(slice: Place, sliced: Place): ((member: Member) => boolean) | undefined {
  const { sliceName = '' } = slice.element;
  const discriminators = sliced.element.slicing?.discriminator ?? [];
  if (sliced.name.endsWith('[x]') && discriminators.every(({ type }) => type === 'type'))
    return ({ key }) => key === sliceName;
  const conditions = discriminators.map(({ type, path = '' }) => {
    const expected = type === 'value' || type === 'pattern' ? expectedAt(slice, path) : undefined;
    if (expected === undefined) return undefined;
    const steps = path === '$this' ? [] : path.split('.');
    return (value: unknown): boolean => valuesAt(value, steps).some((one) => contains(one, expected));
  });
  if (conditions.length === 0 || conditions.includes(undefined)) return undefined;
  return ({ value }) => conditions.every((holds) => holds?.(value) === true);
}

function expectedAt(slice: Place, path: string): unknown {
  const steps = path === '$this' ? [] : path.split('.');
  let at: Place | undefined = slice;
  for (let index = 0; at !== undefined; index++) {
    let whole = constantOf(at.element)?.value;
    for (const step of steps.slice(index)) whole = valuesAt(whole, [step])[0];
    if (whole !== undefined) return whole;
    if (index >= steps.length) break;
    at = at.children.find(({ name }) => name === steps[index]);
  }
  const [type] = slice.element.type ?? [];
  return path === 'url' && type?.code === 'Extension' ? type.profile?.[0]?.split('|')[0] : undefined;
}

/** What an element fixes or patterns. */
export function constantOf(element: ElementDefinition): { kind: 'fixed' | 'pattern'; value: unknown } | undefined {
  for (const kind of ['fixed', 'pattern'] as const) {
    const entry = Object.entries(element).find(
      ([key]) => key.startsWith(kind) && /^[A-Z]/.test(key.slice(kind.length)),
    );
    if (entry !== undefined) return { kind, value: entry[1] };
  }
  return undefined;
}

function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, steps));
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const member = (value as Record<string, unknown>)[step];
  return member === undefined ? [] : valuesAt(member, rest);
}

function contains(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return pattern.every((one) => Array.isArray(value) && value.some((v) => contains(v, one)));
  if (typeof pattern !== 'object' || pattern === null) return value === pattern;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([key, one]) => contains((value as Record<string, unknown>)[key], one));
}
