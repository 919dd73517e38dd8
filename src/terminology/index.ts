/**
 * Terminology: is a code in a value set, and what is it called? All from loaded definitions, in memory.
 * Composes are worked out (include, exclude, `is-a` and other filters, sets of sets) as R4 § 4.9 says;
 * what no loaded definition can tell is `unknown`, never a guess.
 */

export type { Code, Membership, TerminologySource } from './source.ts';
export type { Lookup, Terminology } from './terminology.ts';
export { createTerminology } from './terminology.ts';
