/** The makers of the committed examples, so that every example can be made again and compared. */
import { readFileSync } from 'node:fs';
import type { Bundle } from '@medplum/fhirtypes';
import Encoding from 'encoding-japanese';
import type { Form, FormRow } from '../../src/mapping/index.ts';
import { DOCTOR, header as headerOf, MESSAGE_EXAMPLES, PERSON, segment, V2_EXAMPLES } from './message-examples.ts';

export const INSTITUTION = '1310000001';
export const HOSPITAL = 'A市民こころの病院';

const STORE = '000/012/0000123';

const header = (event: string, structure: string, time: string): string => headerOf(`ADT^${event}^${structure}`, time);

const stay = (fields: Record<number, string>): string => segment('PV1', fields);

/** Path below `examples/ssmix2/` → the text of the message. */
const MESSAGES: Record<string, string[]> = {
  [`${STORE}/-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1`]: [
    header('A08', 'ADT_A01', '20260401093012.3450'),
    'EVN||202604010930|||||KOKORO001',
    `${PERSON}|||^^^^^JPN^H^東京都A市本町1丁目2番3号||^PRS^CP^^^^^^^^^000-0000-0123~^PRN^PH^^^^^^^^^000-0000-0100|||||||||||||||||||||20260401093000`,
    'NK1|1|佐藤^洋子^^^^^L^I~サトウ^ヨウコ^^^^^L^P|SIB^姉^HL70063|^^^^^JPN^H^東京都A市若葉町4丁目5番|^PRN^PH^^^^^^^^^000-0000-0124',
    stay({ 1: '0001', 2: 'I', 3: '30^305^2^^^N', 7: DOCTOR }),
    'AL1|1|DA^薬剤アレルギー^HL70127|1^ペニシリン^99XYZ',
  ],
  [`${STORE}/20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1`]: [
    header('A01', 'ADT_A01', '20231016143515.1230'),
    'EVN||202310161430|||||KOKORO001',
    PERSON,
    stay({
      1: '0001',
      2: 'I',
      3: '30^302^1^^^N',
      7: DOCTOR,
      10: '30',
      17: DOCTOR,
      18: 'IHO',
      44: '202310161430',
    }),
  ],
  [`${STORE}/20261031/ADT-52/0000123_20261031_ADT-52_999999999999999_20261031110530456_30_1`]: [
    header('A03', 'ADT_A03', '20261031110530.4560'),
    'EVN||202610311105|||||KOKORO001',
    PERSON,
    stay({
      1: '0001',
      2: 'I',
      3: '30^305^2^^^N',
      7: DOCTOR,
      10: '30',
      17: DOCTOR,
      36: '02^軽快^99KOKORO',
      44: '202310161430',
      45: '202610311000',
    }),
  ],
};

export const [ADT_00 = '', ADT_22 = '', ADT_52 = ''] = Object.keys(MESSAGES);

/** Raw JIS bytes; a minus that JIS X 0208 writes as U+2212 is kept as the table has it. */
export function iso2022(text: string): Uint8Array {
  return Uint8Array.from(
    Encoding.convert(Encoding.stringToCode(text), {
      from: 'UNICODE',
      to: 'JIS',
    }),
  );
}

/** Segments end in CR, the file in 0x1C, as hospitals write it. */
export const message = (segments: string[]): Uint8Array =>
  Uint8Array.from([...iso2022(`${segments.join('\r')}\r`), 0x1c]);

const utf8 = (segments: readonly string[]): Uint8Array => new TextEncoder().encode(`${segments.join('\n')}\n`);

const pathOf = (time: string, [day, type, number, department]: readonly string[]): string =>
  `${STORE}/${day}/${type}/0000123_${day}_${type}_${number}_${time}_${department}_1`;

/** Every message below `examples/ssmix2` that is to be read → the name of what it becomes, below `examples/ssmix2/expected`. */
export const expectedNames = (): Map<string, string> =>
  new Map([
    ...[ADT_00, ADT_22, ADT_52].map((path) => [path, path.split('_')[2] ?? ''] as const),
    ...Object.entries(MESSAGE_EXAMPLES).map(([time, { file, name }]) => [pathOf(time, file), name ?? file[1]] as const),
    ...Object.keys(V2_EXAMPLES).map((name) => [`v2/${name}.hl7`, name] as const),
  ]);

export function ssmix2Examples(): Map<string, Uint8Array> {
  const made = new Map(Object.entries(MESSAGES).map(([path, segments]) => [path, message(segments)]));
  for (const [time, { file, segments }] of Object.entries(MESSAGE_EXAMPLES))
    made.set(pathOf(time, file), message([...segments]));
  for (const [name, segments] of Object.entries(V2_EXAMPLES)) made.set(`v2/${name}.hl7`, utf8(segments));
  const admission = made.get(ADT_22) ?? new Uint8Array();
  // Within the family name of PID-5: three bytes into the first run of double bytes.
  made.set(
    'bad/cut-off',
    admission.slice(0, admission.findIndex((byte, at) => byte === 0x1b && admission[at + 1] === 0x24) + 6),
  );
  made.set('bad/junk', Uint8Array.of(0xfb, 0xfc));
  made.set('bad/unknown-encoding', Uint8Array.from([...admission.slice(0, 40), 0xff, 0xfe, 0x81, 0xff]));
  return made;
}

/** The rows of the table of needs of a service plan. */
export const needsOf = ({ tables }: Form): readonly FormRow[] => tables['needs'] ?? [];

export const readExample = (path: string): Uint8Array => new Uint8Array(readFileSync(`examples/${path}`));

export const exampleBundle = (): Bundle => JSON.parse(readFileSync('examples/service-plan-draft/bundle.json', 'utf8'));

/** Ids that count, so that a run gives the same resources every time. */
export function countingIds(from = 0): () => string {
  let count = from;
  return () => {
    count += 1;
    return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  };
}
