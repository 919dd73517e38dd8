/** What people came to do: one act a file. Each asks the rooms below in order, and skips none. */
export { type Answer, entryOf, type Known, refusalEntryOf } from './answer.ts';
export { createResource } from './create.ts';
export { readDisclosures } from './disclosures.ts';
export { draftServicePlan } from './draft-service-plan.ts';
export { readForm, sendForm } from './forms.ts';
export type { House, Limits, Visit } from './house.ts';
export { loadSandbox, markReal, WrongHouse } from './load-sandbox.ts';
export { type OpenHouse, openHouse } from './open-house.ts';
export { readHistory, readResource, readVersion } from './read.ts';
export { receiveDocument } from './receive-document.ts';
export { receiveMessage } from './receive-message.ts';
export { searchType } from './search.ts';
export { SERVED_TYPES } from './served-types.ts';
export { showPathway } from './show-pathway.ts';
export { runTransaction } from './transaction.ts';
export { deleteResource, updateResource, withdrawConsent } from './update.ts';
export { validateResource } from './validate-resource.ts';
