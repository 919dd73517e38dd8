/** Reads what is said with an act on a consent: the signed form, signature or witness that it rests on, and why. */
import type { Attachment, Consent, Identifier, Reference, Resource, Signature } from '@medplum/fhirtypes';
import { type Bilingual, isRefusal, type Refusal, refuse } from '#fhir';
import { parametersIn, parameterUnknown } from '#visit';
import { SIGNATURE, WITNESS } from './origin.ts';

/** As the Parameters of the operation name it. */
export interface Evidence {
  readonly source?: NonNullable<Consent['sourceReference']> | undefined;
  readonly copy?: Attachment | undefined;
  readonly signature?: Signature | undefined;
  /** Of a signature that a service keeps. */
  readonly signatureNumber?: Identifier | undefined;
  readonly witness?: Reference | undefined;
  /** ISO 8601, when the person said so. */
  readonly dateTime?: string | undefined;
  readonly reason?: string | undefined;
  readonly consent?: Consent | undefined;
}

type Name = 'source' | 'signature' | 'witness' | 'dateTime' | 'reason' | 'consent';

/** The forms in which each parameter is taken: the members of `Parameters.parameter`. */
const FORMS: Readonly<Record<Name, readonly string[]>> = {
  source: ['valueReference', 'valueAttachment'],
  signature: ['valueSignature', 'valueIdentifier'],
  witness: ['valueReference'],
  dateTime: ['valueDateTime'],
  reason: ['valueString'],
  consent: ['resource'],
};

/** What a parameter is called in its second form. */
const OTHER_FORMS: Readonly<Record<string, keyof Evidence>> = {
  valueAttachment: 'copy',
  valueIdentifier: 'signatureNumber',
};

/** A string with something in it, or an object: what it says is checked where it is held. */
const isShaped = (form: string, value: unknown): boolean =>
  form === 'valueString' || form === 'valueDateTime'
    ? typeof value === 'string' && value.trim() !== ''
    : typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing where there is no body; 400 for a parameter that the operation does not have, twice, or of another type. */
export function readEvidence(body: Resource | undefined, names: readonly Name[]): Evidence | Refusal {
  if (body === undefined) return {};
  const parameters = parametersIn(body);
  if (isRefusal(parameters)) return parameters;
  const found: Record<string, unknown> = {};
  const seen = new Set<Name>();
  for (const [index, one] of parameters.entries()) {
    const { name, ...rest } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const known = names.find((each) => each === name);
    if (known === undefined) return parameterUnknown(String(name), names);
    const [[form = '', value] = [], ...more] = Object.entries(rest);
    const isTaken = FORMS[known].includes(form) && isShaped(form, value) && more.length === 0 && !seen.has(known);
    if (!isTaken) return unreadable(index, known);
    seen.add(known);
    found[OTHER_FORMS[form] ?? known] = value;
  }
  return found as Evidence;
}

/** The consent with the evidence in its place; what was there besides stays. */
export function withEvidence(consent: Consent, evidence: Evidence): Consent {
  const { source, copy, signature, signatureNumber, witness, dateTime } = evidence;
  const { sourceReference, sourceAttachment, ...rest } = consent;
  const form = source
    ? { sourceReference: source }
    : copy
      ? { sourceAttachment: copy }
      : { ...(sourceReference ? { sourceReference } : {}), ...(sourceAttachment ? { sourceAttachment } : {}) };
  const signed = [
    ...(signature ? [{ url: SIGNATURE, valueSignature: signature }] : []),
    ...(signatureNumber ? [{ url: SIGNATURE, valueIdentifier: signatureNumber }] : []),
  ];
  return {
    ...rest,
    ...form,
    ...(dateTime === undefined ? {} : { dateTime }),
    ...(signed.length > 0 ? { extension: [...(consent.extension ?? []), ...signed] } : {}),
    ...(witness
      ? {
          verification: [
            ...(consent.verification ?? []),
            {
              extension: [{ url: WITNESS, valueReference: witness }],
              verified: true,
              ...(dateTime === undefined ? {} : { verificationDate: dateTime }),
            },
          ],
        }
      : {}),
  };
}

const WORDS: Readonly<Record<Name, Bilingual>> = {
  source: {
    ja: '署名された同意書の valueReference か valueAttachment',
    en: 'the signed form, as a Reference or an Attachment',
  },
  signature: {
    ja: '電子署名の valueSignature か、その番号の valueIdentifier',
    en: 'a Signature, or an Identifier of one',
  },
  witness: { ja: '立会人の valueReference', en: 'a Reference to who was present' },
  dateTime: { ja: '同意した時の valueDateTime', en: 'the `dateTime` at which the person said so' },
  reason: { ja: '理由の valueString', en: 'a `string`' },
  consent: { ja: '新しい同意の resource', en: 'the new Consent as `resource`' },
};

const unreadable = (index: number, name: Name): Refusal =>
  refuse(400, {
    code: 'operation-value-invalid',
    type: 'value',
    ja: `「${name}」を読めません。${WORDS[name].ja}を一つだけ書いてください。`,
    en: `\`${name}\` cannot be read; give ${WORDS[name].en}, once`,
    expression: `Parameters.parameter[${index}]`,
  });
