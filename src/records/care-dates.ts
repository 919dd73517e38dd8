/** Which records tell of care within a range of days: by when it took place, not by when it was written down. */
import type { SearchCondition, SearchParameters, SearchValue, Span } from '#fhir';

/** First and last day; either may be open. */
export interface CareRange {
  readonly start?: Span | undefined;
  readonly end?: Span | undefined;
}

/**
 * By type, the search parameter that says when the matter began, and the one that says when it ended. A type that is not
 * there, such as an allergy, holds at any time.
 */
const CARE_DATES: Readonly<Record<string, readonly [began: string, ended: string]>> = {
  CarePlan: ['date', 'date'],
  CareTeam: ['date', 'date'],
  Communication: ['sent', 'sent'],
  Composition: ['date', 'date'],
  Condition: ['onset-date', 'abatement-date'],
  DiagnosticReport: ['date', 'date'],
  DocumentReference: ['period', 'period'],
  Encounter: ['date', 'date'],
  Flag: ['date', 'date'],
  Goal: ['start-date', 'target-date'],
  Immunization: ['date', 'date'],
  MedicationRequest: ['authoredon', 'authoredon'],
  MedicationStatement: ['effective', 'effective'],
  Observation: ['date', 'date'],
  Procedure: ['date', 'date'],
  QuestionnaireResponse: ['authored', 'authored'],
  RiskAssessment: ['date', 'date'],
  ServiceRequest: ['occurrence', 'occurrence'],
  Specimen: ['collected', 'collected'],
  Task: ['period', 'period'],
};

/** The condition that care of a record of one of `types` falls into the range, as far as the record has a date. */
export function withinCare(
  parameters: SearchParameters,
  types: readonly string[],
  { start, end }: CareRange,
): SearchCondition {
  const bound = (type: string, code: string | undefined, prefix: 'ge' | 'le', span: Span | undefined) => {
    const parameter = code === undefined || span === undefined ? undefined : parameters.of(type).get(code);
    if (parameter === undefined || span === undefined) return [];
    const value: SearchValue = { type: 'date', prefix, span };
    const of: SearchCondition[] = [
      { op: 'filter', parameter, modifier: 'missing', values: [], missing: true },
      { op: 'filter', parameter, modifier: '', values: [value] },
    ];
    return [{ op: 'any', of } as const];
  };
  const ofType = (type: string): SearchCondition => {
    const [began, ended] = CARE_DATES[type] ?? [];
    return {
      op: 'all',
      of: [{ op: 'types', types: [type] }, ...bound(type, began, 'le', end), ...bound(type, ended, 'ge', start)],
    };
  };
  return { op: 'any', of: types.map(ofType) };
}
