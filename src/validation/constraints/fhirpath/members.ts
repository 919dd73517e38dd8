/** Steps from an element to a member of it, with the types on the way. */
import { BARE, beyond, type Collection, EMPTY, FALSE, type MemberName, type Part, type Schema, TRUE } from './part.ts';

/** A part that knows which JSON names it reads, so that a choice can be narrowed to one type. */
interface Member extends Part {
  narrowed(wanted: (type: string) => boolean): Part;
}

/** Every value of the member `name`. */
export function memberOf(input: Part, name: string, schema: Schema): Part {
  const lists = input.types.map((type) => schema.member(type, name));
  if (lists.some((list, index) => list === undefined && isAbstract(input.types[index] ?? ''))) return unseen(input);
  const names = distinct(lists.flatMap((list) => list ?? []));
  if (names.length === 0) return input.types.every(isPrimitive) ? NOTHING : beyond();
  return reading(input, names);
}

/** A primitive has no members but its id and extensions; of nothing comes nothing. */
const isPrimitive = (type: string): boolean => /^[a-z]/.test(type);
const NOTHING: Part = { types: [], run: () => EMPTY };

const UNSEEN = '?';
const ABSTRACT: ReadonlySet<string> = new Set(['Resource', 'DomainResource', 'Element', UNSEEN]);
const isAbstract = (type: string): boolean => ABSTRACT.has(type);

/** What any resource may hold is known only when one is seen: mostly, none is. */
function unseen(input: Part): Part {
  return {
    types: [UNSEEN],
    run: (focus, around) => (input.run(focus, around).length === 0 ? EMPTY : beyond()),
  };
}

function distinct(names: readonly MemberName[]): readonly MemberName[] {
  const seen = new Map(names.map((name) => [`${name.json} ${name.type}`, name]));
  return [...seen.values()];
}

function reading(input: Part, names: readonly MemberName[]): Member {
  const keys = [...new Set(names.map(({ json }) => json))].map((json) => ({ json, beside: `_${json}` }));
  return {
    types: [...new Set(names.map(({ type }) => type))],
    run(focus, around) {
      const holders = input.run(focus, around);
      if (holders.length === 0) return EMPTY;
      const found: unknown[] = [];
      for (const holder of holders) {
        if (typeof holder !== 'object' || holder === null) continue;
        const object = holder as Record<string, unknown>;
        for (const { json, beside } of keys) gather(object[json], object[beside], found);
      }
      return found;
    },
    narrowed: (wanted) =>
      reading(
        input,
        names.filter(({ type }) => wanted(type)),
      ),
  };
}

function gather(value: unknown, beside: unknown, found: unknown[]): void {
  if (value === undefined) {
    if (beside === undefined) return;
    if (Array.isArray(beside)) beyond();
    found.push(BARE);
  } else if (Array.isArray(value)) {
    if (Array.isArray(beside) && beside.length > value.length) beyond();
    for (const one of value) found.push(one === null ? BARE : one);
  } else if (value === null) beyond();
  else found.push(value);
}

const TYPE_NAME = /^(?:FHIR\.)?([A-Za-z]\w*)$/;
const SYSTEM_NAMES = new Set(['Boolean', 'String', 'Integer', 'Decimal', 'Date', 'DateTime', 'Time']);

/** The FHIR type that a type specifier names. */
export function typeNamed(text: string | undefined): string {
  const name = TYPE_NAME.exec((text ?? '').replaceAll('`', ''))?.[1];
  return name === undefined || SYSTEM_NAMES.has(name) ? beyond() : name;
}

export interface OfTypes {
  is(): Part;
  as(): Part;
}

/** A part seen as one type: `is` asks, `as` keeps what is of it. */
export function ofTypes(input: Part, type: string, schema: Schema): OfTypes {
  const wanted = (one: string): boolean => schema.isA(one, type);
  const kept = keep(input, wanted, type);
  return {
    as: () => kept,
    is: () => ({
      types: ['boolean'],
      run(focus, around) {
        const values = input.run(focus, around);
        if (values.length === 0) return EMPTY;
        if (values.length > 1) return beyond();
        return kept.run(focus, around).length === 1 ? TRUE : FALSE;
      },
    }),
  };
}

function keep(input: Part, wanted: (type: string) => boolean, type: string): Part {
  const { types } = input;
  if (types.every(wanted)) return input;
  if (types.length === 1 && isAbstract(types[0] ?? '')) return resources(input, wanted, type);
  if (types.some(isAbstract)) return beyond();
  if (!types.some(wanted)) return { types: [type], run: () => EMPTY };
  const member = input as Partial<Member>;
  return member.narrowed === undefined ? beyond() : member.narrowed(wanted);
}

/** Resources tell their type themselves. */
function resources(input: Part, wanted: (type: string) => boolean, type: string): Part {
  return {
    types: [type],
    run(focus, around): Collection {
      return input.run(focus, around).filter((one) => {
        const named = (one as { resourceType?: unknown } | null)?.resourceType;
        return typeof named === 'string' ? wanted(named) : beyond();
      });
    },
  };
}
