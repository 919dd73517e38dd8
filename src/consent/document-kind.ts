/** What the kinds of documents ask of their sections: whether one may go, may stand there empty, or must be whole. */
import type { Composition, CompositionSection } from '@medplum/fhirtypes';
import { withoutVersion } from '#fhir';
import table from './document-kinds.json' with { type: 'json' };

/**
 * How a section is withheld. `removed`: as if the document had never had it; `emptied`: it stands there with the words that
 * an empty one has; `required`: only together with the whole document; `copy`: it repeats the document, and goes as soon as
 * anything else does.
 */
export type Withholding = 'removed' | 'emptied' | 'required' | 'copy';

interface Kind {
  readonly sectionSystem: string;
  readonly required: readonly string[];
  readonly emptied: Readonly<Record<string, string>>;
  readonly copies: readonly string[];
}

/** How the sections of a document may be withheld; `profiles` are those that the document claims around its Composition. */
export function withholdingIn(
  composition: Composition,
  profiles: readonly string[] = [],
): (section: CompositionSection) => Withholding {
  const claimed = [...profiles, ...(composition.meta?.profile ?? [])].map(withoutVersion);
  const kind = kindOf(composition);
  // Of a profile that is not known here nobody can tell what it asks for.
  const known: readonly string[] = kind?.profiles ?? [];
  if (!claimed.every((profile) => known.includes(profile) || BASE.includes(profile))) return () => 'required';
  return kind === undefined ? () => 'removed' : (section) => withholdingOf(kind, section);
}

const BASE: readonly string[] = ['Composition', 'Bundle'].map(
  (type) => `http://hl7.org/fhir/StructureDefinition/${type}`,
);

const kindOf = ({ type }: Composition) =>
  table.kinds.find((kind) =>
    type?.coding?.some(({ system, code }) => system === kind.type.system && code === kind.type.code),
  );

function withholdingOf(kind: Kind, section: CompositionSection): Withholding {
  const code = codeIn(kind, section);
  // A section without a code of the kind's own is none that its profile tells of.
  if (code === undefined || kind.required.includes(code)) return 'required';
  if (kind.copies.includes(code)) return 'copy';
  return titleOf(kind, code) === undefined ? 'removed' : 'emptied';
}

/** The title that a section has when it stands empty; none where its kind does not let it. */
const titleOf = ({ emptied }: Kind, code: string): string | undefined =>
  Object.hasOwn(emptied, code) ? emptied[code] : undefined;

const codeIn = ({ sectionSystem }: Kind, { code }: CompositionSection): string | undefined =>
  code?.coding?.find(({ system }) => system === sectionSystem)?.code;

/** What is left of a section that may stand empty: what its profile asks for, and no word of who wrote it. */
export function bareSection(composition: Composition, section: CompositionSection): CompositionSection | undefined {
  const kind: Kind | undefined = kindOf(composition);
  const code = kind && codeIn(kind, section);
  const title = code && titleOf(kind, code);
  return title ? { title, code: { coding: [{ system: kind.sectionSystem, code }] } } : undefined;
}

/** Whether a section repeats the document: what it lists tells as much as the whole. */
export function isCopy(composition: Composition, section: CompositionSection): boolean {
  const kind: Kind | undefined = kindOf(composition);
  const code = kind && codeIn(kind, section);
  return code !== undefined && (kind?.copies.includes(code) === true || code === '200');
}
