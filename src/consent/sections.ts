/** A Composition as its sections, each with what a decision about it alone must know. */
import type { Bundle, Composition, CompositionSection } from '@medplum/fhirtypes';
import { parseReference, referencesOf, renameReferences } from '#fhir';
import { type Withholding, withholdingIn } from './document-kind.ts';
import { type Facts, factsOf } from './facts.ts';
import { unique } from './json.ts';
import { labelPart } from './label-on-write.ts';

export interface Section {
  /** Its place: `[0, 3]` for `section[0].section[3]`. Empty for what of a document stands in no section. */
  readonly path: readonly number[];
  readonly withholding: Withholding;
  /** The facts of the Composition as if it had this section alone. */
  readonly facts: Facts;
  /** The version of the rules that labelled it. */
  readonly labelled: string;
  /** What must be visible for it to be shown, besides itself: `Type/id`, in a document `Type/id/_history/version`. */
  readonly entries: readonly string[];
}

/** An entry that nobody may see: where it cannot be told what the reference leads to and whether all of that is visible. */
const NEVER = '';
const OF_PARTS: readonly string[] = ['Bundle', 'Composition'];

/** The sections of a Composition, those within others after them. */
export function sectionsOf(composition: Composition, custodian: string | null): Section[] {
  return read(composition, { custodian, withholding: withholdingIn(composition), entryOf: (reference) => reference });
}

interface Reading {
  readonly custodian: string | null;
  readonly withholding: (section: CompositionSection) => Withholding;
  /** The entry that a reference `Type/id` stands for. */
  readonly entryOf: (reference: string) => string;
}

function read({ section: all = [], ...head }: Composition, reading: Reading): Section[] {
  const within = (list: readonly CompositionSection[], above: readonly number[]): Section[] =>
    list.flatMap((section, index) => {
      const { section: nested = [], ...own } = section;
      const path = [...above, index];
      const { resource, version: labelled } = labelPart({ ...head, section: [own] });
      const facts = factsOf(resource, reading.custodian);
      const entries = unique(
        localIn(own).map(({ type, name }) => (OF_PARTS.includes(type) ? NEVER : reading.entryOf(name))),
      );
      return [{ path, withholding: reading.withholding(section), facts, labelled, entries }, ...within(nested, path)];
    });
  return within(all, []);
}

const localIn = (node: object): { type: string; name: string }[] =>
  referencesOf(node).flatMap(({ reference }) => {
    const target = parseReference(reference);
    return target ? [{ type: target.type, name: `${target.type}/${target.id}` }] : [];
  });

/**
 * The same of a document that was stored as `members`, one for each of its entries with a resource. First, what stands in
 * no section: that of its head must be visible, what is only referred to by other parts may go. A signed document is
 * whole or not at all, and so is what does not begin with a Composition.
 */
export function sectionsOfDocument(
  bundle: Bundle,
  custodian: string | null,
  members: readonly string[],
): Section[] | undefined {
  const composition = storedComposition(bundle, members);
  if (composition === undefined) return undefined;
  const byName = new Map(members.map((member) => [currentOf(member), member]));
  const entryOf = (name: string) => byName.get(name) ?? name;
  const known = withholdingIn(composition, bundle.meta?.profile);
  const withholding = bundle.signature === undefined ? known : () => 'required' as const;
  const sections = read(composition, { custodian, withholding, entryOf });
  const { section: _, relatesTo: __, ...head } = composition;
  const { resource, version: labelled } = labelPart(head);
  const facts = factsOf(resource, custodian);
  // Of what is no part of it, the head only loses the reference.
  const headEntries = unique([members[0] ?? NEVER, ...localIn(head).flatMap(({ name }) => byName.get(name) ?? [])]);
  const listed = new Set([...headEntries, ...sections.flatMap(({ entries }) => entries)]);
  const rest = members.filter((member) => !listed.has(member));
  return [
    { path: [], withholding: 'required', facts, labelled, entries: headEntries },
    {
      path: [],
      withholding: bundle.signature === undefined ? 'removed' : 'required',
      facts,
      labelled,
      entries: unique(rest),
    },
    ...sections,
  ];
}

/** The Composition with its references as they were stored, and with the labels that the whole came with. */
function storedComposition({ entry = [], meta: whole }: Bundle, members: readonly string[]): Composition | undefined {
  const entries = entry.filter(({ resource }) => resource !== undefined);
  const [first] = entries;
  if (first?.resource?.resourceType !== 'Composition' || entries.length !== members.length) return undefined;
  const renames = new Map(
    entries.flatMap(({ fullUrl, resource }, index): [string, string][] => {
      const name = currentOf(members[index] ?? NEVER);
      const given = resource?.id === undefined ? [] : [`${resource.resourceType}/${resource.id}`];
      return [...(fullUrl ? [fullUrl] : []), ...given].map((reference) => [reference, name]);
    }),
  );
  const id = currentOf(members[0] ?? NEVER).split('/')[1] ?? NEVER;
  const { meta, ...composition } = first.resource;
  const security = [...(meta?.security ?? []), ...(whole?.security ?? [])];
  return { ...renameReferences(composition, (reference) => renames.get(reference)), id, meta: { ...meta, security } };
}

const currentOf = (member: string): string => member.split('/', 2).join('/');
