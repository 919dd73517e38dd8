/** The definitions that validating works from: R4 core and packages. */

export { asPublished } from './as-published.ts';
export { readBlock, writeBlock } from './block.ts';
export type { Catalogue, DefinitionResource, Definitions, Finding } from './definitions.ts';
export { readPublished } from './read-package.ts';
export { CACHE_DIR, type LoadOptions, readPackages } from './read-packages.ts';
export type { DefinitionType } from './shelf.ts';
