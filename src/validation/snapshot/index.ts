/** Gives every definition a snapshot: its own, or one that is generated from its base and its differential. */
export { snapshotFault } from './check-element.ts';
export { FAULTS, type Fault, faultAt, isFault, orMalformed } from './fault.ts';
export { formFault } from './form-fault.ts';
export { withSnapshot } from './with-snapshot.ts';
