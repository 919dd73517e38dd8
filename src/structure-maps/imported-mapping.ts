/** A mapping that came as StructureMaps, as the files of a folder. */
import type { CodeTable, RulesFile } from '#mapping';

/** The files of a folder, with what only an overlay can say. */
export interface ImportedMapping {
  readonly rules: RulesFile;
  readonly codes: Readonly<Record<string, CodeTable>>;
  readonly overlay?: { readonly region: string; readonly defaults: Readonly<Record<string, string>> };
}
