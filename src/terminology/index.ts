/**
 * Terminology: is a code in a value set, what is it called, and what else is there? All from loaded definitions, in memory.
 * Composes are worked out (include, exclude, `is-a` and other filters, sets of sets) as R4 § 4.9 says;
 * what no loaded definition can tell is `unknown`, never a guess, unless a terminology server is set that can tell.
 */

export type { Stamp } from './expand.ts';
/** A terminology for one validation; a `RangeError` ends work that asks about more different units than any record holds. */
export { limitUnits } from './limit-units.ts';
export type { Around, Operation } from './operation.ts';
/** R4's operations by `Type/$name`, each over Parameters; they refuse with 400 (asked wrongly), 404 (not loaded) or 422. */
export { type OperationName, TERMINOLOGY_OPERATIONS } from './operations.ts';
/** The parameters of a URL as Parameters, typed as an operation wants them. Refuses what cannot stand in a URL. */
export { parametersOfQuery } from './read-parameters.ts';
/** The codes with which the operations refuse, or find a code wrong. */
export { TERMINOLOGY_REFUSALS } from './refusal-kinds.ts';
/** The way to an external server, which never fails and is never sent more than a set, a system and a code. */
export { createTerminologyServer, mayAsk, type ServerOptions, type TerminologyServer } from './server.ts';
export type { Question, ServerAnswer } from './server-answers.ts';
export type { Code, Membership, TerminologySource } from './source.ts';
export type { Lookup, Terminology } from './terminology.ts';
/** Makes a terminology over loaded definitions. */
export { createTerminology } from './terminology.ts';
/** Units of UCUM as lines into base units: so that quantities can be compared. */
export { type BaseUnit, baseUnitOf, findUnit, UCUM } from './ucum.ts';
/** Runs work over a terminology, completed by what a server tells of its open questions. */
export { remembered, withServer } from './with-server.ts';
