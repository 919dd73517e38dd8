/** Which document a CDA document is a later version of: by the set that it is in, or by what it says it replaces. */
import type { Bundle, Composition, Identifier } from '@medplum/fhirtypes';
import { type Refusal, refuse } from '#fhir';
import { entriesHolder } from '#records';
import { resourceOf, type StoredWithFacts, type Writer } from '#store';
import { type House, holderOf, type Visit } from '#visit';

export interface EarlierCda {
  readonly row: StoredWithFacts;
  readonly bundle: Bundle;
  /** What its versions have in common. */
  readonly identifier: Identifier | undefined;
  /** fullUrl of an entry → `Type/id` that it was stored as. */
  readonly parts: ReadonlyMap<string, string>;
}

/**
 * The version that is there, locked until the transaction ends; it may be the very document that came. 409 `cda-version-old`
 * where that is the later one, or it cannot be told which is.
 */
export async function earlierCda(
  house: House,
  visit: Visit,
  writer: Writer,
  incoming: Bundle,
): Promise<EarlierCda | Refusal | undefined> {
  const row = await findEarlier(house, visit, writer, incoming);
  if (row === undefined) return undefined;
  const earlier = earlierOf(row);
  if (isSame(earlier.bundle.identifier, incoming.identifier)) return earlier;
  return isLater(incoming, earlier.bundle) ? earlier : versionOld(compositionOf(earlier.bundle));
}

/** By its own number, by that of its set, by those that it replaces. A document has the id of its Composition. */
async function findEarlier(
  house: House,
  visit: Visit,
  writer: Writer,
  incoming: Bundle,
): Promise<StoredWithFacts | undefined> {
  const custodian = holderOf(visit);
  const { isKnown } = entriesHolder(house, visit);
  const seen = (rows: readonly (StoredWithFacts | undefined)[]) =>
    rows.find((row) => row !== undefined && !row.deleted && isKnown(row, true));
  const set = await writer.claim(custodian, 'Composition', tokenOf(compositionOf(incoming)?.identifier));
  const own = seen(await writer.claim(custodian, 'Bundle', tokenOf(incoming.identifier)));
  if (own !== undefined) return own;
  const ofSet = seen(await Promise.all(set.map(({ id }) => writer.lockOwn(custodian, 'Bundle', id))));
  if (ofSet !== undefined) return ofSet;
  for (const identifier of replacedBy(incoming)) {
    const found = seen(await writer.claim(custodian, 'Bundle', tokenOf(identifier)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function earlierOf(row: StoredWithFacts): EarlierCda {
  const bundle = resourceOf(row) as Bundle;
  const entries = (bundle.entry ?? []).filter(({ resource }) => resource !== undefined);
  const parts = new Map(
    entries.map(({ fullUrl = '' }, at) => [fullUrl, (row.members[at] ?? '').split('/', 2).join('/')]),
  );
  return { row, bundle, identifier: compositionOf(bundle)?.identifier, parts };
}

const compositionOf = ({ entry }: Bundle): Composition | undefined => entry?.[0]?.resource as Composition | undefined;

const tokenOf = ({ system = '', value = '' }: Identifier = {}): string => `${system}|${value}`;

const isSame = (one: Identifier | undefined, other: Identifier | undefined): boolean =>
  one !== undefined && tokenOf(one) === tokenOf(other);

const replacedBy = (bundle: Bundle): Identifier[] =>
  (compositionOf(bundle)?.relatesTo ?? []).flatMap(({ code, targetIdentifier }) =>
    code === 'replaces' && targetIdentifier !== undefined ? [targetIdentifier] : [],
  );

/** It says so, or has the higher number. */
function isLater(incoming: Bundle, earlier: Bundle): boolean {
  if (replacedBy(earlier).some((one) => isSame(one, incoming.identifier))) return false;
  if (replacedBy(incoming).some((one) => isSame(one, earlier.identifier))) return true;
  const [own, other] = [incoming, earlier].map((bundle) => versionOf(compositionOf(bundle)));
  return own !== undefined && other !== undefined && own > other;
}

const VERSION = 'http://hl7.org/fhir/StructureDefinition/composition-clinicaldocument-versionNumber';

function versionOf(composition: Composition | undefined): number | undefined {
  const said = composition?.extension?.find(({ url }) => url === VERSION)?.valueString ?? '';
  return /^\d{1,9}$/.test(said) ? Number(said) : undefined;
}

function versionOld(there: Composition | undefined): Refusal {
  const version = versionOf(there);
  return refuse(409, {
    code: 'cda-version-old',
    type: 'conflict',
    ja: `この文書には、より新しい版${version === undefined ? '' : `（版番号 ${version}）`}があるか、版の前後が分かりません。versionNumber を大きくするか、relatedDocument（RPLC）で元の文書を示してください。`,
    en: `a later version${version === undefined ? '' : ` (number ${version})`} of this document is there, or it cannot be told which is later; raise versionNumber, or name the document that it replaces by relatedDocument (RPLC)`,
    expression: 'versionNumber',
  });
}
