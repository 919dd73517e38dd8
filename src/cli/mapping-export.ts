/** `kakehashi mapping export`: a mapping as StructureMaps and ConceptMaps, with the model of its form. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal } from '#fhir';
import { type Command, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';
import { HOME_OPTION, loadFrom, OVERLAY_OPTION } from './mapping-options.ts';

export const exportMapping: Command = {
  name: 'mapping export',
  usage: '[--home DIR] [--overlay REGION] [--out DIR] ID',
  ja: 'マッピングを、様式の論理モデル、StructureMap、ConceptMap として書き出します。',
  en: 'Writes a mapping as the logical model of its form, StructureMaps and ConceptMaps.',
  options: {
    ...HOME_OPTION,
    ...OVERLAY_OPTION,
    '--out DIR': [
      '書くフォルダー。なければ一つの Bundle を標準出力に。',
      'the folder to write into; one Bundle on stdout when absent',
    ],
  },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { home: text, overlay: text, out: text });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    if (id === undefined) throw new UsageError('ID');
    const resources = await resourcesOf(id, values);
    if (isRefusal(resources)) return tellRefusal(io, resources);
    if (values.out === undefined) {
      const entry = resources.map((resource) => ({ fullUrl: resource.url, resource }));
      io.out(`${JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }, null, 2)}\n`);
      return 0;
    }
    await mkdir(values.out, { recursive: true });
    for (const resource of resources) {
      const file = join(values.out, `${resource.resourceType}-${resource.id}.json`);
      await writeFile(file, `${JSON.stringify(resource, null, 2)}\n`);
      io.out(`${file}\n`);
    }
    return 0;
  },
};

async function resourcesOf(id: string, { home, overlay }: { home?: string | undefined; overlay?: string | undefined }) {
  const { exportMaps, exportTableMaps, TABLE_IDS } = await import('#structure-maps');
  if (TABLE_IDS.includes(id) && overlay === undefined) return exportTableMaps(id);
  const mapping = await loadFrom(home, id, overlay);
  return isRefusal(mapping) ? mapping : exportMaps(mapping);
}
