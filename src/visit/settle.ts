/** Lets a refusal that is found inside a transaction roll it back, and come out as the value it is. */
import type { Refusal } from '#fhir';

/** Thrown inside a transaction only, and only to end it. */
export class InputRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('refused');
    this.refusal = refusal;
  }
}

export async function settle<T>(body: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof InputRefused) return error.refusal;
    throw error;
  }
}
