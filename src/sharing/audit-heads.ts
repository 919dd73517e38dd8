/** Exchanges signed heads of audit trees with partners: whoever keeps ours can tell when our audit was changed, and we theirs. */
import {
  faultOfHead,
  fingerprintOf,
  HEAD_FAULTS,
  type HeadFault,
  headsOf,
  isOurs,
  type Kept,
  keepPartnerHead,
  type OwnAudit,
  ownAudit,
  PARTNER_HEAD_FAULTS,
  type TreeHead,
} from '#audit';
import { compileSchema, isRefusal, type Refusal, refuse, schemaFaults } from '#fhir';
import {
  type Answer,
  type House,
  holdsAllOf,
  isPrivacyOfficer,
  privacyOfficerOnly,
  scopeMissing,
  type Visit,
} from '#visit';

/** A file of heads, as it is sent to partners and given back by them. */
export interface HeadsFile {
  readonly format: typeof FORMAT;
  readonly heads: readonly TreeHead[];
}

const FORMAT = 'kakehashi-audit-heads/1';
const BASE64 = {
  type: 'string',
  pattern: '^[A-Za-z0-9+/]+={0,2}$',
  maxLength: 200,
  form: { ja: 'base64', en: 'in base64' },
};
const isHeadsFile = compileSchema<HeadsFile>({
  type: 'object',
  required: ['format', 'heads'],
  properties: {
    format: { const: FORMAT },
    heads: {
      type: 'array',
      maxItems: 10_000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['house', 'size', 'root', 'chained', 'made', 'publicKey', 'signature'],
        properties: {
          house: {
            type: 'string',
            pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
            form: { ja: '小文字の UUID', en: 'a UUID in lower case' },
          },
          size: { type: 'integer', minimum: 1 },
          made: {
            type: 'string',
            pattern: '^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$',
            form: { ja: '「2026-04-01T00:00:00.000Z」の形', en: 'a time such as `2026-04-01T00:00:00.000Z`' },
          },
          root: BASE64,
          chained: BASE64,
          publicKey: BASE64,
          signature: BASE64,
        },
      },
    },
  },
});

/** Reads a file of heads; 400 `audit-heads-malformed` with the first place that is wrong. */
export function readHeadsFile(json: unknown): HeadsFile | Refusal {
  if (isHeadsFile(json)) return json;
  const [{ pointer = '/', path = '$', ja = '', en = '' } = {}] = schemaFaults(isHeadsFile);
  return refuse(400, {
    code: 'audit-heads-malformed',
    type: 'invalid',
    ja: `監査の署名のファイルの「${pointer}」を読めません: ${ja}。$audit-heads が返す形で送ってください。`,
    en: `\`${pointer}\` of the file of tree heads cannot be read: ${en}; send what \`$audit-heads\` answers`,
    expression: path,
  });
}

export const headsFile = (heads: readonly TreeHead[]): HeadsFile => ({ format: FORMAT, heads });

/** GET $audit-heads?from=SIZE: for everybody who has a token, since heads tell of nobody. */
export async function sendHeads(house: House, query: URLSearchParams): Promise<Answer> {
  const from = Number(query.get('from') ?? 0);
  const heads = await headsOf(house.database, { from: Number.isSafeInteger(from) ? from : 0 });
  return answerOf(headsFile(heads));
}

export interface HeadVerdict extends Pick<TreeHead, 'house' | 'size'> {
  readonly fingerprint: string;
  /** `ours`: it fits our audit; `kept`, `known`: a partner's; the rest are faults. */
  readonly verdict: 'ours' | HeadFault | Kept;
  /** Where it stands in the file; it and the words are there for a fault only. */
  readonly expression?: string;
  readonly ja?: string;
  readonly en?: string;
}

/** POST $audit-heads: heads of a partner, which are kept; heads of ours that a partner kept, which are held against the audit. */
export async function receiveHeads(house: House, visit: Visit, json: unknown): Promise<Answer | Refusal> {
  const { now, caller } = visit;
  // Whoever could give heads could fill the store with them, or ask how many records there are.
  if (!holdsAllOf(house, caller, { type: 'AuditEvent', action: 'update' })) return scopeMissing('AuditEvent', 'update');
  if (!(await isPrivacyOfficer(house, visit))) return privacyOfficerOnly();
  const file = readHeadsFile(json);
  if (isRefusal(file)) return file;
  return answerOf({ verdicts: await judgeHeads({ database: house.database, key: house.auditKeeping.key }, file, now) });
}

/** Where heads come in: the audit, and the key of its own heads as far as it is known there. */
interface Judge {
  readonly database: House['database'];
  readonly key: House['auditKeeping']['key'];
}

export async function judgeHeads({ database, key }: Judge, { heads }: HeadsFile, now: Date): Promise<HeadVerdict[]> {
  const own = await ownAudit(database, key);
  const verdicts: HeadVerdict[] = [];
  for (const [at, head] of heads.entries()) {
    const { verdict, words } = await judgeHead(database, head, { own, now });
    const told = words && { expression: `heads.${at}`, ja: words[0], en: words[1] };
    verdicts.push({ house: head.house, size: head.size, fingerprint: fingerprintOf(head), verdict, ...told });
  }
  return verdicts;
}

interface Judged extends Pick<HeadVerdict, 'verdict'> {
  readonly words?: readonly [ja: string, en: string] | undefined;
}

async function judgeHead(
  database: House['database'],
  head: TreeHead,
  { own, now }: { readonly own: OwnAudit; readonly now: Date },
): Promise<Judged> {
  if (isOurs(head, own)) {
    const fault = await faultOfHead(database, head, own);
    return fault === undefined ? { verdict: 'ours' } : { verdict: fault, words: HEAD_FAULTS[fault] };
  }
  const kept = await database.transaction((sql) => keepPartnerHead(sql, head, now));
  return kept === 'kept' || kept === 'known' ? { verdict: kept } : { verdict: kept, words: PARTNER_HEAD_FAULTS[kept] };
}

const answerOf = (json: object): Answer => ({
  status: 200,
  body: JSON.stringify(json),
  contentType: 'application/json; charset=utf-8',
  interaction: '$audit-heads',
  action: 'E',
  items: [],
});
