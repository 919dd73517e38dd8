/** Keeps of a resource what was asked for (R4 §3.1.1.5.8–9). It only ever removes, and what is left says that it is not whole. */
import { isSubsetted, SUBSETTED } from '#fhir';
import type { Member, Members, Shapes } from './shapes.ts';

/** What is asked for: a summary of one kind, or the elements that are named. */
export type Part = { readonly summary: 'true' | 'text' | 'data' } | { readonly elements: readonly string[] };

/** What says which resource it is, and what may turn the meaning of all the rest. */
const ALWAYS = ['id', 'meta', 'implicitRules', 'modifierExtension'];

interface Fields {
  readonly [name: string]: unknown;
}

/** A part of one resource; a value that is no resource of R4 is left as it is. */
export function subset(resource: unknown, part: Part, shapes: Shapes): unknown {
  const type = isFields(resource) ? resource['resourceType'] : undefined;
  const members = typeof type === 'string' ? shapes.resource(type) : undefined;
  if (!isFields(resource) || members === undefined) return resource;
  const wanted = wantedBy(part);
  const kept = keep(resource, members, (member) => ALWAYS.includes(member.name) || wanted(member));
  const deep = 'summary' in part && part.summary === 'true' ? summarize(kept, members) : kept;
  const { resourceType: _type, id, meta, ...rest } = deep;
  const contained = containedFor(rest, resource['contained']);
  return {
    resourceType: type,
    ...(id === undefined ? {} : { id }),
    meta: marked(meta),
    ...rest,
    ...(rest['contained'] === undefined && contained.length > 0 ? { contained } : {}),
  };
}

/** A part of each resource in a bundle; the bundle itself stays whole, and so does what is said about the search. */
export function subsetEntries(bundle: unknown, part: Part, shapes: Shapes): unknown {
  if (!isFields(bundle) || !Array.isArray(bundle['entry'])) return bundle;
  const entry = bundle['entry'].map((one: unknown) => {
    if (!isFields(one) || one['resource'] === undefined) return one;
    if (isFields(one['search']) && one['search']['mode'] === 'outcome') return one;
    return { ...one, resource: subset(one['resource'], part, shapes) };
  });
  return { ...bundle, entry };
}

/** Does one of the types have an element of that name? A choice is named with or without its type. */
export const isElementOf = (name: string, types: readonly string[], shapes: Shapes): boolean =>
  name === 'resourceType' ||
  types.some((type) => [...(shapes.resource(type)?.values() ?? [])].some((member) => isNamed(member, name)));

const isNamed = ({ name, stem }: Member, asked: string): boolean =>
  asked === name || asked === stem || asked === `${stem}[x]`;

function wantedBy(part: Part): (member: Member) => boolean {
  if ('elements' in part) return (member) => member.mandatory || part.elements.some((name) => isNamed(member, name));
  if (part.summary === 'data') return ({ name }) => name !== 'text';
  if (part.summary === 'text') return ({ name, mandatory }) => name === 'text' || mandatory;
  return ({ summary, mandatory }) => summary || mandatory;
}

/** The members that are wanted, each with its other half. */
function keep(fields: Fields, members: Members, wanted: (member: Member) => boolean): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([key]) => {
      if (key === 'resourceType') return true;
      const member = members.get(key.replace(/^_/, ''));
      return member !== undefined && wanted(member);
    }),
  );
}

/** Inside the elements that a resource defines itself, a summary is a summary too; data types stay whole. */
function summarize(fields: Fields, members: Members): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const member = members.get(key);
      if (member?.own !== true) return [key, value];
      const inner = member.members();
      const one = (item: unknown): unknown =>
        isFields(item) ? summarize(keep(item, inner, isInSummary), inner) : item;
      return [key, Array.isArray(value) ? value.map(one) : one(value)];
    }),
  );
}

const isInSummary = ({ name, summary, mandatory }: Member): boolean => name === 'id' || summary || mandatory;

/** Those that what is kept refers to, and those that these refer to: a reference to nothing would be broken. */
function containedFor(kept: Fields, contained: unknown): unknown[] {
  if (!Array.isArray(contained)) return [];
  const found = new Set<unknown>();
  let fresh: unknown[] = [kept];
  while (fresh.length > 0) {
    const text = JSON.stringify(fresh);
    fresh = contained.filter(
      (one) => !found.has(one) && isFields(one) && text.includes(JSON.stringify(`#${one['id']}`)),
    );
    for (const one of fresh) found.add(one);
  }
  return contained.filter((one) => found.has(one));
}

function marked(meta: unknown): Fields {
  const fields = isFields(meta) ? meta : {};
  const tags = Array.isArray(fields['tag']) ? fields['tag'] : [];
  return isSubsetted(tags) ? fields : { ...fields, tag: [...tags, SUBSETTED] };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
