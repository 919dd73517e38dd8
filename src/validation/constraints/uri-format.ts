/** How URIs are written beyond having no spaces: whole UUIDs and OIDs after `urn:`, canonicals that are absolute. */

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const OID = /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** No OID is longer, and a pattern with a repeated group uses up the stack on a text of megabytes. */
const OID_CHARACTERS_MAX = 1000;

export const isOid = (value: string): boolean => value.length <= OID_CHARACTERS_MAX && OID.test(value);
export const isUuid = (value: string): boolean => UUID.test(value);

/** Any URI, relative ones too. */
export function isUri(value: string): boolean {
  if (value === '' || /\s/.test(value)) return false;
  if (value.startsWith('urn:uuid:')) return isUuid(value);
  if (value.startsWith('urn:oid:')) return isOid(value);
  return !value.startsWith('oid:') && !value.startsWith('uuid:');
}

/** A canonical names a definition wherever it is used, so it is absolute, unless it names a contained one. */
export const isCanonical = (value: string): boolean =>
  isUri(value) && (value.charCodeAt(0) === 35 || ABSOLUTE.test(value));
