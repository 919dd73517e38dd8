/** Bounds what units can cost one validation: each is worked out by grammar, and there is no end of units. */
import { compareDisplay, type Terminology } from './terminology.ts';
import { UCUM } from './ucum.ts';

/** Different units in one resource or bundle; all of UCUM's common ones are some 1,400. */
const UNITS_MAX = 2_000;

/** The same terminology for one validation, which ends with a `RangeError` where more units than that are asked about. */
export function limitUnits(terminology: Terminology): Terminology {
  const asked = new Set<string>();
  const count = (system: string | undefined, code: string): void => {
    if (system !== UCUM) return;
    asked.add(code);
    if (asked.size > UNITS_MAX) throw new RangeError(`more than ${UNITS_MAX} units`);
  };
  const lookup: Terminology['lookup'] = (system, code) => {
    count(system, code);
    return terminology.lookup(system, code);
  };
  return {
    ...terminology,
    lookup,
    checkDisplay: (system, code, display) => compareDisplay(lookup(system, code), display),
    validateCode(valueSet, code) {
      count(code.system, code.code);
      return terminology.validateCode(valueSet, code);
    },
  };
}
