/** The codecs of HL7 v2 data types: each turns one field into the values of one FHIR path, and says what it could not. */
import type { Coding } from '@medplum/fhirtypes';
import type { MessageCodecName } from '#mapping';
import { lookUp, present, readCoded, readTime } from './codec-parts.ts';
import { toFhirDate, toFhirDateTime } from './hl7-time.ts';
import { clinicalCodecs } from './message-codecs-clinical.ts';
import { orderCodecs } from './message-codecs-orders.ts';
import { peopleCodecs } from './message-codecs-people.ts';
import type { FieldReader, RepeatReader } from './ssmix2-reader.ts';

type MessageCodec = (reader: FieldReader) => unknown[];

export const messageCodecs: Readonly<Record<MessageCodecName, MessageCodec>> = {
  ...peopleCodecs,
  ...clinicalCodecs,
  ...orderCodecs,
  // Fields that only name the resource are counted where its identifier is made.
  key: () => [],
  text: ({ repeats }) => present(repeats, (repeat) => repeat.take(1)),
  'birth-date': ({ repeats }) => present(repeats, (repeat) => readTime(repeat, toFhirDate)),
  time: ({ repeats }) => present(repeats, (repeat) => readTime(repeat, toFhirDateTime)),
  instant: ({ repeats }) => present(repeats, (repeat) => readTime(repeat, toInstant)),
  code: (reader) => present(reader.repeats, (repeat) => translated(repeat, reader)?.code),
  coded: ({ repeats, context }) => present(repeats, (repeat) => readCoded(repeat, context)),
  'mapped-concept': (reader) =>
    present(reader.repeats, (repeat) => {
      const text = repeat.look(2);
      const found = translated(repeat, reader);
      if (found === undefined) return undefined;
      return { coding: [found], ...(text === undefined ? {} : { text }) };
    }),
  'yes-no': ({ repeats }) =>
    present(repeats, (repeat) => {
      const written = repeat.look(1);
      if (written !== 'Y' && written !== 'N') return undefined;
      return repeat.take(1) === 'Y';
    }),
  // A file that its store marks as deleted is read as the event that undoes it.
  'event-status': ({ repeats, table, context }) => {
    repeats[0]?.take(2);
    return table?.entries.filter(({ source }) => source === context.event).map(({ code }) => code) ?? [];
  },
};

/** The table says what the code means, so its words and the name of its system have nothing to add. */
function translated(repeat: RepeatReader, reader: FieldReader): Coding | undefined {
  const found = lookUp(repeat, 1, reader);
  if (found === undefined) return undefined;
  repeat.take(2);
  repeat.take(3);
  return found;
}

/** A moment is as precise as the second. */
const toInstant = (text: string): string | undefined => {
  const time = toFhirDateTime(text);
  return time?.includes('T') ? time : undefined;
};
