/** What the codecs of CDA data types have in common: codes, periods, and words that stand in the narrative. */
import type { CodeableConcept, Coding, Period } from '@medplum/fhirtypes';
import type { CodeTable } from '#mapping';
import { filled, toFhirDateTime } from '#messages';
import { type CdaElement, elementsAt, textWithin } from './read-cda.ts';

export interface CdaContext {
  readonly tables: Readonly<Record<string, CodeTable>>;
  /** The table of the rule. */
  readonly table: CodeTable | undefined;
  /** Counts an element, with all that is in it, as carried. */
  readonly take: (element: CdaElement) => void;
  /** Names an element within a carried one that could not come along. */
  readonly miss: (element: CdaElement) => void;
  /** The person whom an element of an entry names, as a fullUrl; undefined for a device, and for who has no name. */
  readonly personIn?: (element: CdaElement) => string | undefined;
  /** Makes resources of the entries of a section, and gives their fullUrls. */
  readonly entriesIn?: (section: CdaElement, codes: readonly string[]) => readonly string[];
}

export type CdaCodec = (element: CdaElement, context: CdaContext) => unknown;

/** What gives no value has carried nothing; `within` are the children that are read, and others are told to be lost. */
export const taken =
  (read: CdaCodec, within?: readonly string[]): CdaCodec =>
  (element, context) => {
    const value = read(element, context);
    if (value === undefined) return undefined;
    context.take(element);
    if (within !== undefined)
      for (const child of element.children) if (!within.includes(child.name) && isSaying(child)) context.miss(child);
    return value;
  };

/** An element that only says why it says nothing is no loss. */
const isSaying = (element: CdaElement): boolean =>
  textWithin(element) !== '' ||
  [...element.attributes.keys()].some((name) => name !== 'nullFlavor' && name !== 'xsi:type') ||
  element.children.some(isSaying);

export function conceptOf(element: CdaElement, context: CdaContext): CodeableConcept | undefined {
  const coding = [element, ...elementsAt(element, 'translation')].map((one) => codingOf(one, context));
  const [original] = elementsAt(element, 'originalText').map(wordsOf);
  return filled<CodeableConcept>({
    coding: coding.filter((one) => one !== undefined),
    text: original || element.attributes.get('displayName'),
  });
}

const HL7 = 'http://terminology.hl7.org/';

function codingOf({ attributes }: CdaElement, { tables }: CdaContext): Coding | undefined {
  const [code, oid] = [attributes.get('code'), attributes.get('codeSystem')];
  if (code === undefined || !/^\S+(?: \S+)*$/.test(code)) return undefined;
  const known = tables['code-systems']?.entries.find(({ source }) => source === oid)?.code;
  return filled<Coding>({
    system: known ?? (oid === undefined ? undefined : `urn:oid:${oid}`),
    code,
    // A table of HL7 has its own names of its codes; how the sender calls them is the text.
    display: known?.startsWith(HL7) === true ? undefined : attributes.get('displayName'),
  });
}

export const timeIn = ({ attributes }: CdaElement): string | undefined => toFhirDateTime(attributes.get('value') ?? '');

export function periodOf(element: CdaElement): Period | undefined {
  const at = (name: string) => elementsAt(element, name).map(timeIn)[0];
  return filled<Period>({ start: at('low') ?? timeIn(element), end: at('high') });
}

/**
 * The words of an element, or those that it points at by `<reference value="#…"/>` in the narrative of its own section: what
 * stands in another is another matter, which others may see.
 */
export function wordsOf(element: CdaElement): string {
  const own = textWithin(element);
  const [reference] = elementsAt(element, 'reference');
  const id = reference?.attributes.get('value')?.replace(/^#/, '');
  const target = own !== '' || id === undefined ? undefined : namedIn(sectionAround(element)).get(id);
  return target === undefined ? own : textWithin(target);
}

function sectionAround(element: CdaElement): CdaElement {
  let around = element;
  while (around.name !== 'section' && around.parent !== undefined) around = around.parent;
  return around;
}

const named = new WeakMap<CdaElement, ReadonlyMap<string, CdaElement>>();

function namedIn(section: CdaElement): ReadonlyMap<string, CdaElement> {
  const known = named.get(section);
  if (known !== undefined) return known;
  const found = new Map<string, CdaElement>();
  const visit = (element: CdaElement): void => {
    const id = element.attributes.get('ID');
    if (id !== undefined) found.set(id, element);
    for (const child of element.children) visit(child);
  };
  for (const text of elementsAt(section, 'text')) visit(text);
  named.set(section, found);
  return found;
}
