/** Representations: one resource as JSON or XML, whole or as a subset. What is written differently stays the same resource. */

/** FHIR XML (R4 §2.6.2) as the JSON text of the same resource; or 400 with line and column, 413 for more than is read. */
export { readXml } from './read-xml.ts';
/** The codes with which XML and subsets are refused. */
export { REPRESENTATION_REFUSALS } from './refusal-kinds.ts';
/** What R4 lets stand in each type, from its structures: the argument finds a structure by its canonical. */
export { createShapes, type Shapes } from './shapes.ts';
/** Removes from a resource what was not asked for (R4 §3.1.1.5.8–9), and marks it as SUBSETTED. */
export { isElementOf, type Part, subset, subsetEntries } from './subset.ts';
/** A resource as FHIR XML; or 406 `not-representable` where it holds what XML cannot. */
export { writeXml } from './write-xml.ts';
/** JSON whose numbers stay as they are written: 1.00 is not 1. */
export { readWritten, type Written, writtenNumber } from './written.ts';
