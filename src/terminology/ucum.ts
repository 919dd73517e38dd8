/** Units of UCUM: a unit is a grammar, so it is judged by the library that knows it, loaded when a unit is first asked for. */
import { createRequire } from 'node:module';

export const UCUM = 'http://unitsofmeasure.org';

interface Library {
  validateUnitString(unit: string, suggest: boolean): { status: string; ucumCode: string | null; unit?: UnitFound };
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
