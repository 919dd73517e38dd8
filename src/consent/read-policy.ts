/** Reads the policy of a region from JSON: what it does not say stays as it is shipped. */
import { Ajv, type ErrorObject } from 'ajv';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { policyShipped, type RegionalPolicy } from './policy.ts';
import schema from './policy-schema.json' with { type: 'json' };

const isPolicy = new Ajv({ allErrors: true }).compile<Partial<RegionalPolicy>>(schema);

/** The policy; or 422 `policy-malformed` with the place of each fault. */
export const readPolicy = (json: unknown): RegionalPolicy | Refusal =>
  isPolicy(json) ? { ...policyShipped, ...json } : refuseAll(422, (isPolicy.errors as ErrorObject[]).map(faultOf));

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
