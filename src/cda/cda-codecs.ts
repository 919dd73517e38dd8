/** The codecs of CDA data types: each turns one element into the value of one FHIR path. */
import type {
  Address,
  Coding,
  CompositionRelatesTo,
  CompositionSection,
  ContactPoint,
  HumanName,
  Identifier,
} from '@medplum/fhirtypes';
import type { CdaCodecName, CodeTable } from '#mapping';
import { filled, toFhirDate } from '#messages';
import { cdaEntryCodecs } from './cda-codecs-entries.ts';
import { cdaGoalCodecs } from './cda-codecs-goals.ts';
import { cdaValueCodecs } from './cda-codecs-values.ts';
import { narrativeOf } from './cda-narrative.ts';
import { type CdaCodec, type CdaContext, conceptOf, periodOf, taken } from './cda-parts.ts';
import { type CdaElement, elementsAt, textWithin } from './read-cda.ts';

export const cdaCodecs: Readonly<Record<CdaCodecName, CdaCodec>> = {
  ...cdaEntryCodecs,
  ...cdaGoalCodecs,
  ...cdaValueCodecs,
  'cda-resource': () => undefined,
  'cda-text': taken((element) => textWithin(element) || undefined),
  'cda-identifier': taken(identifierOf),
  // A root alone is what several people have in common.
  'cda-number': taken((element, context) =>
    element.attributes.get('extension')?.trim() ? identifierOf(element, context) : undefined,
  ),
  'cda-code': taken(conceptOf, ['originalText', 'translation']),
  'cda-table': taken((element, { table }) => {
    const code = element.attributes.get('code');
    return table?.entries.find(({ source }) => source === code)?.code;
  }),
  // Of an interval, when it began.
  'cda-time': taken((element) => periodOf(element)?.start, ['low']),
  'cda-date': taken(({ attributes }) => toFhirDate(attributes.get('value') ?? '')),
  'cda-period': taken(periodOf, ['low', 'high']),
  'cda-name': taken(nameOf),
  'cda-address': taken(addressOf),
  'cda-telecom': taken(contactOf),
  'cda-language': taken(({ attributes }) => {
    const code = attributes.get('code') ?? '';
    return /^[a-z]{2}(?:-[A-Z]{2})?$/.test(code) ? code : undefined;
  }),
  'cda-section': (element, context) => sectionOf(element, context),
  'cda-version': taken(({ attributes }) => {
    const valueString = attributes.get('value')?.trim();
    return valueString ? { url: VERSION, valueString } : undefined;
  }),
  'cda-relation': relationOf,
};

const VERSION = 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber';
const TEN_DIGITS = /^\d{10}$/;

/** II: an extension below a root, or a root alone. */
function identifierOf({ attributes }: CdaElement, { tables }: CdaContext): Identifier | undefined {
  const root = attributes.get('root');
  const value = attributes.get('extension')?.trim();
  if (root === undefined || !/^[0-9A-Za-z.-]+$/.test(root)) return undefined;
  const urn = /^[0-9a-f]{8}-/i.test(root) ? `urn:uuid:${root.toLowerCase()}` : `urn:oid:${root}`;
  if (!value) return { system: 'urn:ietf:rfc:3986', value: urn };
  const institution = tables['institution-systems']?.entries.find(({ source }) => source === root)?.code;
  return { system: institution !== undefined && TEN_DIGITS.test(value) ? institution : urn, value };
}

/** The document that this one replaces, adds to, or was made of. */
function relationOf(element: CdaElement, context: CdaContext): CompositionRelatesTo | undefined {
  const code = context.table?.entries.find(({ source }) => source === element.attributes.get('typeCode'))?.code;
  const [id] = elementsAt(element, 'parentDocument/id');
  const targetIdentifier = id && identifierOf(id, context);
  if (id === undefined || code === undefined || targetIdentifier === undefined) return undefined;
  context.take(id);
  return { code: code as 'replaces', targetIdentifier };
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

/** Its heading, its narrative, what its entries say in codes, and the sections within. */
function sectionOf(element: CdaElement, context: CdaContext, above: readonly string[] = []): CompositionSection {
  const [title, code, text] = ['title', 'code', 'text'].map((name) => elementsAt(element, name)[0]);
  for (const one of [title, code, text]) if (one !== undefined) context.take(one);
  if (text !== undefined) for (const one of actingWithin(text)) context.miss(one);
  const own = sectionCoding(element, context);
  const codes = own?.code === undefined ? above : [...above, own.code];
  const entries = context.entriesIn?.(element, codes) ?? [];
  const concept = code === undefined ? undefined : conceptOf(code, context);
  const coding = [...(concept?.coding ?? []), ...(own === undefined ? [] : [own])];
  return {
    ...filled<CompositionSection>({
      title: title === undefined ? undefined : textWithin(title),
      code: filled({ ...concept, coding }),
    }),
    text: { status: 'additional', div: narrativeOf(text) },
    ...filled<CompositionSection>({
      entry: entries.map((reference) => ({ reference })),
      section: elementsAt(element, 'component/section').map((inner) => sectionOf(inner, context, codes)),
    }),
  };
}

const LOINC = '2.16.840.1.113883.6.1';

/** What the section is about, by its code, else by its title: labels of consent are given by it. */
function sectionCoding(element: CdaElement, { tables }: CdaContext): Coding | undefined {
  const found = (table: CodeTable | undefined, word: string | undefined): Coding | undefined => {
    const code = word && table?.entries.find(({ source }) => source === word)?.code;
    return code ? { system: table?.system as string, code } : undefined;
  };
  const [code] = elementsAt(element, 'code').filter(({ attributes }) => attributes.get('codeSystem') === LOINC);
  const title = elementsAt(element, 'title')
    .map(textWithin)[0]
    ?.normalize('NFKC')
    .replaceAll(/[\s【】[\]■◆●]/g, '');
  return found(tables['section-codes'], code?.attributes.get('code')) ?? found(tables['section-titles'], title);
}

/** Pictures and links: a narrative is told as words alone. */
const actingWithin = ({ children }: CdaElement): CdaElement[] =>
  children.flatMap((child) => [
    ...(child.name === 'renderMultiMedia' || child.name === 'linkHtml' ? [child] : []),
    ...actingWithin(child),
  ]);
