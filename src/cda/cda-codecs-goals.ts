/** Codecs of goals in a CDA document (statements of mood GOL): what is to be reached, and by when. */
import type { Goal, GoalTarget, Observation } from '@medplum/fhirtypes';
import { readSaid } from './cda-codecs-values.ts';
import { type CdaCodec, type CdaContext, conceptOf, timeIn } from './cda-parts.ts';
import { type CdaElement, elementsAt, isFirst } from './read-cda.ts';

export const cdaGoalCodecs = {
  'cda-goal-start': (element, context) =>
    isFirst(element) ? dayOf(elementsAt(element, 'low')[0], context) : undefined,
  // The one moment of a goal is when it is to be reached.
  'cda-goal-due': (element, context) => {
    if (!isFirst(element)) return undefined;
    const isMoment = element.attributes.has('value');
    return dayOf(isMoment ? element : elementsAt(element, 'high')[0], context);
  },
  'cda-goal-value': targetOf,
} as const satisfies Record<string, CdaCodec>;

/** A goal has days: an hour is told to be lost. */
function dayOf(element: CdaElement | undefined, { take, miss }: CdaContext): Goal['startDate'] {
  const moment = element && timeIn(element);
  if (element === undefined || moment === undefined) return undefined;
  take(element);
  if (moment.includes('T')) miss(element);
  return moment.slice(0, 10);
}

const DETAILS: readonly (readonly [keyof Observation, keyof GoalTarget])[] = [
  ['valueQuantity', 'detailQuantity'],
  ['valueRange', 'detailRange'],
  ['valueCodeableConcept', 'detailCodeableConcept'],
  ['valueString', 'detailString'],
  ['valueBoolean', 'detailBoolean'],
  ['valueInteger', 'detailInteger'],
  ['valueRatio', 'detailRatio'],
];

/** A value says nothing without what is measured (gol-1). */
function targetOf(element: CdaElement, context: CdaContext): GoalTarget | undefined {
  const measure = elementsAt(element.parent as CdaElement, 'code').map((code) => conceptOf(code, context))[0];
  if (!isFirst(element) || measure === undefined) return undefined;
  const said = readSaid(element, context, TIMES);
  const [from, to] = DETAILS.find(([name]) => said?.[name] !== undefined) ?? [];
  return from && to && { measure, [to]: said?.[from] };
}

/** A time is no value of a target in R4. */
const TIMES: readonly string[] = ['TS', 'IVL_TS'];
