/** Receives a FHIR document: validated as a whole, stored as its parts and as it came. */
import type { Bundle, BundleEntry, Coding, Composition, CompositionSection } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { isCopy, type Permit } from '#consent';
import { hasError, isRefusal, profileUrl, type Refusal, refuse, refuseAll } from '#fhir';
import { resourceOf, type Stored, type Writer } from '#store';
import type { Places } from '#validation';
import {
  type Also,
  type Answer,
  entryOf,
  type House,
  holderOf,
  InputRefused,
  namedByAll,
  outsideScope,
  permitOfCaller,
  scopeMissing,
  settle,
  type Visit,
  within,
} from '#visit';
import { notWhole } from './check-whole.ts';
import { itemOfWrite, locationOf } from './create.ts';
import { entryNames } from './entry-names.ts';
import { entriesHolder, place, RECURRING_TYPES, sameContent, storePlaced } from './store-bundle.ts';

const DISCHARGE_SUMMARY = { system: 'http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes', code: '18842-5' };

/** 201 with the document's place; 200 when the very same document came before; 422 with every fault it has. */
export async function receiveDocument(
  house: House,
  visit: Visit,
  bundle: Bundle,
  { positions, also }: { readonly positions?: Places | undefined; readonly also?: Also | undefined } = {},
): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, 'Bundle', 'create')) return scopeMissing('Bundle', 'create');
  const partial = notWhole(bundle);
  if (partial) return partial;
  const issues = await house.check.validate(bundle, {
    profiles: profilesOf(bundle),
    ...(positions === undefined ? {} : { positions }),
  });
  if (hasError(issues)) return refuseAll(422, issues, 'document-invalid');
  const permit = await permitOfCaller(house, visit, 'collect');
  if (isRefusal(permit)) return permit;
  return settle(() =>
    house.store.write(visit.now, async (writer) => {
      const earlier = await earlierOf(house, visit, { writer, permit, bundle });
      if (isRefusal(earlier)) return earlier;
      const document = earlier ?? (await storeDocument(house, visit, { writer, permit, bundle }));
      await also?.(writer.sql, earlier === undefined ? [document] : []);
      const answer = answerOf(visit, document, earlier !== undefined);
      await house.audit.recordIn(writer.sql, entryOf(visit, answer));
      return { ...answer, outcome: issues, recorded: true };
    }),
  );
}

/** A discharge summary must also meet our own profile, whatever else it claims. Looked at before anything is validated. */
export function profilesOf(bundle: Bundle): string[] {
  const { system, code } = DISCHARGE_SUMMARY;
  const isSummary = codingsOf(bundle).some((coding) => coding?.system === system && coding.code === code);
  const claimed: unknown = bundle.meta?.profile;
  const claims =
    Array.isArray(claimed) && claimed.some((profile) => /JP_Bundle_eDischargeSummary/.test(String(profile)));
  return isSummary || claims ? [profileUrl('kakehashi-discharge-summary-bundle')] : [];
}

function codingsOf({ entry }: Bundle): (Coding | null | undefined)[] {
  const first: unknown = Array.isArray(entry) ? entry[0]?.resource : undefined;
  const codings: unknown = (first as Partial<Composition> | null | undefined)?.type?.coding;
  return Array.isArray(codings) ? codings : [];
}

interface Receiving {
  readonly writer: Writer;
  readonly permit: Permit;
  readonly bundle: Bundle;
}

/** The same identifier twice: the same content is no news, another content is a conflict and must say what it replaces. */
async function earlierOf(
  house: House,
  visit: Visit,
  { writer, permit, bundle }: Receiving,
): Promise<Stored | Refusal | undefined> {
  const { system, value } = bundle.identifier ?? {};
  if (!system || !value) return undefined;
  const claimed = await writer.claim(holderOf(visit), 'Bundle', `${system}|${value}`);
  const names = claimed.map(({ id }) => `Bundle/${id}`);
  // Of a token that narrows what it sees, a document outside is not known: another may have its number.
  const seen = permit.referable === '*' ? claimed : await within(house, writer).store.readMany(permit, names);
  const [earlier] = seen;
  if (!earlier) return undefined;
  if (sameContent(resourceOf(earlier), bundle)) return earlier;
  return refuse(409, {
    code: 'document-exists',
    type: 'duplicate',
    ja: `Bundle.identifier ${value} の文書は、別の内容ですでに受け取っています。新しい文書番号を付け、Composition.relatesTo で元の文書を示してください。`,
    en: `a document with the Bundle.identifier \`${value}\` and other content was already received; give it a new identifier and name the old one in Composition.relatesTo`,
    expression: 'Bundle.identifier',
  });
}

/** The parts pass everything that they would have to pass alone, and are labelled by the sections that list them. */
async function storeDocument(house: House, visit: Visit, { writer, permit, bundle }: Receiving): Promise<Stored> {
  const custodian = holderOf(visit);
  const entries = bundle.entry ?? [];
  const placed = await place(writer, entriesHolder(house, visit), entries, ({ resource }) =>
    RECURRING_TYPES.includes(resource?.resourceType ?? '') ? 'refer' : 'new',
  );
  const parts = await storePlaced(house, visit, { writer, permit, placed, sections: sectionCodesByReference(entries) });
  if (isRefusal(parts)) throw new InputRefused(parts);
  const patients = namedByAll([...parts.values()].map(({ facts }) => facts));
  const outside = outsideScope(house, visit, 'create', { resource: bundle, patients });
  if (outside) throw new InputRefused(outside);
  const members = [...parts.values()].map(({ type, id, version }) => `${type}/${id}/_history/${version}`);
  return writer.insert({ resource: bundle, custodian, members });
}

/**
 * The codes of the sections that list an entry, by its fullUrl: what a resource is about follows from where it stands. What
 * repeats the document is about everything in it.
 */
export function sectionCodesByReference(entries: readonly BundleEntry[]): Map<string, string[]> {
  const composition = entries[0]?.resource as Composition | undefined;
  const sections = (composition?.section ?? []).flatMap(withNested);
  const all = sections.flatMap(codesOf);
  const names = entryNames(entries, ({ fullUrl }) => fullUrl);
  const codes = new Map<string, string[]>();
  for (const section of sections) {
    const own = composition && isCopy(composition, section) ? all : codesOf(section);
    for (const { reference = '' } of section.entry ?? [])
      for (const fullUrl of names.meantBy(entries[0] ?? {}, reference))
        codes.set(fullUrl, [...(codes.get(fullUrl) ?? []), ...own]);
  }
  return codes;
}

const withNested = (section: CompositionSection): CompositionSection[] => [
  section,
  ...(section.section ?? []).flatMap(withNested),
];

const codesOf = ({ code }: CompositionSection): string[] => (code?.coding ?? []).flatMap((coding) => coding.code ?? []);

function answerOf(visit: Visit, document: Stored, known: boolean): Answer {
  return {
    status: known ? 200 : 201,
    body: document.text,
    headers: { Location: locationOf(visit, document), ETag: `W/"${document.version}"` },
    interaction: 'create',
    action: 'C',
    items: [itemOfWrite(document)],
  };
}
