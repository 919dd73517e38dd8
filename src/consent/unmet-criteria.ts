/** Criteria that no record can meet. A refusal that lists one refuses nothing, and nobody would see it: it is not written. */
import type { Consent } from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import { isTypeAboutPeople } from './compartment.ts';
import { isNameOfClass } from './criteria.ts';
import { issueAt } from './issue-at.ts';
import { type Json, objectsOf, textOf } from './json.ts';
import { isLabelCarried } from './known-codes.ts';
import { isPrivacyConsent, type Node, type Placed, provisionsOf } from './read-consent.ts';
import { CONSENT_REFUSALS } from './refusal-kinds.ts';

export interface UnmetPart {
  readonly why: 'label' | 'class' | 'code';
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
  const codings = valuesAt(provision['code'], `${place}.code`).flatMap(({ value, expression }) =>
    valuesAt(value['coding'], `${expression}.coding`),
  );
  return [
    ...unmetAmong('label', valuesAt(provision['securityLabel'], `${place}.securityLabel`), node),
    ...unmetAmong('class', valuesAt(provision['class'], `${place}.class`), node),
    // Words without a code decide nothing.
    ...unmetAmong(
      'code',
      codings.filter(({ value }) => textOf(value['code']) !== undefined),
      node,
    ),
  ];
}

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

const READ_AS = { label: 'labels', class: 'classes', code: 'codes' } as const;

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

const IS_MET = { label: isLabelMet, class: isClassMet, code: isCodeMet } as const;

function issueOf({ why, expression }: UnmetPart): Issue {
  const code = `consent-${why}-unmet` as const;
  return issueAt(code, CONSENT_REFUSALS[code], expression);
}
