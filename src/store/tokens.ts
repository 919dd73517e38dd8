/** The spellings under which a coded value is found: with its system, without one, and with any. */

interface Coded {
  system?: string;
  code?: string;
  value?: string;
  coding?: Coded[];
}

/** Search forms of a value: `system|code`, `|code` when it has no system, `*|code` for any, `system|*` for all of one. */
export function tokensIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return [`|${value}`, `*|${value}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { coding, system, code, value: identifier } = value as Coded;
  if (coding) return coding.flatMap(tokensIn);
  const own = code ?? identifier;
  if (own === undefined) return [];
  return system === undefined ? [`|${own}`, `*|${own}`] : [`${system}|${own}`, `*|${own}`, `${system}|*`];
}
