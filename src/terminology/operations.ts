/** The table of R4's terminology operations: one line each. */
import { lookupCode, subsumes, validateInSystem } from './code-system-operations.ts';
import { translateCode } from './concept-map-operations.ts';
import type { Operation } from './operation.ts';
import { expandOperation, validateInSet } from './value-set-operations.ts';

export const TERMINOLOGY_OPERATIONS = {
  'ValueSet/$expand': expandOperation,
  'ValueSet/$validate-code': validateInSet,
  'CodeSystem/$lookup': lookupCode,
  'CodeSystem/$validate-code': validateInSystem,
  'CodeSystem/$subsumes': subsumes,
  'ConceptMap/$translate': translateCode,
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof TERMINOLOGY_OPERATIONS;
