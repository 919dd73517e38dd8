/** The codecs of HL7 v2 data types: each turns one field into the values of one FHIR path, and says what it could not. */
import type {
  Address,
  CodeableConcept,
  Coding,
  ContactPoint,
  EncounterParticipant,
  HumanName,
  Identifier,
} from '@medplum/fhirtypes';
import type { MessageCodecName } from './codec-names.ts';
import { toFhirDate, toFhirDateTime } from './hl7-time.ts';
import type { FieldReader, RepeatReader } from './ssmix2-reader.ts';

type MessageCodec = (reader: FieldReader) => unknown[];

export const messageCodecs: Readonly<Record<MessageCodecName, MessageCodec>> = {
  text: ({ repeats }) => present(repeats, (repeat) => repeat.take(1)),
  'patient-id': readPatientId,
  'person-name': ({ repeats }) => present(repeats, readName),
  'birth-date': ({ repeats }) => present(repeats, (repeat) => readTime(repeat, toFhirDate)),
  time: ({ repeats }) => present(repeats, (repeat) => readTime(repeat, toFhirDateTime)),
  address: (reader) => present(reader.repeats, (repeat) => readAddress(repeat, reader)),
  telecom: (reader) => present(reader.repeats, (repeat) => readTelecom(repeat, reader)),
  code: (reader) => present(reader.repeats, (repeat) => lookUp(repeat, 1, reader)?.code),
  concept: ({ repeats }) => present(repeats, readConcept),
  class: (reader) => present(reader.repeats, (repeat) => readClass(repeat, reader)),
  'event-status': (reader) => present(reader.repeats, (repeat) => lookUp(repeat, 2, reader)?.code),
  location: ({ repeats }) => present(repeats, readLocation),
  attender: (reader) => readDoctor(reader, 'ATND', 'attender'),
  admitter: (reader) => readDoctor(reader, 'ADM', 'admitter'),
};

function present<T>(repeats: readonly RepeatReader[], read: (repeat: RepeatReader) => T | undefined): T[] {
  return repeats.map(read).filter((value) => value !== undefined);
}

/** The object without its empty members; nothing at all when none is left. */
function filled<T extends object>(value: { [K in keyof T]?: T[K] | undefined }): T | undefined {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== '');
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as T);
}

function readPatientId({ repeats, context }: FieldReader): Identifier[] {
  return present(repeats, (repeat) => {
    const value = repeat.take(1);
    // PI says no more than that this is a patient's id, which the system says already.
    if (repeat.look(5) === 'PI') repeat.take(5);
    if (value === undefined) return undefined;
    return context.institution === undefined ? { value } : { system: patientSystem(context.institution), value };
  });
}

export const patientSystem = (institution: string): string => `urn:oid:1.2.392.100495.20.3.51.1${institution}`;
export const doctorSystem = (institution: string): string => `urn:oid:1.2.392.100495.20.3.41.1${institution}`;

const REPRESENTATIONS: Readonly<Record<string, string>> = {
  I: 'IDE',
  P: 'SYL',
  A: 'ABC',
};

/** XPN: `患者^太郎^^^^^L^I`. The pair of kanji and kana is told apart by the representation. */
function readName(repeat: RepeatReader): HumanName | undefined {
  const family = repeat.take(1);
  const given = repeat.take(2);
  const written = repeat.look(8);
  const representation = written === undefined ? undefined : REPRESENTATIONS[written];
  if (representation !== undefined) repeat.take(8);
  const official = repeat.look(7) === 'L';
  if (official) repeat.take(7);
  const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
  const text = [family, given].filter((part) => part !== undefined).join(' ');
  if (text === '') return undefined;
  return filled<HumanName>({
    extension: representation === undefined ? undefined : [{ url, valueCode: representation }],
    use: official ? 'official' : undefined,
    text,
    family,
    given: given === undefined ? undefined : [given],
  });
}

function readTime(repeat: RepeatReader, convert: (text: string) => string | undefined): string | undefined {
  const written = repeat.look(1);
  if (written === undefined) return undefined;
  const time = convert(written);
  if (time !== undefined) {
    repeat.take(1);
    return time;
  }
  const ja = `「${written}」は日時として読めません。`;
  repeat.fail(1, {
    code: 'mapping-format',
    type: 'value',
    ja,
    en: `\`${written}\` is no HL7 timestamp`,
  });
  return undefined;
}

/** XAD: SS-MIX2 writes the whole address in component 8. */
function readAddress(repeat: RepeatReader, reader: FieldReader): Address | undefined {
  const [street, other, city, state] = [1, 2, 3, 4].map((number) => repeat.take(number));
  const whole = repeat.take(8);
  const parts = [state, city, street, other].filter((part) => part !== undefined);
  const lines = [street, other].filter((part) => part !== undefined);
  return filled<Address>({
    use: lookUp(repeat, 7, reader)?.code as Address['use'],
    text: whole ?? (parts.length === 0 ? undefined : parts.join('')),
    line: whole === undefined || lines.length === 0 ? undefined : lines,
    city,
    state,
    postalCode: repeat.take(5),
    country: repeat.take(6),
  });
}

/** XTN: the number is in component 12 or, from older systems, in 1; an e-mail address in 4. */
function readTelecom(repeat: RepeatReader, reader: FieldReader): ContactPoint | undefined {
  const email = repeat.take(4);
  const value = email ?? repeat.take(12) ?? repeat.take(1);
  if (value === undefined) return undefined;
  const equipment = repeat.take(3);
  const system = equipment === 'FX' ? 'fax' : 'phone';
  const use = lookUp(repeat, 2, reader)?.code as ContactPoint['use'];
  return filled<ContactPoint>({
    system: email === undefined ? system : 'email',
    use: equipment === 'CP' ? 'mobile' : use,
    value,
  });
}

function lookUp(repeat: RepeatReader, component: number, { rule, context }: FieldReader) {
  const written = repeat.look(component);
  if (written === undefined) return undefined;
  const table = context.tables[rule.map ?? ''];
  const entry = table?.entries.find(({ source }) => source === written);
  if (entry !== undefined) {
    repeat.take(component);
    return { system: table?.system, ...entry };
  }
  const ja = `コード「${written}」は対応表にありません。`;
  const en = `code \`${written}\` is not in the table \`${rule.map}\``;
  repeat.fail(component, {
    code: 'mapping-unknown-code',
    type: 'code-invalid',
    ja,
    en,
  });
  return undefined;
}

/** CWE of a hospital's own table: its code has no system that anybody else knows. */
function readConcept(repeat: RepeatReader): CodeableConcept | undefined {
  const code = repeat.take(1);
  const display = repeat.take(2);
  const coding = code === undefined ? undefined : [filled<Coding>({ code, display }) ?? {}];
  return filled<CodeableConcept>({ coding, text: display });
}

function readClass(repeat: RepeatReader, reader: FieldReader): Coding | undefined {
  const found = lookUp(repeat, 1, reader);
  return found === undefined
    ? undefined
    : filled<Coding>({
        system: found.system,
        code: found.code,
        display: found.display,
      });
}

/** PL: ward, room, bed. Carried as text: SS-MIX2 gives no name and no address for them. */
function readLocation(repeat: RepeatReader): { display: string } | undefined {
  const named: readonly (readonly [number, string])[] = [
    [1, '病棟'],
    [2, '病室'],
    [3, '病床'],
  ];
  const parts = named.flatMap(([number, ja]) => {
    const value = repeat.take(number);
    return value === undefined ? [] : [`${ja} ${value}`];
  });
  return parts.length === 0 ? undefined : { display: parts.join(' ') };
}

function readDoctor(reader: FieldReader, code: string, display: string): EncounterParticipant[] {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
  return present(reader.repeats, (repeat) => {
    const id = repeat.take(1);
    const name = [repeat.take(2), repeat.take(3)].filter((part) => part !== undefined).join(' ');
    // L (legal name) and I (kanji) are what every Japanese system sends; a Practitioner has no place for more.
    if (repeat.look(10) === 'L') repeat.take(10);
    if (repeat.look(15) === 'I') repeat.take(15);
    if (name === '') return undefined;
    return {
      type: [{ coding: [{ system, code, display }] }],
      individual: reader.context.practitioner(id, name),
    };
  });
}
