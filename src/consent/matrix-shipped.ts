/** The default matrix as it is shipped: what a region's folder does not say is read here. */
import { readFileSync } from 'node:fs';
import { isRefusal } from '#fhir';
import { type ConsentMatrix, readConsentMatrix } from './consent-matrix.ts';

const FILE = new URL('../../mappings/consent-matrix/consent-matrix.json', import.meta.url);

export const matrixShipped: ConsentMatrix = shippedAs(JSON.parse(readFileSync(FILE, 'utf8')));

/** Throws for a matrix that is refused: what is shipped must be whole. */
export function shippedAs(json: unknown): ConsentMatrix {
  const matrix = readConsentMatrix(json);
  if (isRefusal(matrix)) throw new Error(`defect: the matrix that is shipped is refused: ${matrix.issues[0]?.en}`);
  return matrix;
}
