/** The house itself: opened, filled for the sandbox, extended by search parameters, kept and verified. */

/** The jobs of the house, for as long as it is open. */
export { type Housekeeping, keepHouse } from './keep-house.ts';
export { isSandbox, loadSandbox, markReal, WrongHouse } from './load-sandbox.ts';
export { houseMigrations, type OpenHouse, openHouse } from './open-house.ts';
/** Whom a launch in the sandbox can begin with. */
export { type RegionPeople, type RegionRecord, regionPeople } from './sandbox-region.ts';
export {
  ADDED_PARAMETER_SEARCHES,
  deleteSearchParameter,
  listSearchParameters,
  putSearchParameter,
  readIndexProgress,
  readSearchParameter,
  redrawIndex,
} from './search-parameters.ts';
/** Everything stored against itself; the findings are data, with their words. */
export { type Finding, type VerifyReport, verifyHouse } from './verify-house.ts';
