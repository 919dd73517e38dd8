/** $disclosure-record: what the caller's organization provided to others, or received from them, about everybody in a time. */
import { type DisclosureOfPatient, disclosuresNaming } from '#audit';
import { covers } from '#auth';
import { holdsAll } from '#consent';
import { type Bilingual, isRefusal, type Refusal } from '#fhir';
import {
  type Answer,
  type House,
  type OperationRequest,
  oneValue,
  parameterNeeded,
  permitOf,
  readOperation,
  scopeMissing,
  type Visit,
} from '#visit';
import { DISCLOSURES_MAX, recordOfOrganizations, spanAsked, tooManyDisclosures } from './disclosure-limits.ts';
import { tellRecord } from './tell-record.ts';
import type { RecordRole } from './telling/record-sheet.ts';

const ROLES: readonly RecordRole[] = ['provider', 'recipient'];
const ROLE: Bilingual = { ja: 'provider か recipient', en: '`provider` or `recipient`' };

/** Gives 403 `disclosure-record-organization` and `scope-missing`, 400 `operation-…` and `search-value-invalid`. */
export async function drawDisclosureRecord(
  house: House,
  visit: Visit,
  request: OperationRequest,
): Promise<Answer | Refusal> {
  const { organization, scopes } = visit.caller;
  if (organization === null) return recordOfOrganizations();
  // It tells of everybody, like a search in the audit.
  if (!covers(scopes, 'AuditEvent', 'search')) return scopeMissing('AuditEvent', 'search');
  const query = readOperation(request, ['role', 'start', 'end']);
  if (isRefusal(query)) return query;
  const role = oneValue(query, 'role', { read: roleIn, expected: ROLE, fallback: undefined });
  if (isRefusal(role)) return role;
  if (role === undefined) return parameterNeeded('role', ROLE_NEEDED);
  const span = spanAsked(query);
  if (isRefusal(span)) return span;
  const permit = await permitOf(house, visit);
  if (isRefusal(permit)) return permit;
  if (!holdsAll(permit.reach, 'AuditEvent')) return scopeMissing('AuditEvent', 'search');
  const found = await disclosuresNaming(house.database, organization, span, DISCLOSURES_MAX + 1);
  if (found.length > DISCLOSURES_MAX) return tooManyDisclosures();
  const of = found.flatMap((one) => asSide(one, role, organization));
  const told = await tellRecord(house, visit, permit, { role, shape: request.shape, of });
  const patients = [...new Set(of.map(({ patient }) => patient))];
  return { status: 200, ...told, interaction: '$disclosure-record', action: 'R', items: [], patients };
}

/** What concerns one side of a disclosure: to a provider what it held, to a recipient what it saw. */
function asSide(found: DisclosureOfPatient, role: RecordRole, organization: string): DisclosureOfPatient[] {
  const { patient, disclosure } = found;
  if (role === 'recipient') return disclosure.organization === organization ? [found] : [];
  const items = disclosure.items.filter(({ custodian }) => custodian === organization);
  return items.length === 0 ? [] : [{ patient, disclosure: { ...disclosure, items } }];
}

const roleIn = (text: string): RecordRole | undefined => ROLES.find((role) => role === text);
const ROLE_NEEDED: Bilingual = {
  ja: '提供の記録（provider）か、受領の記録（recipient）かを role で示してください。',
  en: 'say with `role` which record: `provider` for what was provided, `recipient` for what was received',
};
