/** The default matrix as it is shipped: what a region's folder does not say is read here. */
import { readFileSync } from 'node:fs';
import { isRefusal } from '#fhir';
import { type ConsentMatrix, readConsentMatrix } from './consent-matrix.ts';

const FILE = new URL('../../mappings/consent-matrix/consent-matrix.json', import.meta.url);

export const matrixShipped: ConsentMatrix = readShipped();

function readShipped(): ConsentMatrix {
  const matrix = readConsentMatrix(JSON.parse(readFileSync(FILE, 'utf8')));
  if (isRefusal(matrix)) throw new Error(`defect: the matrix that is shipped is refused: ${matrix.issues[0]?.en}`);
  return matrix;
}
