/** What a region decides for itself, read once at the start; what it does not say is as shipped. */
import {
  type ConsentMatrix,
  type LabelRules,
  labelRulesShipped,
  matrixShipped,
  policyShipped,
  type RegionalPolicy,
} from '#consent';

export interface Region {
  readonly policy: RegionalPolicy;
  readonly labels: LabelRules;
  /** What the standard forms of consent hold. */
  readonly matrix: ConsentMatrix;
}

/** The region that decides nothing. */
export const regionShipped: Region = { policy: policyShipped, labels: labelRulesShipped, matrix: matrixShipped };
