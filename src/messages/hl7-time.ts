/** HL7 v2 timestamps as FHIR dates: Japan time unless the sender says otherwise, and no more precise than written. */

const TIMESTAMP = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/;

/** `20111220224447.3399` → `2011-12-20T22:44:47.3399+09:00`; `20111120` → `2011-11-20`; nonsense → undefined. */
export function toFhirDateTime(text: string): string | undefined {
  const found = TIMESTAMP.exec(text);
  if (found === null) return undefined;
  const [, year = '', month, day, hour, minute = '00', second = '00', fraction = '', zone] = found;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (!isRealDate(year, month, day)) return undefined;
  if (hour === undefined) return date;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = zone === undefined ? '+09:00' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  // The fraction stays the text it is: four digits read as milliseconds would add three seconds.
  return `${date}T${hour}:${minute}:${second}${fraction}${offset}`;
}

/** The date part alone, as a birth date is written. */
export const toFhirDate = (text: string): string | undefined => toFhirDateTime(text)?.slice(0, 10);

function isRealDate(year: string, month = '01', day = '01'): boolean {
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // The calendar has no year 0000.
  return year !== '0000' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`);
}

/** `0830` → `08:30:00`. */
export function toFhirTime(text: string): string | undefined {
  const [, hour = '', minute = '', second = '00'] =
    /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?:\.\d{1,4})?$/.exec(text) ?? [];
  return hour === '' ? undefined : `${hour}:${minute}:${second}`;
}
