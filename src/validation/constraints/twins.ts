/** Twins of the rules that nearly every resource meets. Each stands beside its original FHIRPath, and a test holds them equal. */
import { BUNDLE_TWINS } from './bundle-twins.ts';
import { evaluatorOf } from './evaluator.ts';
import { coded, either, type Fields, has, hasChoice, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';
import { TREE_TWINS } from './tree-twins.ts';

export type Twin = (node: Node, run: Run) => boolean;

/** The twin of an expression, if it has one. */
export const twinOf = (expression: string): Twin | undefined => TWINS[expression];

const EMPTY: Fields = {};

/** Looks at the fields of the node's object; what is no object breaks no such rule. */
const fields =
  (holds: (value: Fields, node: Node) => boolean): Twin =>
  (node) =>
    holds(isFields(node.value) ? node.value : EMPTY, node);

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const CONDITION_VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const ALLERGY_VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const UCUM = 'http://unitsofmeasure.org';

const PERIOD = 'start.hasValue().not() or end.hasValue().not() or (start <= end)';
const askPeriod = evaluatorOf(PERIOD);

export const TWINS: Readonly<Record<string, Twin>> = {
  ...Object.fromEntries(Object.entries(BUNDLE_TWINS).map(([expression, holds]) => [expression, fields(holds)])),
  ...Object.fromEntries(Object.entries(TREE_TWINS).map(([expression, holds]) => [expression, fields(holds)])),
  // Where one of the two is coarser than the other, the original decides.
  [PERIOD]: (node, run) => inOrder(node.value) ?? askPeriod(node, run) === true,
  'value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()': fields(
    (value, node) => {
      if (!hasChoice(value, 'value') || !has(value['component'])) return true;
      const { code } = node.resource.value as Fields;
      const own = new Set(codings(code));
      return list(value['component']).every((one) => codings(one['code']).every((coding) => !own.has(coding)));
    },
  ),
  [`clinicalStatus.exists() or verificationStatus.coding.where(system='${CONDITION_VERIFICATION}' and code = 'entered-in-error').exists() or category.select($this='problem-list-item').empty()`]:
    fields(
      (value) =>
        has(value['clinicalStatus']) ||
        coded(value['verificationStatus'], CONDITION_VERIFICATION, ['entered-in-error']) ||
        !has(value['category']),
    ),
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
    (node, run) => {
      const reference = isFields(node.value) ? node.value['reference'] : undefined;
      if (typeof reference !== 'string' || !reference.startsWith('#')) return true;
      return reference !== '#' && run.resolve(reference, node).found === 'here';
    },
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

/** Codings as texts that are equal when the codings are. */
const codings = (concept: unknown): string[] =>
  list(isFields(concept) ? concept['coding'] : undefined).map((coding) =>
    JSON.stringify(Object.entries(coding).sort(([one], [other]) => (one < other ? -1 : 1))),
  );

/** Is the start not after the end? Undefined where plain comparing cannot tell. */
function inOrder(value: unknown): boolean | undefined {
  const { start, end } = isFields(value) ? value : {};
  if (start === undefined || end === undefined) return true;
  if (typeof start !== 'string' || typeof end !== 'string') return undefined;
  if (start.length <= 10 && start.length === end.length) return start <= end;
  const [from, to] = [Date.parse(start), Date.parse(end)];
  return start.length > 10 && end.length > 10 && !Number.isNaN(from + to) ? from <= to : undefined;
}
