/** Gives every definition a snapshot: its own, or one that is generated from its base and its differential. */
export { withSnapshot } from './with-snapshot.ts';
