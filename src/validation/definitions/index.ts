/** The definitions that validating works from: R4 core and packages. */
export type { Definitions } from './definitions.ts';
export { type LoadOptions, loadPackages } from './load-packages.ts';
