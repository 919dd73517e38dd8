/** The record of provision or of receipt that an organization must keep, out of what was disclosed. */
import type { Organization, Parameters, Patient } from '@medplum/fhirtypes';
import type { Disclosure } from '#audit';
import type { Permit } from '#consent';
import { resourceOf } from '#store';
import { categoryWords, type House, type Shape, type Visit } from '#visit';
import type { Told } from './tell-disclosures.ts';
import {
  consentWords,
  courseWords,
  type ProvisionEntry,
  type RecordRole,
  recordSheet,
  type ThirdParty,
} from './telling/record-sheet.ts';
import { shapeSheet } from './telling/shape-sheet.ts';

export interface RecordTelling {
  readonly role: RecordRole;
  readonly shape: Shape | undefined;
  /** What was told about whom; of a provider only what it held itself. */
  readonly of: readonly { readonly patient: string; readonly disclosure: Disclosure }[];
}

export async function tellRecord(
  house: House,
  { caller, language = 'ja' }: Visit,
  permit: Permit,
  { role, shape, of }: RecordTelling,
): Promise<Told> {
  const own = caller.organization ?? '';
  const others = of.flatMap(({ disclosure }) => [
    disclosure.organization ?? disclosure.actor,
    ...disclosure.items.map(({ custodian }) => custodian),
  ]);
  const parties = await partiesOf(house, permit, [own, ...others]);
  const people = await peopleOf(
    house,
    permit,
    of.map(({ patient }) => patient),
  );
  const partyOf = (reference: string): ThirdParty =>
    parties.get(reference) ?? { reference, name: reference, address: '', representative: '' };
  const entries = of.flatMap(({ patient, disclosure }) =>
    entriesOf(role, disclosure).map(({ other, items }): ProvisionEntry => {
      const codes = items.flatMap(({ categories }) => (categories.length === 0 ? [''] : categories));
      return {
        recorded: disclosure.recorded,
        party: partyOf(other),
        patient,
        patientName: people.get(patient) ?? '',
        categories: [...new Set(codes)].sort(),
        purpose: disclosure.purpose,
        grounds: [...new Set(items.map(({ ground }) => ground))].sort(),
        consents: disclosure.consents,
      };
    }),
  );
  const words = { holder: partyOf(own).name, category: categoryWords(house).words, language };
  if (shape !== undefined) return shapeSheet(recordSheet(role, entries, words), shape, `${role}-record`);
  const body: Parameters = {
    resourceType: 'Parameters',
    parameter: entries.map((entry) => ({
      name: 'record',
      part: [
        { name: 'when', valueInstant: entry.recorded },
        { name: 'party', valueReference: { reference: entry.party.reference, display: entry.party.name } },
        ...texts('address', entry.party.address),
        ...texts('representative', entry.party.representative),
        {
          name: 'patient',
          valueReference: {
            reference: entry.patient,
            ...(entry.patientName === '' ? {} : { display: entry.patientName }),
          },
        },
        ...entry.categories.map((code) => ({ name: 'item', valueString: words.category(code)[language] })),
        ...(role === 'recipient' ? texts('course', courseWords(entry, language)) : []),
        ...texts('consentText', consentWords(entry, language)),
        ...entry.consents.map((reference) => ({ name: 'consent', valueReference: { reference } })),
      ],
    })),
  };
  return { body: JSON.stringify(body) };
}

const texts = (name: string, valueString: string) => (valueString === '' ? [] : [{ name, valueString }]);

/** A provider gave all of it to one recipient; a recipient had it of each organization that held a part. */
function entriesOf(
  role: RecordRole,
  { organization, actor, items }: Disclosure,
): { other: string; items: Disclosure['items'] }[] {
  if (role === 'provider') return [{ other: organization ?? actor, items }];
  return [...Map.groupBy(items, ({ custodian }) => custodian)].map(([other, held]) => ({ other, items: held }));
}

async function partiesOf(
  house: House,
  permit: Permit,
  references: readonly string[],
): Promise<Map<string, ThirdParty>> {
  const rows = await house.store.readMany(permit, [...new Set(references)]);
  return new Map(
    rows
      .filter(({ type }) => type === 'Organization')
      .map((row) => {
        const { name = '', address = [], contact = [] } = resourceOf(row) as Organization;
        const reference = `Organization/${row.id}`;
        const [first] = address;
        const written = [first?.state, first?.city, ...(first?.line ?? [])].filter((part) => part !== undefined);
        const person = contact.find((one) => one.name !== undefined)?.name;
        const representative = person?.text ?? [person?.family, ...(person?.given ?? [])].filter(Boolean).join(' ');
        return [reference, { reference, name, address: first?.text ?? written.join(''), representative }];
      }),
  );
}

/** The names of people as far as they may be seen now. */
async function peopleOf(house: House, permit: Permit, references: readonly string[]): Promise<Map<string, string>> {
  const rows = await house.store.readMany(permit, [...new Set(references)]);
  return new Map(
    rows.map((row) => {
      const { name: [name] = [] } = resourceOf(row) as Patient;
      const text = name?.text ?? [name?.family, ...(name?.given ?? [])].filter(Boolean).join(' ');
      return [`Patient/${row.id}`, text];
    }),
  );
}
