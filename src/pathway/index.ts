/** 地域連携パス: its phases and tasks, as plain values made from a CarePlan. */
export { isPathway, type PathwayTask, type PathwayView, viewPathway } from './view-pathway.ts';
