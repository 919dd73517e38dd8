/** The shape of a bundle of requests, before any entry of it is looked at. */
import type { Bundle } from '@medplum/fhirtypes';
import { type Refusal, refuse } from '#fhir';
import { type House, invalid } from '#visit';

export const bundleNotTaken = (): Refusal =>
  invalid(
    'Bundle.type',
    'bundle-not-a-transaction',
    'ここで受け取る Bundle は type が transaction か batch のものです。文書は /fhir/Bundle へ送ってください。',
    'only a Bundle of type `transaction` or `batch` is taken here; post a document to /fhir/Bundle',
  );

/** A list of objects, and not too long. */
export function checkEntryList(house: House, { entry = [] }: Bundle): Refusal | undefined {
  const isEntry = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (Array.isArray(entry) && entry.every(isEntry)) return tooMany(house, entry.length);
  return invalid(
    Array.isArray(entry) ? `Bundle.entry[${entry.findIndex((one) => !isEntry(one))}]` : 'Bundle.entry',
    'entry-malformed',
    'entry はオブジェクトの並びでなければなりません。',
    '`entry` must be a list of objects',
  );
}

function tooMany(house: House, count: number): Refusal | undefined {
  const { bundleEntriesMax } = house.limits;
  if (count <= bundleEntriesMax) return undefined;
  return refuse(413, {
    code: 'bundle-too-large',
    type: 'too-costly',
    ja: `Bundle の項目は ${bundleEntriesMax} 件までです（${count} 件）。分けて送ってください。`,
    en: `a bundle holds at most ${bundleEntriesMax} entries, not ${count}; send it in parts`,
    expression: 'Bundle.entry',
  });
}
