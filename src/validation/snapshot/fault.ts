/** What makes a definition unusable: a stable code, the element, and the reason in both languages. */
import type { Issue } from '#fhir';

export interface Fault extends Pick<Issue, 'ja' | 'en'> {
  readonly code: `profile-${string}`;
  /** The id of the element at fault; absent when the whole definition is. */
  readonly element?: string;
}

/** Carries a fault out of the depth of a differential. Thrown and caught within this folder. */
export class FaultFound extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.en);
    this.fault = fault;
  }
}

export const isFault = (value: object): value is Fault =>
  'code' in value && 'en' in value && !('resourceType' in value);

type Say = (...words: readonly string[]) => Omit<Fault, 'element'>;

/** Every kind of fault, in words. */
export const FAULTS = {
  baseMissing: (base) => ({
    code: 'profile-base-missing',
    ja: `基になる定義「${base}」が読み込まれていません`,
    en: `its base \`${base}\` is not loaded`,
  }),
  baseCircle: (ring) => ({
    code: 'profile-base-circle',
    ja: `基になる定義が循環しています（${ring}）`,
    en: `its bases go in a circle: ${ring}`,
  }),
  baseFaulty: (base, ja, en) => ({
    code: 'profile-base-faulty',
    ja: `基になる定義「${base}」に誤りがあります（${ja}）`,
    en: `its base \`${base}\` is faulty: ${en}`,
  }),
  elementUnknown: (name, holder) => ({
    code: 'profile-element-unknown',
    ja: `「${holder}」に「${name}」という要素はありません`,
    en: `there is no element \`${name}\` in \`${holder}\``,
  }),
  choiceOpen: (holder) => ({
    code: 'profile-choice-open',
    ja: `いくつもの型がありうる「${holder}」の中を定めています`,
    en: `it goes inside \`${holder}\`, which may be of several types`,
  }),
  cardinality: (min, max) => ({
    code: 'profile-cardinality-impossible',
    ja: `最小 ${min} が最大 ${max} より大きくなっています`,
    en: `its minimum ${min} is above its maximum ${max}`,
  }),
  widened: (said, allowed) => ({
    code: 'profile-cardinality-widened',
    ja: `${said} 回は、基になる定義の ${allowed} 回を超えています`,
    en: `${said} is wider than the ${allowed} of its base`,
  }),
  typeForeign: (said, allowed) => ({
    code: 'profile-type-foreign',
    ja: `型「${said}」は、基になる定義（${allowed}）にありません`,
    en: `the type \`${said}\` is none of its base's (${allowed})`,
  }),
  sliceUnannounced: (slice, sliced) => ({
    code: 'profile-slice-unannounced',
    ja: `「${sliced}」に slicing がないのに、スライス「${slice}」があります`,
    en: `there is a slice \`${slice}\`, but \`${sliced}\` has no slicing`,
  }),
  sliceTwice: (slice) => ({
    code: 'profile-slice-twice',
    ja: `スライス「${slice}」が二つあります`,
    en: `there are two slices \`${slice}\``,
  }),
  malformed: (reason) => ({
    code: 'profile-malformed',
    ja: `StructureDefinition の形をしていません（${reason}）`,
    en: `it has not the form of a StructureDefinition (${reason})`,
  }),
  expressionBroken: (key, reason) => ({
    code: 'profile-expression-broken',
    ja: `規則 ${key} の FHIRPath を読めません（${reason}）`,
    en: `the FHIRPath of the rule ${key} cannot be read (${reason})`,
  }),
} as const satisfies Record<string, Say>;

/** A fault with its place. */
export const faultAt = (element: string | undefined, fault: Omit<Fault, 'element'>): Fault =>
  element === undefined ? fault : { ...fault, element };

/** Reads a definition that may have any form: what a well-formed one could not raise is its own fault. */
export function orMalformed<T>(read: () => T): T | Fault {
  try {
    return read();
  } catch (error) {
    if (error instanceof FaultFound) return error.fault;
    if (error instanceof TypeError || error instanceof RangeError) return FAULTS.malformed(error.message);
    throw error;
  }
}
