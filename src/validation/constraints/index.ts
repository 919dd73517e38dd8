/** The ordered list of constraints, and the words that they are made of. One constraint is one file and one line here. */
import { attachment } from './attachment.ts';
import { binding } from './binding.ts';
import { bundle } from './bundle.ts';
import { capabilityStatement } from './capability-statement.ts';
import { codeSystem } from './code-system.ts';
import { coding } from './coding.ts';
import { conceptMap } from './concept-map.ts';
import { contained } from './contained.ts';
import { experimental } from './experimental.ts';
import { extension } from './extension.ts';
import { fixed } from './fixed.ts';
import { identifier } from './identifier.ts';
import { invariant } from './invariant.ts';
import { maxLength } from './max-length.ts';
import { measureReport } from './measure-report.ts';
import { narrative } from './narrative.ts';
import { pattern } from './pattern.ts';
import { quantity } from './quantity.ts';
import { questionnaireConditions } from './questionnaire-conditions.ts';
import { questionnaireResponse } from './questionnaire-response.ts';
import { reference } from './reference.ts';
import { resourceId } from './resource-id.ts';
import { searchParameter } from './search-parameter.ts';
import type { Origin, Rule } from './shape.ts';
import { structureDefinition } from './structure-definition.ts';
import { typeProfile } from './type-profile.ts';
import { valueRange } from './value-range.ts';
import { valueSet } from './value-set.ts';
import { writtenLimits } from './written-limits.ts';

/** Each builds what an element asks of one value; their order is the order of issues. */
const CONSTRAINTS: readonly ((origin: Origin) => Rule[])[] = [
  typeProfile,
  fixed,
  pattern,
  maxLength,
  valueRange,
  writtenLimits,
  resourceId,
  binding,
  coding,
  quantity,
  identifier,
  attachment,
  reference,
  extension,
  contained,
  bundle,
  narrative,
  experimental,
  questionnaireConditions,
  questionnaireResponse,
  structureDefinition,
  valueSet,
  codeSystem,
  conceptMap,
  searchParameter,
  capabilityStatement,
  measureReport,
  invariant,
];

/** Everything that an element asks of each of its values. */
export const rulesOf = (origin: Origin): Rule[] => CONSTRAINTS.flatMap((build) => build(origin));

export { cardinality } from './cardinality.ts';
export {
  ISSUES,
  type IssueCode,
  type IssueText,
  partsOf,
  type Words,
  wordIssue,
} from './catalogue.ts';
export { isStorable } from './characters.ts';
export { choiceValue } from './choice-key.ts';
export { claims } from './claims.ts';
export { differsFromFixed, differsFromPattern, inWords } from './compare.ts';
export { parseFault } from './fhirpath.ts';
export { likenessOf, mostAlike } from './likeness.ts';
export { Node, pathOf, rootNode, rootResource } from './node.ts';
export { checkPrimitive, isPrimitive, isUnremarkable, jsonType } from './primitive-format.ts';
export type * from './shape.ts';
export { type Matcher, type Nearness, type Slice, slicing } from './slicing.ts';
export { TWINS } from './twins.ts';
