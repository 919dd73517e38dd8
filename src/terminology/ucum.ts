/** Units of UCUM: a unit is a grammar, so it is judged by the library that knows it, loaded when a unit is first asked for. */
import { createRequire } from 'node:module';

export const UCUM = 'http://unitsofmeasure.org';

interface Library {
  validateUnitString(unit: string, suggest: boolean): { status: string; ucumCode: string | null; unit?: UnitFound };
  convertToBaseUnits(unit: string, value: number): Converted;
}

interface Converted {
  readonly status: string;
  readonly magnitude?: number;
  readonly unitToExp?: Record<string, number>;
}

interface UnitFound {
  readonly name?: string;
}

/** Codes of units are short, and of visible ASCII (UCUM § 4); asking the library for others would only cost time. */
const UNIT = /^[!-~]{1,100}$/;
/** More than one validation may ask about, so that it finds again what it has asked. */
const KEPT_MAX = 5_000;

const kept = new Map<string, { readonly name?: string } | undefined>();
let library: Library | undefined;

/** The unit's name in English, or nothing when UCUM (case-sensitive) has no such unit. */
export function findUnit(code: string): { readonly name?: string } | undefined {
  if (!UNIT.test(code)) return undefined;
  if (kept.has(code)) return kept.get(code);
  if (kept.size >= KEPT_MAX) kept.clear();
  const unit = judge(code);
  kept.set(code, unit);
  return unit;
}

function judge(code: string): { readonly name?: string } | undefined {
  library ??= loadLibrary();
  const { status, ucumCode, unit } = library.validateUnitString(code, false);
  // The library understands names such as `meter` too, which are no codes.
  if (status !== 'valid' || ucumCode !== code) return undefined;
  return unit?.name === undefined || unit.name === '' ? {} : { name: unit.name };
}

function loadLibrary(): Library {
  const require = createRequire(import.meta.url);
  const { UcumLhcUtils } = require('@lhncbc/ucum-lhc') as {
    UcumLhcUtils: { getInstance(): Library };
  };
  return UcumLhcUtils.getInstance();
}

/** A unit as a line into the base units of what it measures: `base = value × factor + offset`. */
export interface BaseUnit {
  /** Base units with their powers, e.g. `g·m-3`. */
  readonly unit: string;
  readonly factor: number;
  readonly offset: number;
}

const bases = new Map<string, BaseUnit | undefined>();

/** The base of a unit; nothing for what is no unit, or whose scale is no line, such as pH. */
export function baseUnitOf(code: string): BaseUnit | undefined {
  if (!UNIT.test(code)) return undefined;
  if (bases.has(code)) return bases.get(code);
  if (bases.size >= KEPT_MAX) bases.clear();
  const base = findUnit(code) === undefined ? undefined : lineOf(code);
  bases.set(code, base);
  return base;
}

function lineOf(code: string): BaseUnit | undefined {
  library ??= loadLibrary();
  const arbitrary = arbitraryIn(code);
  return arbitrary === undefined ? lineBy(library, code) : arbitraryLine(library, code, arbitrary);
}

/** What a procedure of its own defines, as `[IU]`: it is of no dimension, and equals nothing else (UCUM § 24). */
function arbitraryIn(code: string): string | undefined {
  const units = [...new Set(code.match(/\[[^\]]+\]/g))].filter(isArbitrary);
  return units.length === 1 ? units[0] : undefined;
}

const isArbitrary = (unit: string): boolean =>
  findUnit(unit) !== undefined && library?.convertToBaseUnits(unit, 1).status === 'failed';

/** The library compares none of them, though `m[IU]/L` is `u[IU]/mL`: a unit of another dimension takes its place for that. */
function arbitraryLine(lib: Library, code: string, unit: string): BaseUnit | undefined {
  const line = lineBy(lib, code.replaceAll(unit, STANDS_FOR_IT));
  return line && { ...line, unit: `${line.unit} ${SAME_UNIT[unit] ?? unit}` };
}

/** A base unit that takes prefixes, and is in no unit that a quantity of something arbitrary is divided by. */
const STANDS_FOR_IT = 'cd';
const SAME_UNIT: Readonly<Record<string, string>> = { '[IU]': '[iU]' };

function lineBy(lib: Library, code: string): BaseUnit | undefined {
  const at = (value: number) => lib.convertToBaseUnits(code, value);
  const [zero, one, two] = [at(0), at(1), at(2)];
  if (zero.magnitude === undefined || one.magnitude === undefined || two.magnitude === undefined) return undefined;
  const factor = one.magnitude - zero.magnitude;
  const isLine = Math.abs(two.magnitude - one.magnitude - factor) <= Math.abs(factor) * 1e-9;
  if (!isLine || factor === 0 || !Number.isFinite(factor)) return undefined;
  const powers = Object.entries(one.unitToExp ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return { unit: powers.map(([unit, power]) => `${unit}${power}`).join('·'), factor, offset: zero.magnitude };
}
