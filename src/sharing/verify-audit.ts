/** $verify: proofs that a record is in the tree of a signed head, and that one head's tree is the beginning of another's. */
import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { consistencyProof, headsOf, inclusionProof, leavesOf, recordTextAt, type TreeHead } from '#audit';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { type Answer, type House, holdsAllOf, isPrivacyOfficer, type Visit } from '#visit';
import { findEvent } from './read-audit.ts';

/**
 * GET AuditEvent/{id}/$verify: the path (RFC 9162 § 2.1.3) from the record that the event is drawn from to the newest head.
 * Only a privacy officer gets the record itself, which may tell of several people; its SHA-256 is the digest.
 */
export async function proveInclusion(house: House, visit: Visit, id: string): Promise<Answer | Refusal> {
  const found = await findEvent(house, visit, id);
  if (isRefusal(found)) return found;
  const { database } = house;
  const { number } = found;
  const [head] = await headsOf(database, { newest: 1 });
  const leaves = leavesOf(database);
  const [digest] = await leaves.digests(number - 1, number);
  const isWhole = holdsAllOf(house, visit.caller, { type: 'AuditEvent', action: 'read' });
  const text = isWhole && (await isPrivacyOfficer(house, visit)) ? await recordTextAt(database, number) : undefined;
  const record: ParametersParameter[] = [
    { name: 'index', valueUnsignedInt: number - 1 },
    { name: 'digest', valueBase64Binary: digest?.toString('base64') ?? '' },
    ...(text === undefined ? [] : [{ name: 'record', valueString: text }]),
  ];
  // A head is made every hour: until then there is nothing signed to lead to.
  if (head === undefined || head.size < number) return answerOf([{ name: 'pending', valueBoolean: true }, ...record]);
  const path = await inclusionProof(leaves, number - 1, head.size);
  return answerOf([{ name: 'pending', valueBoolean: false }, ...record, headPart('head', head), ...pathParts(path)]);
}

/** GET AuditEvent/$verify?from=SIZE&to=SIZE: the path (§ 2.1.4) between two of our heads; by default the oldest and the newest. */
export async function proveConsistency(house: House, query: URLSearchParams): Promise<Answer | Refusal> {
  const { database } = house;
  const heads = await headsOf(database, {});
  const sized = (name: string, usual: TreeHead | undefined) => {
    const size = query.get(name);
    return size === null ? usual : heads.find((head) => String(head.size) === size);
  };
  const [first, second] = [sized('from', heads[0]), sized('to', heads.at(-1))];
  if (heads.length === 0 && query.size === 0) return answerOf([{ name: 'pending', valueBoolean: true }]);
  if (first === undefined || second === undefined || first.size > second.size) return headUnknown(heads);
  const path = await consistencyProof(leavesOf(database), first.size, second.size);
  return answerOf([headPart('first', first), headPart('second', second), ...pathParts(path)]);
}

const headPart = (name: string, head: TreeHead): ParametersParameter => ({ name, valueString: JSON.stringify(head) });

const pathParts = (path: readonly Buffer[]): ParametersParameter[] =>
  path.map((hash) => ({ name: 'path', valueBase64Binary: hash.toString('base64') }));

function answerOf(parameter: ParametersParameter[]): Answer {
  const body: Parameters = { resourceType: 'Parameters', parameter };
  return { status: 200, body: JSON.stringify(body), interaction: '$verify', action: 'E', items: [] };
}

function headUnknown(heads: readonly TreeHead[]): Refusal {
  const sizes = heads.slice(-10).map(({ size }) => size);
  return refuse(400, {
    code: 'audit-head-unknown',
    type: 'value',
    ja: `その大きさの署名（tree head）はありません。新しいもの: ${sizes.join('、') || 'まだありません'}。from は to より大きくできません。`,
    en: `there is no tree head of that size; the newest are ${sizes.join(', ') || 'none yet'}, and \`from\` is not above \`to\``,
    expression: 'http.from',
  });
}
