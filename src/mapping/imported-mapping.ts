/** A mapping that came as StructureMaps, as the files of a folder and as it would run. */
import { csvOf, type RulesFile } from './load-mapping.ts';
import type { CodeTable, Mapping } from './mapping.ts';

/** The files of a folder, with what only an overlay can say. */
export interface ImportedMapping {
  readonly rules: RulesFile;
  readonly codes: Readonly<Record<string, CodeTable>>;
  readonly overlay?: { readonly region: string; readonly defaults: Readonly<Record<string, string>> };
}

export function mappingOf(
  file: RulesFile,
  tables: Readonly<Record<string, CodeTable>>,
  { overlay, defaults = {} }: Partial<Pick<Mapping, 'overlay' | 'defaults'>> = {},
): Mapping {
  const { alsoForms = [], bundle = 'collection', residue = 'note', resources = {}, losses = {}, covers = {} } = file;
  const { csv: _csv, ...plain } = file;
  return {
    ...plain,
    ...csvOf(file),
    alsoForms,
    bundle,
    residue,
    resources,
    losses,
    covers,
    root: Object.keys(resources)[0] ?? '',
    rowTables: file.tables ?? {},
    tables,
    defaults,
    ...(overlay === undefined ? {} : { overlay }),
  };
}
