/** The criteria of a provision or statutory rule, read once into lists that both forms of the decision use. */
import { ACT_REASON, CONFIDENTIALITY, handlingTokens, isHandling, levelOf, splitToken } from './codes.ts';
import { instant, milliseconds } from './facts.ts';
import { isObject, type Json, localReference, objectsOf, textOf } from './json.ts';
import { type Span, spanOfPeriod } from './time.ts';

/** `exact` holds `system|code`, `bare` codes of any system. */
export interface Tokens {
  readonly exact: readonly string[];
  readonly bare: readonly string[];
}

export interface Actors {
  /** Recipients that a permit and a deny name. */
  readonly recipients: readonly string[];
  /** Actors in any other role: a permit never means them, a deny does. */
  readonly others: readonly string[];
  readonly custodians: readonly string[];
}

export interface Labels {
  readonly levels: readonly number[];
  readonly sensitivities: Tokens;
  readonly handling: readonly string[];
}

export interface DataCriterion {
  readonly meaning: (typeof MEANINGS)[number];
  readonly reference: string;
}

/** What must hold for a match: all elements, one value of each; an absent element restricts nothing. */
export interface Criteria {
  readonly actors?: Actors;
  readonly actions?: readonly string[];
  readonly labels?: Labels;
  readonly purposes?: readonly string[];
  readonly classes?: Tokens;
  readonly codes?: Tokens;
  readonly dataPeriod?: Span;
  readonly data?: readonly DataCriterion[];
}

const MEANINGS = ['instance', 'related', 'dependents', 'authoredby'] as const;
const RECIPIENT_ROLES = ['IRCP', 'PRCP', 'GRANTEE', 'DELEGATEE', 'HPOWATT'];
const CUSTODIAN_ROLE = 'CST';
const TYPE_SYSTEMS = ['', 'http://hl7.org/fhir/resource-types', 'http://hl7.org/fhir/fhir-types'];
const URI_SYSTEM = 'urn:ietf:rfc:3986';
export const ALWAYS: Span = { start: -Infinity, end: Infinity };

/** Reads the criteria of a `Consent.provision` without faults. */
export function criteriaOfProvision(provision: Json): Criteria {
  const listed = (element: string): readonly Json[] | undefined => {
    const values = objectsOf(provision[element]);
    return values.length > 0 ? values : undefined;
  };
  const [actors, actions, labels, purposes] = ['actor', 'action', 'securityLabel', 'purpose'].map(listed);
  const [classes, codes, dataPeriod, data] = ['class', 'code', 'dataPeriod', 'data'].map(listed);
  return {
    ...(actors && { actors: actorsOf(actors) }),
    ...(actions && { actions: actions.flatMap(codesOf) }),
    ...(labels && { labels: labelsListed(labels.map(tokenOf)) }),
    ...(purposes && { purposes: purposes.map(purposeOf) }),
    ...(classes && { classes: { exact: classes.flatMap(classTokens), bare: [] } }),
    ...(codes && { codes: { exact: codes.flatMap(({ coding }) => codedOf(coding).map(tokenOf)), bare: [] } }),
    ...(dataPeriod && { dataPeriod: inColumns(periodOf(dataPeriod[0]) as Span) }),
    ...(data && { data: data.map(dataCriterion) }),
  };
}

/** What a column cannot hold counts as open on both sides, or a row would lie within and not within. */
export const inColumns = ({ start, end }: Span): Span => ({
  start: milliseconds(instant(start)),
  end: milliseconds(instant(end)),
});

/** Sorts label tokens by axis; a token without a bar means the code in any system. */
export function labelsListed(tokens: readonly string[]): Labels {
  const bare = tokens.filter((token) => !token.includes('|'));
  const exact = tokens.filter((token) => token.includes('|')).map((token) => [token, ...splitToken(token)] as const);
  const leveled = exact.filter(([, system]) => system === CONFIDENTIALITY).map(([, , code]) => code);
  const others = exact.filter(([, system]) => system !== CONFIDENTIALITY);
  const isBareHandling = (code: string): boolean => handlingTokens(code).length > 0;
  const isBareLevel = (code: string): boolean => levelOf(code) !== undefined;
  return {
    levels: [...leveled, ...bare].flatMap((code) => levelOf(code) ?? []),
    sensitivities: {
      exact: others.filter(([, system, code]) => !isHandling(system, code)).map(([token]) => token),
      bare: bare.filter((code) => !isBareHandling(code) && !isBareLevel(code)),
    },
    handling: [
      ...others.filter(([, system, code]) => isHandling(system, code)).map(([token]) => token),
      ...bare.flatMap(handlingTokens),
    ],
  };
}

/** A period as criterion: absent, read, or not to be read. */
export function periodOf(period: unknown): Span | 'unreadable' | undefined {
  if (period === undefined) return undefined;
  return (isObject(period) ? spanOfPeriod(period) : undefined) ?? 'unreadable';
}

export const codesOf = (concept: Json): string[] => codedOf(concept['coding']).map(({ code }) => String(code));
const codedOf = (codings: unknown): readonly Json[] =>
  objectsOf(codings).filter(({ code }) => textOf(code) !== undefined);
const tokenOf = (coding: Json): string => `${textOf(coding['system']) ?? ''}|${coding['code']}`;

/** The one that an actor or data element holds, as `Type/id` of this server. */
export const referenceOf = (holder: Json): string | undefined =>
  localReference(objectsOf(holder['reference'])[0]?.['reference']);

export const isLevelKnown = (label: Json): boolean =>
  label['system'] !== CONFIDENTIALITY || levelOf(String(label['code'])) !== undefined;

export const isMeaning = (value: unknown): boolean => MEANINGS.some((known) => known === value);

function actorsOf(actors: readonly Json[]): Actors {
  const read = actors.map((actor) => {
    const roles = objectsOf(actor['role']).flatMap(codesOf);
    const isCustodian = roles.includes(CUSTODIAN_ROLE);
    const kind = isCustodian
      ? 'custodian'
      : roles.some((role) => RECIPIENT_ROLES.includes(role))
        ? 'recipient'
        : 'other';
    return { kind, reference: referenceOf(actor) as string };
  });
  const of = (wanted: string): string[] => read.filter(({ kind }) => kind === wanted).map(({ reference }) => reference);
  return {
    recipients: of('recipient'),
    others: of('other'),
    custodians: of('custodian'),
  };
}

/** A purpose code; one of another system than v3-ActReason keeps its system and so equals no request. */
function purposeOf(coding: Json): string {
  const system = textOf(coding['system']);
  return system === undefined || system === ACT_REASON ? String(coding['code']) : tokenOf(coding);
}

const classTokens = (coding: Json): string[] =>
  isNameOfClass(coding) ? [String(coding['code']), tokenOf(coding)] : [tokenOf(coding)];

/** Whether a class is a resource type or a profile by its name alone, and not a code of some system. */
export function isNameOfClass(coding: Json): boolean {
  const system = textOf(coding['system']) ?? '';
  return String(coding['code']).includes('://') || system === URI_SYSTEM || TYPE_SYSTEMS.includes(system);
}

const dataCriterion = (data: Json): DataCriterion => ({
  meaning: data['meaning'] as DataCriterion['meaning'],
  reference: referenceOf(data) as string,
});
