/** Reads what the header of a message says, also where the rest of it cannot be read. */
import { isRefusal } from '#fhir';
import { type Hl7Record, readHl7 } from '#messages';

/** The fields of MSH that an answer needs, unescaped. */
export interface Header {
  /** MSH-3 and MSH-4: components in their order. */
  readonly application: readonly string[];
  readonly facility: readonly string[];
  readonly receivingApplication: readonly string[];
  readonly receivingFacility: readonly string[];
  /** MSH-9: `ADT`, `A01`. */
  readonly type: string;
  readonly event: string;
  /** MSH-10. */
  readonly controlId: string;
  readonly processingId: readonly string[];
  readonly version: readonly string[];
  /** MSH-15 and MSH-16; empty in original mode. */
  readonly acceptAck: string;
  readonly applicationAck: string;
  /** MSH-18: its repetitions. */
  readonly charset: readonly string[];
}

const CR = 0x0d;

/** Nothing where there is no header that could be answered. */
export function readHeader(message: Uint8Array): Header | undefined {
  const end = message.indexOf(CR);
  const record = readHl7(Buffer.concat([end < 0 ? message : message.subarray(0, end), Buffer.of(CR)]));
  return isRefusal(record) ? undefined : headerOf(record);
}

function headerOf({ segments, type, event }: Hl7Record): Header {
  const fields = segments[0]?.fields ?? [];
  const field = (number: number) => fields.find((one) => one.number === number)?.repeats ?? [];
  const components = (number: number): string[] => (field(number)[0] ?? []).map(({ text }) => text);
  return {
    application: components(3),
    facility: components(4),
    receivingApplication: components(5),
    receivingFacility: components(6),
    type,
    event,
    controlId: components(10)[0] ?? '',
    processingId: components(11),
    version: components(12),
    acceptAck: components(15)[0] ?? '',
    applicationAck: components(16)[0] ?? '',
    charset: field(18).map((repeat) => repeat[0]?.text ?? ''),
  };
}
