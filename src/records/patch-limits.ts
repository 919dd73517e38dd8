/** What one patch may cost: it is applied while the resource is locked, and nothing else is done meanwhile. */
import { type Refusal, refuse } from '#fhir';
import { JSON_DEPTH_MAX } from '#validation';
import { extentOf } from './json-extent.ts';

/** So many operations one patch may have. */
export const PATCH_OPERATIONS_MAX = 1_000;

/** 422: the operation at `expression` is more work than is done for a patch. */
export const patchTooCostly = (expression: string, why: Why): Refusal =>
  refuse(422, {
    code: 'patch-too-costly',
    type: 'too-costly',
    ja: `この操作は重すぎます（${why.ja}）。`,
    en: `the operation takes too much: ${why.en}`,
    expression,
    spec: 'https://hl7.org/fhir/R4/http.html#patch',
  });

export interface Why {
  readonly ja: string;
  readonly en: string;
}

/** What is made by one patch after the other is as deep as what is sent may be, and no deeper. */
export const nestedTooDeep = (whole: object, type: string): Refusal | undefined =>
  extentOf(whole, WITHOUT_END, JSON_DEPTH_MAX) === undefined
    ? patchTooCostly(type, {
        ja: `変えた結果の入れ子が ${JSON_DEPTH_MAX} 段を超えます。入れ子を減らしてください`,
        en: `what it makes is nested more than ${JSON_DEPTH_MAX} levels deep; nest it less`,
      })
    : undefined;

const WITHOUT_END = { values: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY };
