/** What others write in FHIRPath and may take for ever: it is refused by name, and the rest is given a time. */

/** Functions that others may not use in an expression. */
export const COSTLY_FUNCTIONS: readonly string[] = ['matches', 'replaceMatches', 'repeat', 'aggregate'];

/** Does one of the functions stand in the expression? What is quoted is no function. */
export const calls = (expression: string, functions: readonly string[]): boolean =>
  new RegExp(`\\b(${functions.join('|')})\\s*\\(`).test(expression.replace(/'(?:\\.|[^'\\])*'/gs, "''"));
