/** The codecs of CDA data types: each turns one element into the value of one FHIR path. */
import type {
  Address,
  CodeableConcept,
  Coding,
  CompositionSection,
  ContactPoint,
  HumanName,
  Identifier,
  Period,
} from '@medplum/fhirtypes';
import { narrativeOf } from './cda-narrative.ts';
import type { CdaCodecName } from './codec-names.ts';
import { filled } from './codec-parts.ts';
import { toFhirDate, toFhirDateTime } from './hl7-time.ts';
import type { CodeTable } from './mapping.ts';
import { type CdaElement, elementsAt, textWithin } from './read-cda.ts';

export interface CdaContext {
  readonly tables: Readonly<Record<string, CodeTable>>;
  /** The table of the rule. */
  readonly table: CodeTable | undefined;
  /** Counts an element, with all that is in it, as carried. */
  readonly take: (element: CdaElement) => void;
  /** Names an element within a carried one that could not come along. */
  readonly miss: (element: CdaElement) => void;
}

type CdaCodec = (element: CdaElement, context: CdaContext) => unknown;

export const cdaCodecs: Readonly<Record<CdaCodecName, CdaCodec>> = {
  'cda-resource': () => undefined,
  'cda-text': taken((element) => textWithin(element) || undefined),
  'cda-identifier': taken(identifierOf),
  'cda-code': taken(conceptOf),
  'cda-table': taken((element, { table }) => {
    const code = element.attributes.get('code');
    return table?.entries.find(({ source }) => source === code)?.code;
  }),
  'cda-time': taken(({ attributes }) => toFhirDateTime(attributes.get('value') ?? '')),
  'cda-date': taken(({ attributes }) => toFhirDate(attributes.get('value') ?? '')),
  'cda-period': taken(periodOf),
  'cda-name': taken(nameOf),
  'cda-address': taken(addressOf),
  'cda-telecom': taken(contactOf),
  'cda-language': taken(({ attributes }) => {
    const code = attributes.get('code') ?? '';
    return /^[a-z]{2}(?:-[A-Z]{2})?$/.test(code) ? code : undefined;
  }),
  'cda-section': sectionOf,
};

/** What gives no value has carried nothing. */
function taken(read: (element: CdaElement, context: CdaContext) => unknown): CdaCodec {
  return (element, context) => {
    const value = read(element, context);
    if (value !== undefined) context.take(element);
    return value;
  };
}

/** II: an extension below a root, or a root alone. */
function identifierOf({ attributes }: CdaElement): Identifier | undefined {
  const root = attributes.get('root');
  const value = attributes.get('extension')?.trim();
  if (root === undefined) return undefined;
  const urn = /^[0-9a-f]{8}-/i.test(root) ? `urn:uuid:${root.toLowerCase()}` : `urn:oid:${root}`;
  return value ? { system: urn, value } : { system: 'urn:ietf:rfc:3986', value: urn };
}

function conceptOf(element: CdaElement, context: CdaContext): CodeableConcept | undefined {
  const coding = [element, ...elementsAt(element, 'translation')].map((one) => codingOf(one, context));
  const [original] = elementsAt(element, 'originalText').map(textWithin);
  return filled<CodeableConcept>({
    coding: coding.filter((one) => one !== undefined),
    text: original || element.attributes.get('displayName'),
  });
}

function codingOf({ attributes }: CdaElement, { tables }: CdaContext): Coding | undefined {
  const [code, oid] = [attributes.get('code'), attributes.get('codeSystem')];
  if (code === undefined || !/^\S+(?: \S+)*$/.test(code)) return undefined;
  const known = tables['code-systems']?.entries.find(({ source }) => source === oid)?.code;
  return filled<Coding>({
    system: known ?? (oid === undefined ? undefined : `urn:oid:${oid}`),
    code,
    display: attributes.get('displayName'),
  });
}

function periodOf(element: CdaElement): Period | undefined {
  const at = (name: string) => toFhirDateTime(elementsAt(element, name)[0]?.attributes.get('value') ?? '');
  const value = toFhirDateTime(element.attributes.get('value') ?? '');
  return filled<Period>({ start: at('low') ?? value, end: at('high') });
}

const REPRESENTATIONS = ['IDE', 'SYL', 'ABC'];

/** PN; Japanese documents tell kanji and kana apart by `use`. */
function nameOf(element: CdaElement): HumanName | undefined {
  const parts = (name: string) =>
    elementsAt(element, name)
      .map(textWithin)
      .filter((part) => part !== '');
  const uses = element.attributes.get('use')?.split(/\s+/) ?? [];
  const representation = REPRESENTATIONS.find((one) => uses.includes(one));
  const [family, given] = [parts('family'), parts('given')];
  const text = family.length + given.length === 0 ? textWithin(element) : [...family, ...given].join(' ');
  if (text === '') return undefined;
  const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
  return filled<HumanName>({
    extension: representation === undefined ? undefined : [{ url, valueCode: representation }],
    use: uses.includes('L') ? 'official' : undefined,
    text,
    family: family.join(' '),
    given,
    prefix: parts('prefix'),
    suffix: parts('suffix'),
  });
}

const ADDRESS_USES: Readonly<Record<string, Address['use']>> = { H: 'home', HP: 'home', WP: 'work', TMP: 'temp' };

function addressOf(element: CdaElement): Address | undefined {
  const one = (name: string) => elementsAt(element, name).map(textWithin)[0];
  const line = elementsAt(element, 'streetAddressLine').map(textWithin);
  const text = textWithin(element);
  if (text === '') return undefined;
  return filled<Address>({
    use: ADDRESS_USES[element.attributes.get('use') ?? ''],
    text,
    line: line.filter((part) => part !== ''),
    city: one('city'),
    state: one('state'),
    postalCode: one('postalCode'),
    country: one('country'),
  });
}

const SCHEMES: Readonly<Record<string, ContactPoint['system']>> = { tel: 'phone', fax: 'fax', mailto: 'email' };
const CONTACT_USES: Readonly<Record<string, ContactPoint['use']>> = {
  H: 'home',
  HP: 'home',
  WP: 'work',
  MC: 'mobile',
  TMP: 'temp',
};

function contactOf({ attributes }: CdaElement): ContactPoint | undefined {
  const [, scheme = '', value = ''] = /^(?:([a-z]+):)?\s*(.+)$/.exec(attributes.get('value')?.trim() ?? '') ?? [];
  if (value === '') return undefined;
  const system = scheme === '' ? 'phone' : (SCHEMES[scheme] ?? 'other');
  return filled<ContactPoint>({
    system,
    use: CONTACT_USES[attributes.get('use')?.split(/\s+/)[0] ?? ''],
    value: system === 'other' ? `${scheme}:${value}` : value,
  });
}

/** Its heading, its narrative, and the sections within. The entries repeat in codes what the narrative says. */
function sectionOf(element: CdaElement, context: CdaContext): CompositionSection {
  const [title, code, text] = ['title', 'code', 'text'].map((name) => elementsAt(element, name)[0]);
  for (const one of [title, code, text]) if (one !== undefined) context.take(one);
  if (text !== undefined) for (const one of actingWithin(text)) context.miss(one);
  return {
    ...filled<CompositionSection>({
      title: title === undefined ? undefined : textWithin(title),
      code: code === undefined ? undefined : conceptOf(code, context),
    }),
    text: { status: 'generated', div: narrativeOf(text) },
    ...filled<CompositionSection>({
      section: elementsAt(element, 'component/section').map((inner) => sectionOf(inner, context)),
    }),
  };
}

/** Pictures and links: a narrative is told as words alone. */
const actingWithin = ({ children }: CdaElement): CdaElement[] =>
  children.flatMap((child) => [
    ...(child.name === 'renderMultiMedia' || child.name === 'linkHtml' ? [child] : []),
    ...actingWithin(child),
  ]);
