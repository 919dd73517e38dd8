/** Criteria that no record can meet. A refusal that lists one refuses nothing, and nobody would see it: it is not written. */
import type { Consent } from '@medplum/fhirtypes';
import { type Issue, PURPOSES } from '#fhir';
import { ACT_REASON } from './codes.ts';
import { isTypeAboutPeople } from './compartment.ts';
import { isNameOfClass, referenceOf } from './criteria.ts';
import { issueAt } from './issue-at.ts';
import { type Json, objectsOf, textOf } from './json.ts';
import { isLabelCarried } from './known-codes.ts';
import { isPrivacyConsent, type Node, type Placed, provisionsOf } from './read-consent.ts';
import { CONSENT_REFUSALS } from './refusal-kinds.ts';
import { ACTIONS } from './viewing.ts';

export interface UnmetPart {
  readonly why: 'label' | 'class' | 'code' | 'action' | 'purpose' | 'data';
  /** The FHIRPath of the coding. */
  readonly expression: string;
  /** Whether a refusal rests on it, of its own provision or of one that inherits it. */
  readonly refuses: boolean;
}

/** Nothing is decided by these any more, so one that was stored before can still be ended. */
const ENDED: readonly unknown[] = ['inactive', 'entered-in-error'];

/** What is told of each refusal of a Consent that would refuse nothing. */
export const unmetRefusals = (consent: Consent): Issue[] =>
  ENDED.includes(consent.status) ? [] : unmetPartsOf(consent).flatMap((part) => (part.refuses ? [issueOf(part)] : []));

/** Every such criterion of a Consent that can be read, under permits too. */
export const unmetPartsOf = (consent: Consent): readonly UnmetPart[] =>
  isPrivacyConsent(consent as unknown as Json) ? provisionsOf(consent).flatMap(partsIn) : [];

function partsIn({ node, provision, place }: Placed): UnmetPart[] {
  const at = (element: string) => valuesAt(provision[element], `${place}.${element}`);
  return [
    ...unmetAmong('label', at('securityLabel'), node),
    ...unmetAmong('class', at('class'), node),
    ...unmetAmong('code', codingsOf(at('code')), node),
    ...unmetAmong('action', codingsOf(at('action')), node),
    ...unmetAmong('purpose', at('purpose'), node),
    ...unmetAmong('data', at('data'), node),
  ];
}

/** Words without a code decide nothing. */
const codingsOf = (concepts: readonly Value[]): readonly Value[] =>
  concepts
    .flatMap(({ value, expression }) => valuesAt(value['coding'], `${expression}.coding`))
    .filter(({ value }) => textOf(value['code']) !== undefined);

interface Value {
  readonly value: Json;
  readonly expression: string;
}

const valuesAt = (element: unknown, place: string): readonly Value[] =>
  objectsOf(element).map((value, index) => ({ value, expression: `${place}[${index}]` }));

/** A refusal means each value that it lists itself; by a list that it inherits it refuses as long as one value is met. */
function unmetAmong(why: UnmetPart['why'], values: readonly Value[], node: Node): UnmetPart[] {
  const unmet = values.filter(({ value }) => !IS_MET[why](value));
  const refuses = node.effect === 'deny' || (unmet.length === values.length && isInheritedByDeny(node, READ_AS[why]));
  return unmet.map(({ expression }) => ({ why, expression, refuses }));
}

const READ_AS = {
  label: 'labels',
  class: 'classes',
  code: 'codes',
  action: 'actions',
  purpose: 'purposes',
  data: 'data',
} as const;

/** A child without a criterion of its own holds that of its parent itself. */
const isInheritedByDeny = ({ criteria, children }: Node, name: (typeof READ_AS)[UnmetPart['why']]): boolean =>
  children.some(
    (child) => child.criteria[name] === criteria[name] && (child.effect === 'deny' || isInheritedByDeny(child, name)),
  );

const isLabelMet = ({ system, code }: Json): boolean => isLabelCarried(textOf(system), String(code));

/** A type about people, a profile by its URL, or the type of a document by its own system. */
function isClassMet(coding: Json): boolean {
  const code = String(coding['code']);
  if (isNameOfClass(coding)) return code.includes(':') || isTypeAboutPeople(code);
  return !String(coding['system']).includes('|') && !isTypeAboutPeople(code);
}

const isCodeMet = ({ system }: Json): boolean => textOf(system)?.includes('|') === false;

/** Nobody asks to do anything else. */
const isActionMet = ({ code }: Json): boolean => ACTIONS.includes(String(code));

const isPurposeMet = ({ system, code }: Json): boolean =>
  (textOf(system) ?? ACT_REASON) === ACT_REASON && PURPOSES.includes(String(code));

/** A document is decided by its parts, never as itself (D9). */
const isDataMet = (data: Json): boolean =>
  data['meaning'] !== 'instance' || referenceOf(data)?.startsWith('Bundle/') !== true;

const IS_MET = {
  label: isLabelMet,
  class: isClassMet,
  code: isCodeMet,
  action: isActionMet,
  purpose: isPurposeMet,
  data: isDataMet,
} as const;

function issueOf({ why, expression }: UnmetPart): Issue {
  const code = `consent-${why}-unmet` as const;
  return issueAt(code, CONSENT_REFUSALS[code], expression);
}
