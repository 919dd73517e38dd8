/**
 * Pages: what the profiles say, as HTML that people read, in Japanese and English. The pages are a pure function of a
 * publication; they stand above validation, whose loaded definitions give them bases, snapshots and expansions.
 */
export { createSite, type Site } from './create-site.ts';
export { missingPage } from './index-page.ts';
/** What pages are written from. */
export type { Example, Form, Publication, Published } from './publication.ts';
/** Reads our own profiles, or packages of others; throws when a package is not there or cannot be read. */
export { ownPublication, publicationOf } from './read-publication.ts';
