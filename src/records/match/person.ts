/** What of a Patient is compared. References are none of it: they may be masked. */
import type { Address, HumanName, Patient } from '@medplum/fhirtypes';
import { normalise } from '#store';
import { blockForm, phoneForm, readingForm } from './words.ts';

export interface Person {
  /** Values by system. */
  readonly identifiers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly birthDate: string | undefined;
  readonly sex: 'male' | 'female' | undefined;
  readonly names: Readonly<Record<Script, Names>>;
  readonly addresses: readonly Place[];
  readonly phones: ReadonlySet<string>;
}

/** How a name is written: ISO 21090's IDE, SYL and ABC. */
export type Script = 'kanji' | 'kana' | 'latin';

export interface Names {
  readonly family: ReadonlySet<string>;
  readonly given: ReadonlySet<string>;
  /** Family and given name together. */
  readonly whole: ReadonlySet<string>;
}

export interface Place {
  readonly postalCode: string | undefined;
  readonly city: string | undefined;
  readonly block: string | undefined;
}

/** Reads a Patient that is valid as far as it goes; nothing in it is needed. */
export function personOf({ identifier, birthDate, gender, name, address, telecom }: Patient): Person {
  const identifiers = new Map<string, Set<string>>();
  for (const { system, value } of identifier ?? []) {
    if (system === undefined || value === undefined) continue;
    identifiers.set(system, (identifiers.get(system) ?? new Set()).add(normalise(value)));
  }
  const written = (name ?? []).map(writtenName);
  const phones = (telecom ?? [])
    .filter(({ system }) => system === 'phone')
    .map(({ value = '' }) => phoneForm(value))
    .filter((digits) => digits !== '');
  return {
    identifiers,
    birthDate,
    sex: gender === 'male' || gender === 'female' ? gender : undefined,
    names: {
      kanji: namesIn(written, 'kanji'),
      kana: namesIn(written, 'kana'),
      latin: namesIn(written, 'latin'),
    },
    addresses: (address ?? []).map(placeOf),
    phones: new Set(phones),
  };
}

interface WrittenName {
  readonly script: Script;
  readonly family: string | undefined;
  readonly given: string | undefined;
  readonly whole: string | undefined;
}

const REPRESENTATION = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
const SCRIPTS: Readonly<Record<string, Script>> = { IDE: 'kanji', SYL: 'kana', ABC: 'latin' };

function writtenName({ extension, family, given, text }: HumanName): WrittenName {
  const parts = (text ?? '').trim().split(/\s+/u);
  const all = [family, ...(given ?? []), text].join('');
  const told = (extension ?? []).find(({ url }) => url === REPRESENTATION)?.valueCode;
  const script = SCRIPTS[told ?? ''] ?? scriptOf(all);
  // Of Latin letters it is not known which name comes first.
  const split = family === undefined && given === undefined && parts.length === 2 && script !== 'latin';
  const [first, second] = split ? parts : [family, given?.join('')];
  const form = script === 'kana' ? readingForm : normalise;
  const formOf = (part: string | undefined) => (part === undefined || part === '' ? undefined : form(part));
  const [one, two] = [formOf(first), formOf(second)];
  return {
    script,
    family: one,
    given: two,
    whole: one !== undefined && two !== undefined ? `${one}${two}` : formOf(text),
  };
}

function scriptOf(text: string): Script {
  const plain = normalise(text);
  if (/^[ぁ-ゖー・]+$/.test(plain)) return 'kana';
  return /^[\p{Script=Latin}\s.'-]+$/u.test(plain) ? 'latin' : 'kanji';
}

function namesIn(written: readonly WrittenName[], script: Script): Names {
  const of = (part: 'family' | 'given' | 'whole') =>
    new Set(written.flatMap((name) => (name.script === script ? (name[part] ?? []) : [])));
  return { family: of('family'), given: of('given'), whole: of('whole') };
}

function placeOf({ text, state, city, district, line, postalCode }: Address): Place {
  const written = text ?? [state, district, city, ...(line ?? [])].join('');
  const digits = postalCode?.normalize('NFKC').replace(/\D/g, '');
  return {
    postalCode: digits === '' ? undefined : digits,
    city: city === undefined ? undefined : normalise(city),
    block: blockForm(written),
  };
}
