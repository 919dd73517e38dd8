/** What one patch may cost: it is applied while the resource is locked, and nothing else is done meanwhile. */
import { type Refusal, refuse } from '#fhir';

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
