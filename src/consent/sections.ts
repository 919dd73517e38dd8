/** A Composition as its sections, each with what a decision about it alone must know. */
import type { Bundle, BundleEntry, Composition, CompositionSection } from '@medplum/fhirtypes';
import { parseReference, referencesOf, renameReferences } from '#fhir';
import { factsOfContacts } from './contact-facts.ts';
import { hasContacts } from './contacts.ts';
import { type Withholding, withholdingIn } from './document-kind.ts';
import { type Facts, factsOf } from './facts.ts';
import { unique } from './json.ts';
import type { LabelBasis } from './label-basis.ts';
import { labelPart } from './label-on-write.ts';
import type { LabelRules } from './label-rules.ts';

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

/** By what sections are labelled. */
export interface SectionLabelling {
  readonly custodian: string | null;
  /** Without them everything is left as it came, and counts as unlabelled. */
  readonly rules: LabelRules | undefined;
  /** Where it is not said, all labels that the Composition has are its sender's. */
  readonly basis?: LabelBasis;
}

/** The sections of a Composition, those within others after them. */
export function sectionsOf(composition: Composition, labelling: SectionLabelling): Section[] {
  return read(composition, { labelling, withholding: withholdingIn(composition), entryOf: (reference) => reference });
}

/** What is decided of a Composition with only a part of what it holds. */
function partOf(composition: Composition, labelling: SectionLabelling): Pick<Section, 'facts' | 'labelled'> {
  const { rules, ...known } = labelling;
  const { resource, version: labelled } =
    rules === undefined ? { resource: composition, version: '' } : labelPart(composition, { rules, ...known });
  return { facts: factsOf(resource, labelling.custodian), labelled };
}

interface Reading {
  readonly labelling: SectionLabelling;
  readonly withholding: (section: CompositionSection) => Withholding;
  /** The entry that a reference `Type/id` stands for. */
  readonly entryOf: (reference: string) => string;
}

function read({ section: all = [], ...head }: Composition, reading: Reading): Section[] {
  const within = (list: readonly CompositionSection[], above: readonly number[]): Section[] =>
    list.flatMap((section, index) => {
      const { section: nested = [], ...own } = section;
      const path = [...above, index];
      const part = partOf({ ...head, section: [own] }, reading.labelling);
      const entries = unique(
        localIn(own).map(({ type, name }) => (OF_PARTS.includes(type) ? NEVER : reading.entryOf(name))),
      );
      return [{ path, withholding: reading.withholding(section), ...part, entries }, ...within(nested, path)];
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
 * whole or not at all, and so is what does not begin with a Composition or holds another one.
 */
export function sectionsOfDocument(
  bundle: Bundle,
  members: readonly string[],
  labelling: SectionLabelling,
): Section[] | undefined {
  const composition = storedComposition(bundle, members);
  if (composition === undefined) return undefined;
  const byName = new Map(members.map((member) => [currentOf(member), member]));
  const entryOf = (name: string) => byName.get(name) ?? name;
  const known = withholdingIn(composition, bundle.meta?.profile);
  const withholding = bundle.signature === undefined ? known : () => 'required' as const;
  const sections = read(composition, { labelling, withholding, entryOf });
  const { section: _, relatesTo: __, ...head } = composition;
  const part = partOf(head, labelling);
  // Of what is no part of it, the head only loses the reference.
  const headEntries = unique([...members.slice(0, 1), ...localIn(head).flatMap(({ name }) => byName.get(name) ?? [])]);
  const listed = new Set([...headEntries, ...sections.flatMap(({ entries }) => entries)]);
  const rest = members.filter((member) => !listed.has(member));
  return [
    { path: [], withholding: 'required', ...part, entries: headEntries },
    {
      path: [],
      withholding: bundle.signature === undefined ? 'removed' : 'required',
      ...part,
      entries: unique(rest),
    },
    ...contactsIn(bundle, members, labelling),
    ...sections,
  ];
}

/** The contacts in its Patients: what is signed is shown with them or not at all, of the rest they are taken out. */
function contactsIn(bundle: Bundle, members: readonly string[], labelling: SectionLabelling): Section[] {
  // What has a Composition has entries.
  const resources = (bundle.entry as BundleEntry[]).flatMap(({ resource }) => resource ?? []);
  return resources.flatMap((resource, index) => {
    if (!hasContacts(resource)) return [];
    const [, id] = (members[index] as string).split('/') as [string, string]; // There is one for each entry.
    const facts = factsOfContacts({ ...resource, id }, labelling);
    const withholding = bundle.signature === undefined ? 'removed' : 'required';
    return [{ path: [], withholding, facts, labelled: labelling.rules?.version ?? '', entries: [] }];
  });
}

/** The Composition with its references as they were stored, and with the labels that the whole came with. */
function storedComposition({ entry = [], meta: whole }: Bundle, members: readonly string[]): Composition | undefined {
  const entries = entry.flatMap(({ fullUrl, resource }) => (resource === undefined ? [] : [{ fullUrl, resource }]));
  const [first, ...others] = entries;
  const names = members.map(currentOf);
  if (first?.resource.resourceType !== 'Composition' || entries.length !== names.length) return undefined;
  if (others.some(({ resource }) => resource.resourceType === 'Composition')) return undefined;
  const renames = new Map(
    entries.flatMap(({ fullUrl, resource }, index): [string, string][] => {
      const name = names[index] as string; // There is one for each entry.
      const given = resource.id === undefined ? [] : [`${resource.resourceType}/${resource.id}`];
      return [...(fullUrl ? [fullUrl] : []), ...given].map((reference) => [reference, name]);
    }),
  );
  const [id] = names.map((name) => name.slice(name.indexOf('/') + 1)) as [string];
  const { meta, ...composition } = first.resource;
  const security = [...(meta?.security ?? []), ...(whole?.security ?? [])];
  return { ...renameReferences(composition, (reference) => renames.get(reference)), id, meta: { ...meta, security } };
}

const currentOf = (member: string): string => member.split('/', 2).join('/');
