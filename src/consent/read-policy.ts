/** Reads the policy of a region from JSON: what it does not say stays as it is shipped. */
import { Ajv, type ErrorObject } from 'ajv';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { policyShipped, type RegionalPolicy } from './policy.ts';
import schema from './policy-schema.json' with { type: 'json' };

const isPolicy = new Ajv({ allErrors: true }).compile<Partial<RegionalPolicy>>(schema);

/** The policy; or 422 with the place of each fault: `policy-malformed`, or `policy-unreviewed` for a mandate without its law. */
export function readPolicy(json: unknown): RegionalPolicy | Refusal {
  if (!isPolicy(json)) return refuseAll(422, (isPolicy.errors as ErrorObject[]).map(faultOf));
  const unreviewed = (json.rules ?? []).flatMap((rule, index) =>
    rule.type === 'mandate' ? OWED.filter((member) => rule[member] === undefined).map(unreviewedAt(index)) : [],
  );
  return unreviewed.length > 0 ? refuseAll(422, unreviewed) : { ...policyShipped, ...json };
}

/** What a rule that opens records without consent says of itself. */
const OWED = ['legalBasis', 'law', 'lawDate', 'reviewed', 'why'] as const;

const unreviewedAt =
  (index: number) =>
  (member: string): Issue => ({
    severity: 'error',
    code: 'policy-unreviewed',
    type: 'required',
    expression: `rules.${index}.${member}`,
    ja: `同意によらず開示する規則（mandate）には ${member} が必要です。法的な根拠を地域で確かめてから書いてください。`,
    en: `a rule that opens records without consent (mandate) needs \`${member}\`; have its legal basis checked in the region first`,
  });

function faultOf({ instancePath, message = '', params }: ErrorObject): Issue {
  const named = params as { allowedValues?: unknown; additionalProperty?: string };
  const what = named.allowedValues ?? named.additionalProperty;
  const detail = `${message}${what === undefined ? '' : `: ${JSON.stringify(what)}`}`;
  return {
    severity: 'error',
    code: 'policy-malformed',
    type: 'invalid',
    expression: instancePath.slice(1).replaceAll('/', '.') || '$',
    ja: `地域の方針の書き方が正しくありません（${detail}）。`,
    en: `the policy of the region is not well formed (${detail})`,
  };
}
