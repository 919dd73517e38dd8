/** Where and why, in HL7's words: the segments ERR of an acknowledgment (v2.5 section 2.15.5). */
import { ISSUE_KINDS } from '#catalogue';
import type { LetterIssue } from '#intake';

/** ERR but for its name; each field as its components. */
export interface ErrorSegment {
  /** ERR-2: segment, its occurrence, field, repetition, component. */
  readonly location: readonly string[];
  /** ERR-3: table 0357. */
  readonly code: readonly [code: string, text: string];
  /** ERR-5. */
  readonly applicationCode: string;
  readonly ja: string;
  readonly en: string;
}

const TABLE_0357 = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
} as const;
type Code = keyof typeof TABLE_0357;

/** Where the type of an issue alone would mislead. */
const BY_CODE: Readonly<Record<string, Code>> = {
  'ssmix2-event-unsupported': '201',
  'hl7-version': '203',
  'hl7-msh-missing': '100',
  'hl7-segment': '100',
  'ssmix2-segment-missing': '100',
  'hl7-many-messages': '100',
  'sender-unknown': '204',
};
const BY_TYPE: Readonly<Record<string, Code>> = {
  required: '101',
  'code-invalid': '103',
  'not-found': '204',
  duplicate: '205',
  conflict: '206',
  exception: '207',
  transient: '207',
  timeout: '207',
  throttled: '207',
  forbidden: '207',
  'not-supported': '200',
};

const ERRORS_MAX = 10;

/** Their words are those of their codes: the texts of a refusal may quote what was sent. */
export const errorsOf = (issues: readonly LetterIssue[], message: Uint8Array): ErrorSegment[] =>
  issues.slice(0, ERRORS_MAX).map((issue) => {
    const { code, expression = '' } = issue;
    const kind = ISSUE_KINDS[code];
    const location = locationOf(issue, message);
    const number = BY_CODE[code] ?? BY_TYPE[kind?.type ?? ''] ?? '102';
    // A place in what would have been stored is none that HL7 has a form for.
    const place = location.length > 0 || !/^[A-Z][A-Za-z]+[.[]/.test(expression) ? '' : `${expression}: `;
    return {
      location,
      code: [number, TABLE_0357[number]],
      applicationCode: code,
      ja: `${place}${kind?.ja ?? ''}`,
      en: `${place}${kind?.en ?? ''}`,
    };
  });

const PLACE = /^([A-Z][A-Z0-9]{2})(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?)?(?: \(segment (\d+)\))?$/;

/** `PID-5[2].1 (segment 3)` → `PID^1^5^2^1`: a segment is counted among those of its name. */
function locationOf({ expression = '', line }: LetterIssue, message: Uint8Array): string[] {
  const [, name = nameAt(message, line), field = '', repeat = '1', component = '', segment] =
    PLACE.exec(expression) ?? [];
  if (name === '') return [];
  const at = segment === undefined ? line : Number(segment);
  const place = [name, String(at === undefined ? 1 : occurrenceOf(message, name, at))];
  if (field === '') return place;
  return [...place, field, repeat, ...(component === '' ? [] : [component])];
}

const CR = 0x0d;
const LF = 0x0a;

/** The first three bytes of each line. */
function* namesIn(message: Uint8Array): Generator<string> {
  let start = 0;
  for (let at = 0; at <= message.length; at += 1) {
    if (at < message.length && message[at] !== CR && message[at] !== LF) continue;
    yield String.fromCharCode(...message.subarray(start, Math.min(start + 3, at)));
    if (message[at] === CR && message[at + 1] === LF) at += 1;
    start = at + 1;
  }
}

function nameAt(message: Uint8Array, line = 0): string {
  let count = 0;
  for (const name of namesIn(message)) {
    count += 1;
    if (count === line) return /^[A-Z][A-Z0-9]{2}$/.test(name) ? name : '';
  }
  return '';
}

function occurrenceOf(message: Uint8Array, wanted: string, line: number): number {
  let count = 0;
  let found = 0;
  for (const name of namesIn(message)) {
    count += 1;
    if (name === wanted) found += 1;
    if (count === line) break;
  }
  return Math.max(1, found);
}
