/** The examples of a mapping: those that lie within it, or beside the mappings in `examples/<id>/`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Form, Mapping } from '#mapping';
import { type Io, issueLine } from './command.ts';
import { PROJECT } from './mapping-options.ts';

/** Where examples may lie, the region's own first. */
export const exampleFolders = (home: string | undefined, id: string): readonly string[] =>
  [home, PROJECT].flatMap((folder) =>
    folder === undefined ? [] : [join(folder, id, 'examples'), join(folder, '..', 'examples', id)],
  );

/** The first example: the filled form of the region, the filled form, or the Bundle that it is made from. */
export function firstExample(home: string | undefined, { id, overlay }: Mapping): string | undefined {
  const own = overlay === undefined ? 'form.json' : `form-${overlay}.json`;
  const names = exampleFolders(home, id).flatMap((folder) => [join(folder, own), join(folder, 'bundle.json')]);
  return names.find((name) => existsSync(name));
}

/** A record as the form of the mapping: a filled form (xlsx, JSON, CSV) as it is, a Bundle brought into it. What is odd about it is told. */
export async function readRecord(mapping: Mapping, file: string, io: Pick<Io, 'err'>): Promise<Form | Refusal> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return unreadable(file);
  const { formatOf } = await import('#conversion');
  const { readForm, readFormWithIssues } = await import('#paper');
  const { toForm } = await import('#mapping');
  const format = formatOf(bytes);
  if (format !== 'json') {
    const read = await readFormWithIssues(mapping, bytes, format);
    if (isRefusal(read)) return read;
    for (const issue of read.issues) io.err(issueLine(issue));
    return read.form;
  }
  const { readText } = await import('#validation');
  const read = readText(bytes.toString('utf8'));
  if (isRefusal(read)) return read;
  const record = read.value as Parameters<typeof toForm>[1];
  if ((record as { resourceType?: unknown } | null)?.resourceType !== 'Bundle') return readForm(mapping, bytes, 'json');
  const outcome = toForm(mapping, record);
  return isRefusal(outcome) ? outcome : outcome.output;
}

const unreadable = (file: string): Refusal =>
  refuse(404, {
    code: 'file-unreadable',
    type: 'not-found',
    ja: `ファイル「${file}」を読めません。名前を確かめてください。`,
    en: `the file \`${file}\` cannot be read; check its name`,
    expression: file,
  });
