/** Converts between units of UCUM. Its tables are read when a conversion is first needed. */
import { createRequire } from 'node:module';

interface UcumTables {
  convertUnitTo(from: string, value: number, to: string): { status: string; toVal: number | null };
}

let tables: UcumTables | undefined;

/** The value in the other unit; undefined where the two measure different things, or one is no unit. */
export function convertUnit(value: number, from: string, to: string): number | undefined {
  if (from === to) return value;
  tables ??= readTables();
  const { status, toVal } = tables.convertUnitTo(from, value, to);
  return status === 'succeeded' && toVal !== null ? toVal : undefined;
}

const require = createRequire(import.meta.url);

function readTables(): UcumTables {
  const library = require('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): UcumTables } };
  return library.UcumLhcUtils.getInstance();
}
