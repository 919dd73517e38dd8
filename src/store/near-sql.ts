/** `Location?near`: the places whose position lies within a distance, on a sphere of the size of the earth. */
import type { SearchValue } from '#fhir';
import type { Bindings } from './bindings.ts';

const EARTH_RADIUS_METRES = 6_371_008.8;

export function nearSql(
  code: string,
  { latitude, longitude, metres }: Extract<SearchValue, { type: 'near' }>,
  alias: string,
  bind: Bindings,
): string {
  const [north, east] = [bind(latitude, 'float8'), bind(longitude, 'float8')];
  const haversine = `power(sind((place.latitude - ${north}) / 2), 2)
    + cosd(place.latitude) * cosd(${north}) * power(sind((place.longitude - ${east}) / 2), 2)`;
  const distance = `2 * ${EARTH_RADIUS_METRES} * asin(least(1, sqrt(${haversine})))`;
  // Only what has a position is read: a deleted resource has no content at all.
  return `CASE WHEN jsonb_exists(${alias}.sorts, ${bind(code)}) THEN COALESCE(
    (SELECT ${distance} <= ${bind(metres, 'float8')}
      FROM jsonb_to_record(${alias}.content::jsonb -> 'position') AS place(latitude float8, longitude float8)), false) ELSE false END`;
}
