/** Codecs of people and places: names, numbers, addresses, doctors, wards. */
import type {
  Address,
  CodeableConcept,
  Coding,
  ContactPoint,
  EncounterLocation,
  EncounterParticipant,
  Extension,
  HumanName,
  Identifier,
  Reference,
} from '@medplum/fhirtypes';
import { filled, lookUp, present, readCoded, readTime } from './codec-parts.ts';
import { toFhirDateTime } from './hl7-time.ts';
import type { FieldReader, MessageContext, RepeatReader } from './ssmix2-reader.ts';

export const peopleCodecs = {
  'patient-id': readPatientId,
  'other-patient-id': ({ repeats, context }: FieldReader) => {
    for (const repeat of repeats) if (repeat.look(1) === context.patient) repeat.take(1);
    return [];
  },
  'person-name': ({ repeats }: FieldReader) => present(repeats, readName),
  address: (reader: FieldReader) => present(reader.repeats, (repeat) => readAddress(repeat, reader)),
  telecom: (reader: FieldReader) => reader.repeats.flatMap((repeat) => readTelecom(repeat, reader)),
  concept: ({ repeats }: FieldReader) => present(repeats, readConcept),
  words: ({ repeats, context }: FieldReader) =>
    present(repeats, (repeat) => filled<CodeableConcept>({ text: readCoded(repeat, context)?.text })),
  class: (reader: FieldReader) => present(reader.repeats, (repeat) => lookUp(repeat, 1, reader)),
  location: ({ repeats, context }: FieldReader) => present(repeats, (repeat) => readLocation(repeat, context)),
  'former-location': (reader: FieldReader) => readPlace(reader, 'completed'),
  'present-location': (reader: FieldReader) => readPlace(reader, 'active'),
  attender: (reader: FieldReader) => readDoctor(reader, 'ATND', 'attender'),
  admitter: (reader: FieldReader) => readDoctor(reader, 'ADM', 'admitter'),
  referrer: (reader: FieldReader) => readDoctor(reader, 'REF', 'referrer'),
  consultant: (reader: FieldReader) => readDoctor(reader, 'CON', 'consultant'),
  practitioner: ({ repeats, context }: FieldReader) => present(repeats, (repeat) => readPerson(repeat, context)),
  relationship: (reader: FieldReader) => present(reader.repeats, (repeat) => readRelationship(repeat, reader)),
  disability: ({ repeats }: FieldReader) => present(repeats, readDisability),
  'death-time': ({ repeats }: FieldReader) =>
    present(repeats, (repeat) => {
      const deceasedDateTime = readTime(repeat, toFhirDateTime);
      return deceasedDateTime === undefined ? undefined : { deceasedDateTime };
    }),
  death: ({ repeats, sibling }: FieldReader) =>
    present(repeats, (repeat) => {
      const written = repeat.look(1);
      if (written !== 'Y' && written !== 'N') return undefined;
      repeat.take(1);
      return sibling(29).look(1) === undefined ? { deceasedBoolean: written === 'Y' } : undefined;
    }),
};

/** Numbers that say no more than that this is a patient of the sender. */
const OWN_NUMBERS: readonly (string | undefined)[] = [undefined, 'PI', 'MR', 'PT'];

/** CX. A number of another kind is kept only under an OID that says whose it is: it may be one that nobody may keep. */
function readPatientId({ repeats, context }: FieldReader): Identifier[] {
  return present(repeats, (repeat) => {
    const type = repeat.look(5);
    const system = OWN_NUMBERS.includes(type) ? ownSystem(context) : undefined;
    if (!OWN_NUMBERS.includes(type)) return undefined;
    const value = repeat.take(1);
    if (type !== undefined) repeat.take(5);
    if (value === undefined) return undefined;
    return system === undefined ? { value } : { system, value };
  });
}

const ownSystem = ({ institution }: MessageContext): string | undefined =>
  institution === undefined ? undefined : patientSystem(institution);

/** Numbers of people by institution, as JP Core has them. */
export const PATIENT_NUMBERS = '1.2.392.100495.20.3.51.';
export const patientSystem = (institution: string): string => `urn:oid:${PATIENT_NUMBERS}1${institution}`;
export const doctorSystem = (institution: string): string => `urn:oid:1.2.392.100495.20.3.41.1${institution}`;

const REPRESENTATIONS: Readonly<Record<string, string>> = {
  I: 'IDE',
  P: 'SYL',
  A: 'ABC',
};

const NAME_USES: Readonly<Record<string, HumanName['use']>> = {
  L: 'official',
  D: 'usual',
  M: 'maiden',
  N: 'nickname',
  A: 'anonymous',
};

/** XPN: `患者^太郎^^^^^L^I`. The pair of kanji and kana is told apart by the representation. */
function readName(repeat: RepeatReader): HumanName | undefined {
  // The family name may be divided (`EVERYMAN&&&&Aniston`): its first part is the name itself.
  const [family] = repeat.parts(1);
  const given = repeat.take(2);
  const middle = repeat.take(3);
  const representation = REPRESENTATIONS[repeat.look(8) ?? ''];
  if (representation !== undefined) repeat.take(8);
  const use = NAME_USES[repeat.look(7) ?? ''];
  if (use !== undefined) repeat.take(7);
  const url = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';
  const text = [family, given, middle].filter((part) => part !== undefined && part !== '').join(' ');
  if (text === '') return undefined;
  return filled<HumanName>({
    extension: representation === undefined ? undefined : [{ url, valueCode: representation }],
    use,
    text,
    family,
    given: [given, middle].filter((part) => part !== undefined),
    prefix: [repeat.take(5)].filter((part) => part !== undefined),
    suffix: [repeat.take(4)].filter((part) => part !== undefined),
  });
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
function readTelecom(repeat: RepeatReader, reader: FieldReader): ContactPoint[] {
  const email = repeat.take(4);
  const number = repeat.take(12) ?? repeat.take(1);
  if (email === undefined && number === undefined) return [];
  const equipment = repeat.take(3);
  const use = lookUp(repeat, 2, reader)?.code as ContactPoint['use'];
  const phone = filled<ContactPoint>({
    system: equipment === 'FX' ? 'fax' : 'phone',
    use: equipment === 'CP' ? 'mobile' : use,
    value: number,
  });
  const mail = filled<ContactPoint>({ system: 'email', use, value: email });
  return [
    ...(number === undefined || phone === undefined ? [] : [phone]),
    ...(email === undefined || mail === undefined ? [] : [mail]),
  ];
}

/** CWE of a hospital's own table: its code has no system that anybody else knows. */
function readConcept(repeat: RepeatReader): CodeableConcept | undefined {
  const code = repeat.take(1);
  const display = repeat.take(2);
  const coding = code === undefined ? undefined : [filled<Coding>({ code, display }) ?? {}];
  return filled<CodeableConcept>({ coding, text: display });
}

/** PL: ward, room, bed; SS-MIX2 gives no name and no address for them. */
function readLocation(repeat: RepeatReader, context: MessageContext): Reference | undefined {
  const parts = [1, 2, 3].map((number) => repeat.take(number));
  const words = ['病棟', '病室', '病床'].flatMap((ja, at) => (parts[at] === undefined ? [] : [`${ja} ${parts[at]}`]));
  return words.length === 0 ? undefined : context.location(parts, words.join(' '));
}

function readPlace({ repeats, context }: FieldReader, status: 'active' | 'completed'): EncounterLocation[] {
  return present(repeats, (repeat) => {
    const location = readLocation(repeat, context);
    return location === undefined ? undefined : ({ location, status } as EncounterLocation);
  });
}

/** XCN: L (legal name) and I (kanji) are what every Japanese system sends; a Practitioner has no place for more. */
function readPerson(repeat: RepeatReader, context: MessageContext): Reference | undefined {
  const id = repeat.take(1);
  const name = [repeat.take(2), repeat.take(3)].filter((part) => part !== undefined).join(' ');
  if (repeat.look(10) === 'L') repeat.take(10);
  if (repeat.look(15) === 'I') repeat.take(15);
  if (name === '' && id === undefined) return undefined;
  return context.practitioner(id, name === '' ? `医師 ${id}` : name);
}

function readDoctor({ repeats, context }: FieldReader, code: string, display: string): EncounterParticipant[] {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
  return present(repeats, (repeat) => {
    const individual = readPerson(repeat, context);
    return individual && ({ type: [{ coding: [{ system, code, display }] }], individual } as EncounterParticipant);
  });
}

/** The sender's own code stays beside the one that the table gives for it. */
function readRelationship(repeat: RepeatReader, { table, context }: FieldReader): CodeableConcept | undefined {
  const entry = table?.entries.find(({ source }) => source === repeat.look(1));
  const written = readCoded(repeat, context);
  if (written === undefined || entry === undefined) return written;
  const known = filled<Coding>({ system: table?.system, code: entry.code, display: entry.display });
  return { ...written, coding: [...(known === undefined ? [] : [known]), ...(written.coding ?? [])] };
}

/** DB1-4: Y or N, of the person (DB1-2 `PT`); which disability it is has no place in the message. */
function readDisability(repeat: RepeatReader): Extension | undefined {
  const written = repeat.look(1);
  if (written !== 'Y' && written !== 'N') return undefined;
  repeat.take(1);
  const text = written === 'Y' ? '身体障害あり' : '身体障害なし';
  return { url: 'http://hl7.org/fhir/StructureDefinition/patient-disability', valueCodeableConcept: { text } };
}
