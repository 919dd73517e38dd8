/** The value of `Location?near` (R4 § 8.7.5): `latitude|longitude|distance|units`, of which the first two are needed. */
import type { Bilingual } from './issue.ts';

/** Within this many metres of a place on WGS 84. */
export interface Near {
  readonly type: 'near';
  /** In degrees. */
  readonly latitude: number;
  readonly longitude: number;
  readonly metres: number;
}

/** R4 leaves it to the server: about the reach of a day centre's car. */
const DISTANCE_KM_DEFAULT = '10';

/** UCUM's units of length that people measure ways in. */
const METRES_IN: Readonly<Record<string, number>> = {
  m: 1,
  km: 1_000,
  '[ft_i]': 0.3048,
  '[mi_i]': 1_609.344,
  '[mi_us]': 6_336_000 / 3_937,
  '[nmi_i]': 1_852,
};

const UNITS = Object.keys(METRES_IN)
  .map((unit) => `\`${unit}\``)
  .join(', ');

export const NEAR_FORM: Bilingual = {
  en: `\`latitude|longitude|distance|unit\` such as \`35.68|139.77|5|km\`; the unit is one of ${UNITS}`,
  ja: `\`緯度|経度|距離|単位\`（例: 35.68|139.77|5|km。単位は ${UNITS} のどれか）`,
};

/** Undefined for what is no place, or no distance. */
export function readNear(parts: readonly string[]): Near | undefined {
  const [latitude = '', longitude = '', distance = '', unit = '', ...more] = parts;
  const scale = METRES_IN[unit || 'km'];
  const numbers = [latitude, longitude, distance || DISTANCE_KM_DEFAULT];
  if (more.length > 0 || scale === undefined || !numbers.every((text) => DECIMAL.test(text))) return undefined;
  // A unit alone measures nothing.
  if (distance === '' && unit !== '') return undefined;
  const [north = 0, east = 0, length = 0] = numbers.map(Number);
  if (Math.abs(north) > 90 || Math.abs(east) > 180 || length < 0) return undefined;
  return { type: 'near', latitude: north, longitude: east, metres: length * scale };
}

const DECIMAL = /^-?\d{1,9}(\.\d{1,20})?$/;
