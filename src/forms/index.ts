/** What offices come to do with their papers: records leave as forms, and filled forms come back. One act a file. */

export { knownMapping, listsOf } from './choose-form.ts';
/** $convert: messages, forms and Bundles into each other; nothing is stored. */
export { convertDocument } from './convert-document.ts';
export { draftServicePlan } from './draft-service-plan.ts';
export { fillForm } from './fill-form.ts';
export { receiveForm } from './receive-form.ts';
export { sendForm } from './send-form.ts';
export { showPathway } from './show-pathway.ts';
