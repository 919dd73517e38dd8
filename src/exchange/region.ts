/** What a region decides for itself, read once at the start; what it does not say is as shipped. */
import { readFileSync } from 'node:fs';
import { type ConsentMatrix, policyShipped, type RegionalPolicy, readConsentMatrix } from '#consent';
import { isRefusal } from '#fhir';

export interface Region {
  readonly policy: RegionalPolicy;
  /** What the standard forms of consent hold. */
  readonly matrix: ConsentMatrix;
}

const MATRIX = new URL('../../mappings/consent-matrix/consent-matrix.json', import.meta.url);

/** The region that decides nothing. */
export const regionShipped: Region = { policy: policyShipped, matrix: readShippedMatrix() };

function readShippedMatrix(): ConsentMatrix {
  const matrix = readConsentMatrix(JSON.parse(readFileSync(MATRIX, 'utf8')));
  if (isRefusal(matrix)) throw new Error(`defect: the matrix that is shipped is refused: ${matrix.issues[0]?.en}`);
  return matrix;
}
