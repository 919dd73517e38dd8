/** Reads the lists of HTTP headers in which a client says what it would rather have (RFC 9110 §12.5). */

export interface Range {
  /** In lower case, e.g. `application/fhir+xml`. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0 to 1; 0 is what the client does not want. */
  readonly weight: number;
}

/** Those with the greatest weight first, then as they are written. */
export function rangesOf(header: string): Range[] {
  return header
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(rangeOf)
    .toSorted((a, b) => b.weight - a.weight);
}

function rangeOf(text: string): Range {
  const [name = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part) => {
      const [key = '', value = ''] = part.split('=').map((one) => one.trim().replaceAll('"', ''));
      return [key, value];
    }),
  );
  const weight = Number(parameters.get('q') ?? 1);
  // A weight that is none asks for nothing.
  return { name, parameters, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}
