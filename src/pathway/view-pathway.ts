/** The 地域連携パス at a glance: its phase, its tasks by phase, and who does what. */
import type { CarePlan, CarePlanActivity, CodeableConcept, Extension } from '@medplum/fhirtypes';
import { codeSystemUrl, profileUrl } from '#fhir';

export interface PathwayTask {
  /** Code of the task in the pathway's catalogue, when it is one of it. */
  readonly code?: string;
  readonly text: string;
  /** Code of the phase that the task belongs to. */
  readonly phase?: string;
  readonly status: string;
  /** Literal references of those who do it. */
  readonly performers: readonly string[];
  /** `YYYY-MM-DD` or a text. */
  readonly due?: string;
}

export interface PathwayView {
  readonly phase?: { readonly code: string; readonly text: string };
  readonly personWish?: string;
  readonly tasks: readonly PathwayTask[];
}

const KIND = codeSystemUrl('careplan-kind');
const PHASE = profileUrl('pathway-phase');
const PERSON_WISH = profileUrl('person-wish');

/** True for a CarePlan of the kind 地域連携パス. */
export const isPathway = ({ category }: CarePlan): boolean =>
  (category ?? []).some(({ coding }) =>
    (coding ?? []).some(({ system, code }) => system === KIND && code === 'pathway'),
  );

/** What a pathway shows; tasks in the order of the plan. */
export function viewPathway(plan: CarePlan): PathwayView {
  const phase = codeAt(plan.extension, PHASE);
  const personWish = plan.extension?.find(({ url }) => url === PERSON_WISH)?.valueString;
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(personWish === undefined ? {} : { personWish }),
    tasks: (plan.activity ?? []).flatMap(taskOf),
  };
}

function taskOf({ detail }: CarePlanActivity): PathwayTask[] {
  if (!detail) return [];
  const phase = codeAt(detail.extension, PHASE)?.code;
  const code = detail.code?.coding?.find(({ system }) => system === codeSystemUrl('pathway-task'))?.code;
  const due = detail.scheduledPeriod?.end ?? detail.scheduledPeriod?.start ?? detail.scheduledString;
  return [
    {
      ...(code === undefined ? {} : { code }),
      text: detail.description ?? textOf(detail.code),
      ...(phase === undefined ? {} : { phase }),
      status: detail.status ?? 'unknown',
      performers: (detail.performer ?? []).flatMap(({ reference }) => reference ?? []),
      ...(due === undefined ? {} : { due }),
    },
  ];
}

function codeAt(extensions: readonly Extension[] | undefined, url: string): { code: string; text: string } | undefined {
  const concept = extensions?.find((extension) => extension.url === url)?.valueCodeableConcept;
  const code = concept?.coding?.[0]?.code;
  return code === undefined ? undefined : { code, text: textOf(concept) };
}

const textOf = (concept: CodeableConcept | undefined): string => concept?.text ?? concept?.coding?.[0]?.display ?? '';
