/** The codes that an element may have: required sets are errors, extensible ones warnings, the rest is advice. */
import { withoutVersion } from '#fhir';
import type { Code, Membership } from '#terminology';
import { furtherSets } from './further-sets.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

type Strength = 'required' | 'extensible';

/** One set that an element is bound to. `codeNeeded`: text alone is not enough. */
interface Bound {
  readonly valueSet: string;
  readonly strength: Strength;
  readonly codeNeeded: boolean;
}

/** Builds the bindings of an element, unless the type below has the same. */
export function binding({ element, base }: Origin): Rule[] {
  const { strength, valueSet } = element.binding ?? {};
  const rules: Rule[] = [];
  const same = base?.binding?.valueSet === valueSet && base?.binding?.strength === strength;
  if (valueSet !== undefined && !same && (strength === 'required' || strength === 'extensible')) {
    const graded = isAmbiguous(element) || isGrowing(valueSet) ? 'extensible' : strength;
    rules.push(bindingRule({ valueSet, strength: graded, codeNeeded: graded === 'required' }));
  }
  const known = new Set(furtherBindings(base).map(({ valueSet: one }) => one));
  return [
    ...rules,
    ...furtherBindings(element)
      .filter((one) => !known.has(one.valueSet))
      .map(bindingRule),
  ];
}

/** The sets beside the element's own; only an extensible binding with a largest set asks for a code. */
function furtherBindings(element: Origin['base']): readonly Bound[] {
  const asks = element?.binding?.strength === 'extensible';
  return furtherSets(element).map(({ valueSet, strength, largest }) => ({
    valueSet,
    strength,
    codeNeeded: largest && asks,
  }));
}

/** One set for both units and concepts (R4's vital signs have one) can be meant for one of the two only, and does not say which. */
function isAmbiguous({ type = [] }: Origin['element']): boolean {
  const codes = type.map(({ code }) => code);
  return codes.includes('Quantity') && codes.includes('CodeableConcept');
}

/** HL7 founds work groups every year, and R4's list of them, to which its extension `structuredefinition-wg` binds, ends in 2018. */
const isGrowing = (valueSet: string): boolean =>
  withoutVersion(valueSet) === 'http://hl7.org/fhir/ValueSet/hl7-work-group';

function bindingRule({ valueSet, strength, codeNeeded }: Bound): Rule {
  return {
    kind: 'binding',
    detail: { valueSet, strength },
    check(node, run) {
      const codes = codesOf(node);
      if (codes === undefined) return;
      if (codes.length === 0) {
        if (codeNeeded) run.report('code-missing', node, { valueSet });
        return;
      }
      const answer = best(codes, valueSet, run);
      if (answer === 'member') return;
      const found = codes.map(({ system, code }) => (system === undefined ? code : `${system}#${code}`)).join(', ');
      if (answer === 'unknown') run.report('binding-uncheckable', node, { found, valueSet });
      else run.report(strength === 'required' ? 'binding-required' : 'binding-extensible', node, { found, valueSet });
    },
  };
}

/** R4 § 3.1.0.1.11 names FHIR's formats by these short forms too, where a MIME type is asked for. */
const SHORT_FORMATS: ReadonlySet<string> = new Set(['xml', 'json', 'ttl']);
const MIME_TYPES = 'http://hl7.org/fhir/ValueSet/mimetypes';

function best(codes: readonly Code[], valueSet: string, run: Run): Membership {
  if (codes.some(({ code }) => SHORT_FORMATS.has(code)) && valueSet.startsWith(MIME_TYPES)) return 'member';
  let answer: Membership = 'not-member';
  for (const code of codes) {
    const one = run.terminology.validateCode(valueSet, code);
    if (one === 'member') return one;
    if (one === 'unknown') answer = one;
  }
  return answer;
}

interface CodedValue {
  readonly coding?: unknown;
  readonly system?: unknown;
  readonly code?: unknown;
}

/** The codes of a value; undefined for what has none to judge (a primitive with extensions only, a broken value). */
function codesOf({ value, type }: Node): readonly Code[] | undefined {
  if (typeof value === 'string') return [{ code: value }];
  if (typeof value !== 'object' || value === null) return undefined;
  const { coding } = value as CodedValue;
  if (type === 'CodeableConcept') return Array.isArray(coding) ? coding.flatMap(codeOf) : [];
  const code = codeOf(value);
  return type === 'Quantity' && code.length === 0 ? undefined : code;
}

function codeOf(value: unknown): readonly Code[] {
  if (typeof value !== 'object' || value === null) return [];
  const { system, code } = value as CodedValue;
  // A coding without a system means no code at all: it is never in a set of codes with systems.
  return typeof code === 'string' ? [{ system: typeof system === 'string' ? system : '', code }] : [];
}
