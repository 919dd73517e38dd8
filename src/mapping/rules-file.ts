/** What `rules.json` says, and the mapping that it makes. */
import type { CodeTable, CsvShape, Mapping, ResourceRule, TableRule } from './mapping.ts';

type Plain = 'id' | 'version' | 'kind' | 'title' | 'titleEn' | 'form' | 'direction' | 'rules';

/** What `rules.json` says. */
export interface RulesFile extends Pick<Mapping, Plain> {
  readonly csv?: Partial<CsvShape>;
  readonly alsoForms?: readonly string[];
  readonly bundle?: Mapping['bundle'];
  readonly residue?: Mapping['residue'];
  readonly resources?: Record<string, ResourceRule>;
  readonly tables?: Record<string, TableRule>;
  readonly losses?: Record<string, string>;
  readonly covers?: Record<string, string[]>;
}

/** The mapping of a file with its code tables, and what only an overlay can say. */
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

/** As spreadsheets write it. */
const CSV_SHAPE: CsvShape = { delimiter: ',', quote: '"', headingLine: 1 };

/** How its files are written, for a mapping of records. */
const csvOf = ({ kind, csv }: RulesFile): { csv?: CsvShape } =>
  kind === 'records' ? { csv: { ...CSV_SHAPE, ...csv } } : {};
