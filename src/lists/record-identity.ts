/** What names the resources of a record for good: the numbers that the file itself has, within its sender. */
import { idSystemUrl } from '#fhir';
import { INSTITUTION_SYSTEM, type KeyRule, type Mapping, nameUuid, type ResourceRule, type Values } from '#mapping';
import { INSTANCE_SYSTEM, patientSystem } from '#messages';
import type { RecordsFile } from './read-records.ts';

/** A hospital or office by its number in the directory. */
export interface RecordsSender {
  readonly system: string;
  readonly number: string;
  readonly name?: string;
}

export interface Named {
  /** Always the same for the same thing. */
  readonly id: string;
  /** Without a system where nobody knows whose number it is. */
  readonly identifier?: { readonly system?: string; readonly value: string };
  /** The column that names it, from 1. */
  readonly column: (file: RecordsFile) => number;
}

const UNKNOWN = 'unknown';

export const senderNamed = (sender: RecordsSender | undefined): string => sender?.name ?? sender?.number ?? UNKNOWN;

/** By the names of the mapping; nothing for what the record does not name. */
export function identitiesOf(
  { resources }: Mapping,
  values: ReadonlyMap<string, Values>,
  sender: RecordsSender | undefined,
): Map<string, Named> {
  const found = new Map<string, Named>();
  for (const [name, rule] of Object.entries(resources)) {
    const named = rule.sender === true ? senderIdentity(sender) : identityOf(rule, values, sender);
    if (named !== undefined) found.set(name, named);
  }
  return found;
}

function senderIdentity(sender: RecordsSender | undefined): Named {
  const { system = '', number = UNKNOWN } = sender ?? {};
  return {
    id: nameUuid(`record:Organization:${system}|${number}`),
    ...(sender === undefined ? {} : { identifier: { system, value: number } }),
    column: () => 1,
  };
}

function identityOf(
  { type, key }: ResourceRule,
  values: ReadonlyMap<string, Values>,
  sender: RecordsSender | undefined,
): Named | undefined {
  const parts = (key?.of ?? []).map((id) => partOf(values.get(id)));
  if (key === undefined || !parts.every((part) => part !== undefined)) return undefined;
  const identifier = identifierOf(key, parts, sender);
  return {
    id: nameUuid(`record:${type}:${identifier.system ?? UNKNOWN}|${key.kind ?? ''}|${identifier.value}`),
    identifier,
    column: ({ columns }) => columns.find(({ rules }) => rules.some(({ id }) => id === key.of[0]))?.number ?? 1,
  };
}

function identifierOf({ system, kind }: KeyRule, parts: readonly string[], sender: RecordsSender | undefined) {
  const value = parts.join('-');
  if (system !== 'patient-number' && system !== 'instance')
    return { system: /^(https?:|urn:)/.test(system) ? system : idSystemUrl(system), value };
  if (sender === undefined) return { value };
  if (system === 'patient-number' && sender.system === INSTITUTION_SYSTEM)
    return { system: patientSystem(sender.number), value };
  const word = kind ?? (system === 'patient-number' ? 'patient' : undefined);
  return { system: INSTANCE_SYSTEM, value: [sender.number, ...(word === undefined ? [] : [word]), value].join('-') };
}

/** A number as its file has it; of a date or time, the day without signs: `20260401`. */
function partOf(values: Values | undefined): string | undefined {
  const value = values?.['value'] ?? values?.['text'];
  if (typeof value !== 'string') return undefined;
  const plain = value.normalize('NFKC').trim();
  const [day] = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(plain) ?? [];
  return day === undefined ? plain : day.replaceAll('-', '');
}
