/** 地域連携パス: its phases and tasks, as plain values made from a CarePlan. */
export { countPeople, DIMENSIONS, type Known, type Tally } from './count-people.ts';
export { countShares, type HeldPerson, type Holder, type SharedCounts } from './count-shares.ts';
export { type PublishedCounts, publishCounts } from './publish-counts.ts';
export { isPathway, type PathwayTask, type PathwayView, viewPathway } from './view-pathway.ts';
