/** Literal references inside resources: found with their place, and rewritten. */
import { asWrittenIn } from './written-numbers.ts';

export interface FoundReference {
  readonly reference: string;
  readonly expression: string;
}

const LOCAL = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Type and id of a literal local reference `Type/id`, with or without `/_history/version`. */
export function parseReference(reference: string): { type: string; id: string } | undefined {
  const match = LOCAL.exec(reference);
  return match?.[1] && match[2] ? { type: match[1], id: match[2] } : undefined;
}

/**
 * A reference as the house holds it: what is written as an absolute URL of the house, whose FHIR base is `base`, without that
 * base (R4 § 2.3.0.1: both say the same). INVARIANT: whatever leads into the house is known by this form alone; by any other it
 * would be taken for something elsewhere, that nobody masks and no search finds.
 */
export function localForm(base: string, reference: string): string {
  if (!ABSOLUTE.test(reference) || !URL.canParse(reference) || !URL.canParse(base)) return reference;
  const [written, house] = [new URL(reference), new URL(base)];
  const path = `${house.pathname.replace(/\/+$/, '')}/`;
  // A proxy may speak the other scheme.
  const within = written.host === house.host && written.pathname.startsWith(path);
  return within ? `${written.pathname.slice(path.length)}${written.search}${written.hash}` : reference;
}

const ABSOLUTE = /^https?:/i;

/** The resource with its references in the form of {@link localForm}: itself where they are so already. */
export function withLocalReferences<T extends object>(base: string, resource: T): T {
  const isForeign = referencesOf(resource).some(({ reference }) => localForm(base, reference) !== reference);
  return isForeign ? renameReferences(resource, (reference) => localForm(base, reference)) : resource;
}

/** Every `reference` string of a resource, contained resources included, with its FHIRPath. */
export function referencesOf(resource: object, root = 'Resource'): FoundReference[] {
  const found: FoundReference[] = [];
  walk(resource, { step: root }, found);
  return found;
}

/** A place in a resource, put into words only where something is found. */
interface Step {
  readonly step: string | number;
  readonly below?: Step;
}

function walk(node: unknown, place: Step, found: FoundReference[]): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (let index = 0; index < node.length; index += 1) walk(node[index], { step: index, below: place }, found);
    return;
  }
  for (const key of Object.keys(node)) {
    const value = (node as Record<string, unknown>)[key];
    if (key === 'reference' && typeof value === 'string')
      found.push({ reference: value, expression: `${wordsOf(place)}.reference` });
    else if (typeof value === 'object') walk(value, { step: key, below: place }, found);
  }
}

function wordsOf({ step, below }: Step): string {
  if (below === undefined) return String(step);
  return `${wordsOf(below)}${typeof step === 'number' ? `[${step}]` : `.${step}`}`;
}

/** A copy of `node` in which every `reference` that `rename` knows is replaced. */
export function renameReferences<T>(node: T, rename: (reference: string) => string | undefined): T {
  if (Array.isArray(node)) return node.map((item) => renameReferences(item, rename)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const renamed = Object.entries(node).map(([key, value]) => [
    key,
    key === 'reference' && typeof value === 'string' ? (rename(value) ?? value) : renameReferences(value, rename),
  ]);
  return asWrittenIn(node, Object.fromEntries(renamed)) as T;
}
