/** What of a Consent cannot be understood: each fault with its place and a reason of its own (consent design §2.2, §2.3). */
import type { Consent } from '@medplum/fhirtypes';
import type { Issue } from '#fhir';
import { codesOf, isLevelKnown, isMeaning, periodOf, referenceOf } from './criteria.ts';
import { CONSENT_FAULTS } from './fault-kinds.ts';
import { issueAt } from './issue-at.ts';
import { isObject, type Json, objectsOf, textOf } from './json.ts';
import { spanOf } from './time.ts';

type FaultCode = keyof typeof CONSENT_FAULTS;

interface Fault {
  readonly code: FaultCode;
  /** The FHIRPath of the element. */
  readonly expression: string;
}

/** The root is level 0 (D17). */
const NESTING_LEVEL_MAX = 5;

/** Every fault of a Consent, as issues in both languages; none when a decision can be made on it. */
export const consentFaults = (consent: Consent): Issue[] =>
  faultsIn(consent as unknown as Json).map(({ code, expression }) => issueAt(code, CONSENT_FAULTS[code], expression));

/** The same, without words. */
export function faultsIn(consent: Json): Fault[] {
  const { provision } = consent;
  return [
    ...modifiersIn(consent, 'Consent'),
    ...['performer', 'verification'].flatMap((name) => elementFaults(consent[name], `Consent.${name}`, () => [])),
    ...(provision === undefined ? [] : faultsOfProvision(provision, 'Consent.provision', 0)),
  ];
}

/** We know no modifier extension and no implicit rules, so any of them may mean the opposite of what we read. */
const MODIFIERS: readonly string[] = ['modifierExtension', 'implicitRules', '_implicitRules'];

function modifiersIn(value: unknown, place: string): Fault[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => modifiersIn(item, `${place}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]): Fault[] => {
    const at = `${place}.${name}`;
    if (!MODIFIERS.includes(name)) return modifiersIn(member, at);
    return placed(member, at).map(({ place }) => ({ code: 'consent-modifier-unknown', expression: place }));
  });
}

function faultsOfProvision(provision: unknown, place: string, level: number): Fault[] {
  if (!isObject(provision)) return [{ code: 'consent-element-malformed', expression: place }];
  if (level > NESTING_LEVEL_MAX) return [{ code: 'consent-nested-too-deep', expression: place }];
  return [
    ...typeFaults(provision['type'], `${place}.type`, level),
    ...Object.entries(CRITERIA).flatMap(([name, check]) => elementFaults(provision[name], `${place}.${name}`, check)),
    ...['period', 'dataPeriod'].flatMap((name) => periodFaults(provision[name], `${place}.${name}`)),
    ...elementFaults(provision['provision'], `${place}.provision`, (child, at) =>
      faultsOfProvision(child, at, level + 1),
    ),
  ];
}

function typeFaults(type: unknown, place: string, level: number): Fault[] {
  if (type === undefined) return level === 0 ? [] : [{ code: 'consent-type-absent', expression: place }];
  return type === 'permit' || type === 'deny' ? [] : [{ code: 'consent-type-unknown', expression: place }];
}

type Check = (value: Json, place: string) => Fault[];

/** A criterion of another shape than R4's, also an empty list, must not be mistaken for an absent one, which restricts nothing. */
function elementFaults(element: unknown, place: string, check: Check): Fault[] {
  if (element === undefined) return [];
  if (Array.isArray(element) && element.length === 0) return [{ code: 'consent-element-malformed', expression: place }];
  return placed(element, place).flatMap(({ value, place: at }) =>
    isObject(value) ? check(value, at) : [{ code: 'consent-element-malformed', expression: at }],
  );
}

const placed = (element: unknown, place: string): readonly { value: unknown; place: string }[] =>
  Array.isArray(element)
    ? element.map((value: unknown, index) => ({ value, place: `${place}[${index}]` }))
    : [{ value: element, place }];

const conceptFaults: Check = (concept, place) =>
  codesOf(concept).length > 0 ? [] : [{ code: 'consent-code-absent', expression: `${place}.coding` }];

const codingFaults: Check = ({ code }, place) =>
  textOf(code) === undefined ? [{ code: 'consent-code-absent', expression: `${place}.code` }] : [];

const referenceFaults: Check = (holder, place) =>
  referenceOf(holder) === undefined ? [{ code: 'consent-reference-unresolved', expression: `${place}.reference` }] : [];

const CRITERIA: Readonly<Record<string, Check>> = {
  actor: (actor, place) => [
    ...objectsOf(actor['role']).flatMap((role) => conceptFaults(role, `${place}.role`)),
    ...referenceFaults(actor, place),
  ],
  action: conceptFaults,
  securityLabel: (label, place) => [
    ...codingFaults(label, place),
    ...(isLevelKnown(label) ? [] : [{ code: 'consent-level-unknown', expression: `${place}.code` } as const]),
  ],
  purpose: codingFaults,
  class: codingFaults,
  code: conceptFaults,
  data: (data, place) => [
    ...(isMeaning(data['meaning'])
      ? []
      : [{ code: 'consent-meaning-unknown', expression: `${place}.meaning` } as const]),
    ...referenceFaults(data, place),
  ],
};

function periodFaults(period: unknown, place: string): Fault[] {
  if (periodOf(period) !== 'unreadable') return [];
  const ends = isObject(period)
    ? ['start', 'end'].filter((end) => period[end] !== undefined && !spanOf(period[end]))
    : [];
  const places = ends.length === 0 ? [place] : ends.map((end) => `${place}.${end}`);
  return places.map((at) => ({ code: 'consent-period-unreadable', expression: at }));
}
