/** Acknowledgments in original and in enhanced mode (HL7 v2.5 section 2.9), in the encoding of the sender. */
import { createHash } from 'node:crypto';
import type { LetterIssue } from '#intake';
import { type AckEncoding, encodeText, encodingOf } from './encode-japanese.ts';
import { type ErrorSegment, errorsOf } from './mllp-errors.ts';
import type { Header } from './mllp-header.ts';

/** What became of a message. */
export interface Result {
  /** `AA` stored, `AE` kept as a dead letter, `AR` not taken. */
  readonly code: 'AA' | 'AE' | 'AR';
  readonly issues: readonly LetterIssue[];
  /** The dead letter that it is kept as. */
  readonly letter: string | null;
  /** True where the same message may be taken at another time. */
  readonly later: boolean;
  readonly at: Date;
}

type AckCode = Result['code'] | 'CA' | 'CE' | 'CR';

/** What is to be sent back for a message: one answer, or in enhanced mode none to two. */
export function acknowledge(message: Uint8Array, header: Header | undefined, result: Result): Buffer[] {
  if (header === undefined) return [ackOf(message, NO_HEADER, result, result.code)];
  const { acceptAck, applicationAck } = header;
  if (acceptAck === '' && applicationAck === '') return [ackOf(message, header, result, result.code)];
  const accepted: AckCode = result.code === 'AR' ? (result.later ? 'CE' : 'CR') : 'CA';
  return [
    ...(wanted(acceptAck, accepted === 'CA') ? [ackOf(message, header, result, accepted)] : []),
    ...(accepted === 'CA' && wanted(applicationAck, result.code === 'AA')
      ? [ackOf(message, header, result, result.code)]
      : []),
  ];
}

/** Table 0155. */
const wanted = (when: string, good: boolean): boolean =>
  when === 'AL' || (when === 'ER' && !good) || (when === 'SU' && good);

const NO_HEADER: Header = {
  application: [],
  facility: [],
  receivingApplication: [],
  receivingFacility: [],
  type: '',
  event: '',
  controlId: '',
  processingId: ['P'],
  version: ['2.5'],
  acceptAck: '',
  applicationAck: '',
  charset: [],
};

function ackOf(message: Uint8Array, header: Header, result: Result, code: AckCode): Buffer {
  const encoding = encodingOf(message, header.charset.join('~'));
  // CA says only that it is safe; what is wrong with it is for the application's answer.
  const errors = code === 'CA' || code === 'AA' ? [] : errorsOf(result.issues, message);
  const segments = [
    headerOf(message, header, result, code),
    ['MSA', code, escaped(header.controlId)],
    ...errors.map((error) => errorOf(error, result, encoding)),
  ];
  return encodeText(segments.map((fields) => `${fields.join('|').replace(/\|+$/, '')}\r`).join(''), encoding);
}

/** The sender of the message is the receiver of the answer. */
function headerOf(message: Uint8Array, header: Header, { at }: Result, code: AckCode): string[] {
  const enhanced = header.acceptAck !== '' || header.applicationAck !== '';
  return [
    'MSH',
    '^~\\&',
    composed(header.receivingApplication),
    composed(header.receivingFacility),
    composed(header.application),
    composed(header.facility),
    timeOf(at),
    '',
    ['ACK', ...(header.event === '' ? [] : [escaped(header.event), 'ACK'])].join('^'),
    controlIdOf(message, at, code),
    composed(header.processingId),
    composed(header.version),
    '',
    '',
    enhanced ? 'NE' : '',
    enhanced ? 'NE' : '',
    '',
    header.charset.map(escaped).join('~'),
  ];
}

function errorOf(
  { location, code, applicationCode, ja, en }: ErrorSegment,
  result: Result,
  encoding: AckEncoding,
): string[] {
  return [
    'ERR',
    '',
    location.join('^'),
    [...code, 'HL70357'].join('^'),
    'E',
    `${applicationCode}^^L`,
    result.letter ?? '',
    escaped(en),
    escaped(encoding === 'ascii' ? en : ja),
  ];
}

const composed = (components: readonly string[]): string => components.map(escaped).join('^').replace(/\^+$/, '');

const ESCAPES: Readonly<Record<string, string>> = { '\\': 'E', '|': 'F', '^': 'S', '&': 'T', '~': 'R' };

const escaped = (text: string): string =>
  text.replace(/[\\|^&~]/g, (sign) => `\\${ESCAPES[sign]}\\`).replace(/[\r\n]+/g, '\\.br\\');

const CONTROL_ID_LENGTH = 20;

/** The same for the same answer: a message that comes again is answered by the same bytes. */
const controlIdOf = (message: Uint8Array, at: Date, code: AckCode): string =>
  createHash('sha256')
    .update(message)
    .update(`${at.toISOString()} ${code}`)
    .digest('hex')
    .slice(0, CONTROL_ID_LENGTH)
    .toUpperCase();

/** In Japan's time, with its offset. */
const timeOf = (at: Date): string =>
  `${new Date(at.getTime() + JAPAN_MS)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .slice(0, 18)}+0900`;

const JAPAN_MS = 9 * 3_600_000;
