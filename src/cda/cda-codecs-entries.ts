/** Codecs of what the entries of a CDA document say: times, diagnoses, allergies, and notes. */
import type { AllergyIntolerance, Annotation, CodeableConcept, Coding, Condition } from '@medplum/fhirtypes';
import { filled } from '#messages';
import { absentFor, reasonOf } from './cda-absent.ts';
import { typeOf } from './cda-entry-kinds.ts';
import { type CdaCodec, type CdaContext, conceptOf, periodOf, taken, timeIn, wordsOf } from './cda-parts.ts';
import { type CdaElement, elementsAt, isFirst } from './read-cda.ts';

/** Children that are read of a code. */
const CODED: readonly string[] = ['originalText', 'translation'];

export const cdaEntryCodecs = {
  'cda-act-status': (element: CdaElement, { take }: CdaContext) => {
    // That a statement is no longer one is said by what is made of it.
    if (['nullified', 'obsolete'].includes(element.attributes.get('code') ?? '')) take(element);
    return undefined;
  },
  'cda-concept': taken(({ attributes }, { table }) => {
    const found = table?.entries.find(({ source }) => source === attributes.get('code'));
    if (found === undefined) return undefined;
    const { code, display } = found;
    const coding = filled({ system: table?.system, code, display });
    return filled<CodeableConcept>({ coding: coding && [coding], text: attributes.get('displayName') });
  }),
  'cda-note': taken((element) => filled<Annotation>({ text: wordsOf(element) })),
  'cda-words': taken((element) => wordsOf(element) || undefined),
  'cda-effective': timed('effective'),
  'cda-occurrence': timed('occurrence'),
  'cda-performed': timed('performed'),
  'cda-practitioner': (element, { personIn }) => {
    const reference = personIn?.(element);
    return reference === undefined ? undefined : { reference };
  },
  // Several people may have had a part in one act; what part is told where FHIR has a place for it.
  'cda-performer': (element, { personIn, table }) => {
    const reference = personIn?.(element);
    const found = table?.entries.find(({ source }) => source === element.parent?.name);
    const coding = found && filled<Coding>({ system: table?.system, code: found.code, display: found.display });
    return reference === undefined
      ? undefined
      : { ...(coding === undefined ? {} : { function: { coding: [coding] } }), actor: { reference } };
  },
  'cda-participant': (element, { personIn }) => {
    const reference = personIn?.(element);
    return reference === undefined ? undefined : { individual: { reference } };
  },
  'cda-onset': firstOnly(onsetOf, ['low', 'high']),
  'cda-allergy-onset': firstOnly((element) => filled({ onsetDateTime: periodOf(element)?.start }), ['low']),
  'cda-problem': firstOnly((element, context) => problemOf(saidIn(element, context)), CODED),
  'cda-problem-code': (element, context) => (isFirst(element) ? problemCodeOf(element, context) : undefined),
  'cda-allergen': firstOnly(allergenOf, CODED),
  'cda-allergen-code': firstOnly((element, context) => {
    const isTold = elementsAt(element.parent as CdaElement, 'value').some((value) => saidIn(value, context));
    const code = isTold || hasAgent(element) ? undefined : conceptOf(element, context);
    return code && { code };
  }, CODED),
  'cda-severity': taken(({ attributes }) => {
    const words = attributes.get('displayName') ?? attributes.get('code');
    return words === undefined ? undefined : { note: [{ text: `重さ: ${words}` }] };
  }),
} as const satisfies Record<string, CdaCodec>;

/** An element of FHIR that takes one value: what stands there again is not carried. */
function firstOnly(read: CdaCodec, within: readonly string[] = []): CdaCodec {
  const carry = taken(read, within);
  return (element, context) => (isFirst(element) ? carry(element, context) : undefined);
}

/** A choice of a moment and a period, by its name. */
function timed(name: string): CdaCodec {
  return firstOnly(
    (element, { tables }) => {
      const moment = timeIn(element);
      if (moment !== undefined) return { [`${name}DateTime`]: moment };
      const period = periodOf(element);
      const reason = reasonOf(element, tables['null-flavor']);
      if (period !== undefined) return { [`${name}Period`]: period };
      return reason === undefined ? undefined : { [`_${name}DateTime`]: absentFor(reason) };
    },
    ['low', 'high'],
  );
}

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

/** What has ended has been resolved. An end that is unknown may mean that there is none, so it is not carried. */
function onsetOf(element: CdaElement, { miss }: CdaContext): Partial<Condition> | undefined {
  const { start, end } = periodOf(element) ?? {};
  const [high] = elementsAt(element, 'high');
  if (high?.attributes.has('nullFlavor') === true) miss(high);
  if (end === undefined) return filled<Condition>({ onsetDateTime: start });
  return {
    ...filled<Condition>({ onsetDateTime: start }),
    abatementDateTime: end,
    clinicalStatus: { coding: [{ system: CLINICAL, code: 'resolved', display: 'Resolved' }] },
  };
}

const TEXTS: readonly string[] = ['ST', 'ED'];

/** A code, or words. */
function saidIn(value: CdaElement, context: CdaContext): CodeableConcept | undefined {
  const concept = conceptOf(value, context);
  if (concept !== undefined || !TEXTS.includes(typeOf(value))) return concept;
  return filled<CodeableConcept>({ text: wordsOf(value) });
}

const SUSPECTED = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
      code: 'provisional',
      display: 'Provisional',
    },
  ],
  text: '疑い',
};

/** Whoever is suspected to have a disease is not recorded as having it. */
function problemOf(code: CodeableConcept | undefined): Partial<Condition> | undefined {
  if (code === undefined) return undefined;
  const words = [code.text, ...(code.coding ?? []).map(({ display }) => display)];
  const isSuspected = words.some((one) => one !== undefined && /疑い|の疑$|疑診/.test(one));
  return { code, ...(isSuspected ? { verificationStatus: SUSPECTED } : {}) };
}

/** Beside a value, the code only says of what kind the statement is. */
function problemCodeOf(element: CdaElement, context: CdaContext): Partial<Condition> | undefined {
  const isTold = elementsAt(element.parent as CdaElement, 'value').some((value) => saidIn(value, context));
  const carry: CdaCodec = isTold
    ? ({ attributes }) => {
        const words = attributes.get('displayName') ?? attributes.get('code');
        return words === undefined ? undefined : { note: [{ text: `記載の種類: ${words}` }] };
      }
    : (one) => problemOf(conceptOf(one, context));
  return taken(carry, CODED)(element, context) as Partial<Condition> | undefined;
}

const hasAgent = ({ parent }: CdaElement): boolean =>
  parent !== undefined && elementsAt(parent, 'participant[@typeCode=CSM]/participantRole/playingEntity').length > 0;

/** Where the substance has an element of its own, the value says what kind of allergy it is. */
function allergenOf(element: CdaElement, context: CdaContext): Partial<AllergyIntolerance> | undefined {
  if (!hasAgent(element)) {
    const code = saidIn(element, context);
    return code && { code };
  }
  const of = (table: string) =>
    context.tables[table]?.entries.find(({ source }) => source === element.attributes.get('code'))?.code;
  const [type, category] = [of('allergy-type'), of('allergy-category')];
  return filled<AllergyIntolerance>({
    type: type as AllergyIntolerance['type'],
    category: category === undefined ? undefined : [category as 'food'],
  });
}
