/** $document: a Composition with everything that it refers to as one document (R4 § 2.41), as far as the caller may see it. */
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import type { Permit } from '#consent';
import { hasError, isRefusal, type Refusal, refuse, refuseAll, toJapanTime, toJson } from '#fhir';
import type { Stored } from '#store';
import {
  type Answer,
  BOOLEAN,
  disclosedItems,
  entryOf,
  type House,
  holderOf,
  namedByAll,
  notFound,
  type OperationRequest,
  oneValue,
  onlyOne,
  outsideScope,
  parameterNeeded,
  permitOf,
  readOperation,
  scopeMissing,
  type Visit,
  valueInvalid,
} from '#visit';
import { itemOfWrite, locationOf } from './create.ts';
import { documentParts, type Part } from './document-parts.ts';

export interface DocumentRequest extends OperationRequest {
  /** Absent where the parameter `id` names the Composition. */
  readonly id?: string;
}

/**
 * 200 with the document, which is stored too where `persist` is true; 404 where the Composition is not to be seen; 422 for
 * one of which no valid document can be made; 403 where it would store what another organization holds.
 */
export async function makeDocument(house: House, visit: Visit, request: DocumentRequest): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, 'Composition', 'read')) return scopeMissing('Composition', 'read');
  const asked = readAsked(request);
  if (isRefusal(asked)) return asked;
  if (asked.persist && !covers(visit.caller.scopes, 'Bundle', 'create')) return scopeMissing('Bundle', 'create');
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  const readable = await permitOf(house, visit, ['read']);
  if (isRefusal(readable)) return readable;
  const composition = await house.store.read(readable, 'Composition', asked.id);
  if (composition === undefined || composition.deleted) return notFound('Composition', asked.id);
  const parts = await documentParts(house, visit, permit, composition);
  if (isRefusal(parts)) return parts;
  const bundle = documentOf(visit, parts);
  const issues = await house.check.validate(unclaimed(bundle));
  if (hasError(issues)) return refuseAll(422, issues, 'document-invalid');
  const answer: Answer = {
    status: 200,
    body: toJson(bundle),
    interaction: '$document',
    action: 'R',
    items: await disclosedItems(
      house,
      visit,
      permit,
      parts.map(({ row }) => row),
    ),
  };
  return asked.persist ? persisted(house, visit, { permit, parts, bundle, answer }) : answer;
}

function readAsked(request: DocumentRequest): { id: string; persist: boolean } | Refusal {
  const query = readOperation(request, request.id === undefined ? ['id', 'persist'] : ['persist']);
  if (isRefusal(query)) return query;
  const persist = oneValue(query, 'persist', { ...BOOLEAN, fallback: false });
  if (isRefusal(persist)) return persist;
  const [named, ...more] = request.id === undefined ? query.getAll('id') : [request.id];
  if (named === undefined) return parameterNeeded('id', ID_NEEDED);
  return more.length > 0 ? valueInvalid('id', query.getAll('id').join('&'), onlyOne(ID)) : { id: named, persist };
}

const ID_NEEDED = {
  ja: 'どの Composition から文書を作るか、id で示してください。',
  en: 'name the Composition to make a document of by `id`',
};
const ID = { ja: 'Composition の id', en: 'the id of a Composition' };

function documentOf({ base, requestId, now }: Visit, parts: readonly Part[]): Bundle {
  return {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${requestId}` },
    type: 'document',
    timestamp: toJapanTime(now),
    entry: parts.map(({ row, resource }) => ({ fullUrl: `${base}/${row.type}/${row.id}`, resource })),
  };
}

/** The same without the profiles that its parts claim: what was masked in a part may be what its profile asks for. */
function unclaimed(bundle: Bundle): Bundle {
  const bare = <T extends Resource>(resource: T): T => {
    const { profile: _, ...meta } = resource.meta ?? {};
    return { ...resource, meta };
  };
  return {
    ...bundle,
    entry: (bundle.entry ?? []).map((one) => ({ ...one, resource: bare(one.resource as Resource) })),
  };
}

interface Persisting {
  readonly permit: Permit;
  readonly parts: readonly Part[];
  readonly bundle: Bundle;
  readonly answer: Answer;
}

/** Stores the document. A copy of what others hold would outlive the consent that shows it, so there is none. */
async function persisted(
  house: House,
  visit: Visit,
  { permit, parts, bundle, answer }: Persisting,
): Promise<Answer | Refusal> {
  const isHeld = ({ row }: Part) => permit.own.includes(row.custodian ?? '');
  const aboutPeople = parts.filter(({ row }) => row.type === 'Composition' || row.facts.patients.length > 0);
  if (!aboutPeople.every(isHeld)) return NOT_HOLDER;
  const members = parts.map(({ row }) => versionOf(row));
  const patients = namedByAll(parts.map(({ row }) => row.facts));
  const outside = outsideScope(house, visit, 'create', { resource: bundle, patients });
  if (outside) return outside;
  return house.store.write(visit.now, async (writer) => {
    const stored = await writer.insert({ resource: bundle, custodian: holderOf(visit), members });
    const written: Answer = {
      ...answer,
      body: stored.text,
      headers: { Location: locationOf(visit, stored), ETag: `W/"${stored.version}"` },
      action: 'C',
      items: [itemOfWrite(stored), ...answer.items],
    };
    await house.audit.recordIn(writer.sql, entryOf(visit, written));
    return { ...written, recorded: true };
  });
}

const versionOf = ({ type, id, version }: Stored): string => `${type}/${id}/_history/${version}`;

const NOT_HOLDER: Refusal = refuse(403, {
  code: 'document-not-holder',
  type: 'forbidden',
  ja: '他の機関が保有する記録を含む文書は保存できません。persist を付けずに受け取ってください。',
  en: 'a document of what another organization holds cannot be stored; ask for it without `persist`',
  expression: 'http.persist',
});
