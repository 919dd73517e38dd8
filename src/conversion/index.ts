/** One conversion from bytes to bytes, whatever they are, with its loss report. */

/** The forms that a resource can leave as, by id, and the types of the resources that a form speaks of. */
export { formsFor, typesOf, typesPointingAt } from './choose-form.ts';
/**
 * One conversion from bytes to bytes. `mapping` is an id of `listMappings()`, `to` is `fhir` or `form`; the report lists
 * every issue with its source position and rule. Refuses unknown mappings, unreadable input, and, when strict, any loss.
 */
export { type Converted, type ConvertRequest, convert, formatOf, type LossReport } from './convert.ts';
