/** Twins of the rules that nearly every resource meets. Each stands beside its original FHIRPath, and a test holds them equal. */
import { type Node, rootResource } from './node.ts';
import type { Run } from './shape.ts';

export type Twin = (node: Node, run: Run) => boolean;

type Fields = Readonly<Record<string, unknown>>;

/** The twin of an expression, if it has one. */
export const twinOf = (expression: string): Twin | undefined => TWINS[expression];

const has = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const EMPTY: Fields = {};

/** Looks at the fields of the node's object; what is no object breaks no such rule. */
const fields =
  (holds: (value: Fields, node: Node) => boolean): Twin =>
  (node) =>
    holds(isFields(node.value) ? node.value : EMPTY, node);

/** A choice such as `value[x]` is there when any of its JSON names is. */
function hasChoice(value: Fields, stem: string): boolean {
  for (const key in value) {
    const letter = key.charCodeAt(stem.length + (key.startsWith('_') ? 1 : 0));
    if (letter >= 65 && letter <= 90 && key.startsWith(stem, key.startsWith('_') ? 1 : 0)) return true;
  }
  return false;
}

/** A primitive is there with its value or with its extensions alone. */
const either = (value: Fields, name: string): boolean => has(value[name]) || has(value[`_${name}`]);

const coded = (concept: unknown, system: string, codes: readonly string[]): boolean =>
  list((concept as Fields | undefined)?.['coding']).some(
    (coding) => coding['system'] === system && codes.includes(String(coding['code'])),
  );

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const CONDITION_VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const ALLERGY_VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const UCUM = 'http://unitsofmeasure.org';

export const TWINS: Readonly<Record<string, Twin>> = {
  'extension.exists() != value.exists()': fields((value) => has(value['extension']) !== hasChoice(value, 'value')),
  'contained.contained.empty()': fields((value) => list(value['contained']).every((one) => !has(one['contained']))),
  'contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()': fields((value) =>
    list(value['contained']).every(
      ({ meta }) => !isFields(meta) || !(either(meta, 'versionId') || either(meta, 'lastUpdated')),
    ),
  ),
  'contained.meta.security.empty()': fields((value) =>
    list(value['contained']).every(({ meta }) => !isFields(meta) || !has(meta['security'])),
  ),
  'text.`div`.exists()': fields(({ text }) => isFields(text) && either(text, 'div')),
  "reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))":
    // The original gives no answer where there is no literal reference; that keeps the rule.
    fields(({ reference }, node) => {
      if (typeof reference !== 'string' || !reference.startsWith('#')) return true;
      const contained = list((rootResource(node).value as Fields)['contained']);
      return contained.some(({ id }) => id === reference.slice(1));
    }),
  'code.empty() or system.exists()': fields((value) => !either(value, 'code') || either(value, 'system')),
  'value.empty() or system.exists()': fields((value) => !either(value, 'value') || either(value, 'system')),
  'data.empty() or contentType.exists()': fields((value) => !either(value, 'data') || either(value, 'contentType')),
  'comparator.empty()': fields((value) => !either(value, 'comparator')),
  'code.exists() implies ((system = %ucum) and value.exists())': fields(
    (value) => !either(value, 'code') || (value['system'] === UCUM && either(value, 'value')),
  ),
  'duration.empty() or durationUnit.exists()': fields(
    (value) => !either(value, 'duration') || either(value, 'durationUnit'),
  ),
  'period.empty() or periodUnit.exists()': fields((value) => !either(value, 'period') || either(value, 'periodUnit')),
  'periodMax.empty() or period.exists()': fields((value) => !either(value, 'periodMax') || either(value, 'period')),
  'durationMax.empty() or duration.exists()': fields(
    (value) => !either(value, 'durationMax') || either(value, 'duration'),
  ),
  'countMax.empty() or count.exists()': fields((value) => !either(value, 'countMax') || either(value, 'count')),
  'timeOfDay.empty() or when.empty()': fields((value) => !either(value, 'timeOfDay') || !either(value, 'when')),
  'duration.exists() implies duration >= 0': fields(({ duration }) => typeof duration !== 'number' || duration >= 0),
  'period.exists() implies period >= 0': fields(({ period }) => typeof period !== 'number' || period >= 0),
  'name.exists() or telecom.exists() or address.exists() or organization.exists()': fields((value) =>
    ['name', 'telecom', 'address', 'organization'].some((name) => has(value[name])),
  ),
  'dataAbsentReason.empty() or value.empty()': fields(
    (value) => !has(value['dataAbsentReason']) || !hasChoice(value, 'value'),
  ),
  'low.exists() or high.exists() or text.exists()': fields(
    (value) => has(value['low']) || has(value['high']) || either(value, 'text'),
  ),
  '(identifier.count() + name.count()) > 0': fields((value) => has(value['identifier']) || either(value, 'name')),
  'text.exists() or entry.exists() or section.exists()': fields((value) =>
    ['text', 'entry', 'section'].some((name) => has(value[name])),
  ),
  'emptyReason.empty() or entry.empty()': fields((value) => !has(value['emptyReason']) || !has(value['entry'])),
  'detail.empty() or reference.empty()': fields((value) => !has(value['detail']) || !has(value['reference'])),
  'policy.exists() or policyRule.exists()': fields((value) => has(value['policy']) || has(value['policyRule'])),
  'resource.exists() or request.exists() or response.exists()': fields((value) =>
    ['resource', 'request', 'response'].some((name) => has(value[name])),
  ),
  "fullUrl.exists() implies fullUrl.contains('/_history/').not()": fields(
    ({ fullUrl }) => typeof fullUrl !== 'string' || !fullUrl.includes('/_history/'),
  ),
  'orderDetail.empty() or code.exists()': fields((value) => !has(value['orderDetail']) || has(value['code'])),
  'summary.exists() or assessment.exists()': fields((value) => has(value['summary']) || has(value['assessment'])),
  'code.exists() or detail.exists()': fields((value) => has(value['code']) || has(value['detail'])),
  [`verificationStatus.coding.where(system='${CONDITION_VERIFICATION}' and code='entered-in-error').empty() or clinicalStatus.empty()`]:
    fields(
      (value) =>
        !coded(value['verificationStatus'], CONDITION_VERIFICATION, ['entered-in-error']) ||
        !has(value['clinicalStatus']),
    ),
  [`abatement.empty() or clinicalStatus.coding.where(system='${CLINICAL}' and (code='resolved' or code='remission' or code='inactive')).exists()`]:
    fields(
      (value) =>
        !hasChoice(value, 'abatement') ||
        coded(value['clinicalStatus'], CLINICAL, ['resolved', 'remission', 'inactive']),
    ),
  [`verificationStatus.coding.where(system = '${ALLERGY_VERIFICATION}' and code = 'entered-in-error').exists() or clinicalStatus.exists()`]:
    fields(
      (value) =>
        coded(value['verificationStatus'], ALLERGY_VERIFICATION, ['entered-in-error']) || has(value['clinicalStatus']),
    ),
  [`verificationStatus.coding.where(system = '${ALLERGY_VERIFICATION}' and code = 'entered-in-error').empty() or clinicalStatus.empty()`]:
    fields(
      (value) =>
        !coded(value['verificationStatus'], ALLERGY_VERIFICATION, ['entered-in-error']) ||
        !has(value['clinicalStatus']),
    ),
};
