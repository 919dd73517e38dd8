/** Reads the tables by which resources are written for other houses: folders of `mappings/` that hold an export. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, type Refusal } from '#fhir';
import { type CodeTable, type Conditions, HOME, loadCodes, readChecked, schemaOf } from '#mapping';

export interface ExportRule {
  readonly id: string;
  /** In Japanese. */
  readonly label: string;
  /** Paths of the source; the first that is there is copied. */
  readonly from?: readonly string[];
  /** Texts that stand below each other. */
  readonly join?: readonly { readonly path: string; readonly prefix?: string }[];
  /** Absent: left behind, for the reason of `loss`. */
  readonly to?: readonly string[];
  readonly map?: string;
  readonly required?: boolean;
  readonly loss?: string;
}

export interface ExportTable {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly type: string;
  readonly profile: string;
  readonly requires: Conditions;
  readonly fixed: Conditions;
  readonly rules: readonly ExportRule[];
  readonly codes: Readonly<Record<string, CodeTable>>;
}

const isExport = schemaOf<Omit<ExportTable, 'codes'>>('export');

/** The ids of the exports, in order. */
export const listExports = (): string[] => readdirSync(HOME).filter(isExportFolder).sort();

function isExportFolder(id: string): boolean {
  try {
    return readFileSync(join(HOME, id, 'rules.json'), 'utf8').includes('export.schema.json');
  } catch {
    return false;
  }
}

/** Refuses (422) a table that is not well formed. */
export function loadExport(id: string): ExportTable | Refusal {
  const file = readChecked(join(HOME, id, 'rules.json'), isExport);
  if (isRefusal(file)) return file;
  const codes = loadCodes([join(HOME, id, 'concept-maps')]);
  return isRefusal(codes) ? codes : { ...file, codes };
}
