/** A table of one field in one cell: a line for each row that begins with ・, or the text alone where there is one row. */
import type { FormRow } from './mapping.ts';

const MARK = '・';

export function writeList(rows: readonly FormRow[], field: string): string {
  const texts = rows.flatMap(({ fields }) => fields[field]?.value ?? []);
  const [only = ''] = texts;
  return texts.length < 2 && !only.startsWith(MARK) ? only : texts.map((text) => `${MARK}${text}`).join('\n');
}

/** The rows of a cell; those that were printed keep their keys as long as they still say the same, or stand in the same place. */
export function readList(
  text: string,
  { field, label, before }: { field: string; label: string; before: readonly FormRow[] },
): FormRow[] {
  if (text === writeList(before, field)) return [...before];
  const texts = (text.startsWith(MARK) ? text.slice(MARK.length).split(`\n${MARK}`) : [text]).filter(
    (one) => one.trim() !== '',
  );
  // A row without words speaks of what its reader may not see: it is neither printed nor lost.
  const silent = before.filter(({ fields }) => fields[field] === undefined);
  const left = before.filter(({ fields }) => fields[field] !== undefined);
  const same = texts.map((one) => {
    const at = left.findIndex(({ fields }) => fields[field]?.value === one);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
  const said = texts.map((value, at) => same[at] ?? { ...left.shift(), fields: { [field]: { label, value } } });
  return [...said, ...silent];
}
