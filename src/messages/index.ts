/** HL7 v2 messages and files of SS-MIX2 storage as FHIR, with everything that was not carried. */

/** What the codecs of messages have in common: code tables, coding systems, times and numbers, each counted as it is read. */
export { asItCame, filled, INSTANCE_SYSTEM, readNumber } from './codec-parts.ts';
/** Names, addresses and contact points, as told, with what was known of the same ones besides. */
export { fullerLists } from './fuller-lists.ts';
/** A decoded HL7 v2 message; positions read `PID-5.1 (segment 3)`. `textOf(record, 'PID-3')` gives a component's text. */
export { type Hl7Component, type Hl7Field, type Hl7Record, type Hl7Segment, textOf } from './hl7-record.ts';
/** HL7 v2 timestamps as FHIR dates: Japan time unless the sender says otherwise, and no more precise than written. */
export { toFhirDate, toFhirDateTime } from './hl7-time.ts';
/** The number of a medical institution (医療機関コード), as it is given beside what a hospital sends. */
export { institutionFault } from './institution.ts';
/** Codecs of people and places: names, numbers, addresses, doctors, wards. */
export { patientSystem } from './message-codecs-people.ts';
/** What each kind of message makes, as `messages.json` has it beside the rules: read once, checked, and laid out for a run. */
export { messageMapping } from './message-kinds.ts';
/** Lists that several messages bring together, and the state of the whole that goes with what they list. */
export { addedTo, collected, type Listing, listing, referencesIn, statusIn } from './message-lists.ts';
/** The paths of message rules: `location[0].period.start`, `name[]`, `dosageInstruction[segment].timing`; taken apart once. */
export { type MessageStep, messagePath, readMessage, writeMessage } from './message-path.ts';
/** Raw bytes of one HL7 v2 message (ISO-2022-JP, UTF-8, CP932) → record; refuses (400) with segment, line and column, never throws. */
export { readHl7 } from './read-hl7.ts';
/** The codes with which HL7 v2 messages and SS-MIX2 files are refused or told to be incomplete. */
export { MESSAGE_REFUSALS } from './refusal-kinds-messages.ts';
/** The name of a file in SS-MIX2 standard storage → its parts; times are ISO 8601 with +09:00. Refuses other names (400). */
export { readSsmix2FileName, type Ssmix2FileName } from './ssmix2-file-name.ts';
/** Where a hospital keeps the legal form of admission; a setting of the hospital. */
export type { LegalStatusSource } from './ssmix2-legal-status.ts';
/**
 * An SS-MIX2 ADT message → a transaction Bundle keyed by identifiers, with `mapped` and `reported` positions that together
 * are all values of the message. Refuses unreadable or unsupported messages, and, when strict, any undeclared loss (422).
 */
export { type Ssmix2Options, type Ssmix2Outcome, ssmix2ToFhir } from './ssmix2-to-fhir.ts';
