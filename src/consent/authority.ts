/** Reads who may consent for a person: only an authority that somebody verified by a document counts (D7). */
import type { Extension, Period, RelatedPerson } from '@medplum/fhirtypes';
import { isWritten, profileUrl } from '#fhir';
import type { Authority } from './context.ts';
import { spanOf } from './time.ts';

const VERIFIED_AUTHORITY = profileUrl('verified-authority');

/** The records of an authority that a resource carries: none but a RelatedPerson does. */
export const authorityRecordsOf = (resource: {
  resourceType: string;
  extension?: Extension[];
}): readonly Extension[] =>
  resource.resourceType === 'RelatedPerson'
    ? (resource.extension ?? []).filter(({ url }) => url === VERIFIED_AUTHORITY)
    : [];

/**
 * The authorities of a relative, each within its own period and that of the relation. Neither being a parent or guardian
 * by name gives one, nor an identifier, nor agreeing to an admission.
 */
export function authoritiesOf(relative: RelatedPerson): readonly Authority[] {
  const patient = relative.patient?.reference;
  if (patient === undefined || relative.active === false) return [];
  return authorityRecordsOf(relative).map((record) => {
    const part = (name: string) => record.extension?.find(({ url }) => url === name);
    const isVerified =
      namesDocument(part('document')) &&
      part('verifiedBy')?.valueReference !== undefined &&
      part('verifiedOn')?.valueDate !== undefined;
    return {
      patient,
      kind: part('kind')?.valueCode ?? '',
      verified: isVerified,
      period: within(part('period')?.valuePeriod ?? { end: NEVER }, relative.period ?? {}),
    };
  });
}

/** By a reference or a number that can be read: a blank one, or a name alone, leads to no document. */
const namesDocument = ({ valueReference, valueIdentifier }: Partial<Extension> = {}): boolean =>
  [valueReference?.reference, valueReference?.identifier?.value, valueIdentifier?.value].some(isWritten);

/** A record without a period holds at no time. */
const NEVER = '0001-01-01';

/** The time that lies in both; an end that cannot be read stays, and so holds at no time. */
function within(one: Period, other: Period): { start?: string; end?: string } {
  const start = pick(
    one.start,
    other.start,
    (a, b) => (spanOf(a)?.start ?? Infinity) >= (spanOf(b)?.start ?? Infinity),
  );
  const end = pick(one.end, other.end, (a, b) => (spanOf(a)?.end ?? -Infinity) <= (spanOf(b)?.end ?? -Infinity));
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

function pick(a: string | undefined, b: string | undefined, isFirst: (a: string, b: string) => boolean) {
  if (a === undefined || b === undefined) return a ?? b;
  return isFirst(a, b) ? a : b;
}
