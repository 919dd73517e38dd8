/** What a client says of the version that it means to change (RFC 9110 § 13.1): that it is this one, or that there is none. */
import type { Refusal } from '#fhir';
import type { Stored } from '#store';
import { tagUnreadable, thereAlready, versionConflict } from './change-refusals.ts';

export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The refusal where one does not hold of what is there now, or is no tag; asked only of what the caller may change. */
export function unmetPrecondition(
  { ifMatch, ifNoneMatch }: Preconditions,
  { type, id, version, deleted }: Pick<Stored, 'type' | 'id' | 'version' | 'deleted'>,
): Refusal | undefined {
  // Our tags are weak; some clients send them back without saying so.
  const tags = [`W/"${version}"`, `"${version}"`, '*'];
  if (ifMatch !== undefined && !TAGS.test(ifMatch)) return tagUnreadable(ifMatch);
  if (ifMatch !== undefined && !names(ifMatch, tags)) return versionConflict({ type, id, ifMatch }, version);
  // What was deleted is not there.
  if (ifNoneMatch === undefined || deleted || !names(ifNoneMatch, tags)) return undefined;
  return thereAlready(type, id, ifNoneMatch);
}

/** Entity tags as RFC 9110 § 8.8.3 writes them. */
const TAGS = /^\s*(?:\*|(?:W\/)?"[!#-~]*"(?:\s*,\s*(?:W\/)?"[!#-~]*")*)\s*$/;

/** Either header may name several versions, or by an asterisk whichever there is. */
const names = (header: string, tags: readonly string[]): boolean =>
  header.split(',').some((one) => tags.includes(one.trim()));
