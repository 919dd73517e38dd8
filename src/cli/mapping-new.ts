/** `kakehashi mapping new`: begins a region's overlay of a form, or a mapping of its own from one that is there. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRefusal } from '#fhir';
import type { Mapping } from '#mapping';
import { type Command, type ExitCode, type Io, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';
import { copyJson, copySchemas } from './copy-mapping-files.ts';
import { exampleFolders } from './mapping-examples.ts';
import { HOME_OPTION, isFolderName, loadFrom, OVERLAY_OPTION, PROJECT, taken } from './mapping-options.ts';

export const startMapping: Command = {
  name: 'mapping new',
  usage: '--home DIR [--overlay REGION | --from MODULE] ID',
  ja: '様式を地域に合わせる上書き、または今あるものを写した新しい様式を書き始めます。',
  en: "Begins a region's overlay of a form, or a form of its own, copied from one that is there.",
  options: {
    ...HOME_OPTION,
    ...OVERLAY_OPTION,
    '--from MODULE': [
      '写すもとのマッピング。なければ ID と同じもの。',
      'the mapping to copy; the one of the same ID when absent',
    ],
  },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { home: text, overlay: text, from: text });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    const { home, overlay, from } = values;
    if (id === undefined || home === undefined) throw new UsageError('--home DIR ID');
    if (overlay !== undefined && from !== undefined) throw new UsageError('--overlay REGION | --from MODULE');
    for (const name of [id, overlay ?? id]) if (!isFolderName(name)) throw new UsageError(`${name}: a-z 0-9 -`);
    const mapping = await loadFrom(home, from ?? id, undefined);
    if (isRefusal(mapping)) return tellRefusal(io, mapping);
    if (overlay === undefined) {
      // What runs a message is code of its own: a copy of its rules would run as nothing.
      if (mapping.kind !== 'form') throw new UsageError(`${mapping.id}: 様式だけを写せます / only forms are copied`);
      return copyMapping(io, mapping, id, home);
    }
    await copySchemas(home);
    return startOverlay(io, mapping, overlay, home);
  },
};

async function startOverlay(io: Io, { id, title }: Mapping, region: string, home: string): Promise<ExitCode> {
  const file = join(home, 'overlays', region, `${id}.json`);
  if (existsSync(file)) return taken(io, file);
  const $schema = '../../schemas/overlay.schema.json';
  const skeleton = { $schema, region, title: `${title}（${region}）`, version: '1.0.0', defaults: {} };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(skeleton, null, 2)}\n`);
  io.out(`${file}\n`);
  return 0;
}

/** The folder under its new id, with the schemas beside it and the examples within it. */
async function copyMapping(io: Io, { id: from }: Mapping, id: string, home: string): Promise<ExitCode> {
  const target = join(home, id);
  if (existsSync(target)) return taken(io, target);
  const source = [home, PROJECT].map((folder) => join(folder, from)).find((folder) => existsSync(folder)) ?? '';
  await copySchemas(home);
  await copyJson(source, target, id === from ? undefined : { id });
  await copyJson(join(source, 'concept-maps'), join(target, 'concept-maps'));
  const examples = exampleFolders(home, from).find((folder) => existsSync(folder));
  if (examples !== undefined) await copyJson(examples, join(target, 'examples'), { mapping: id });
  io.out(`${join(target, 'rules.json')}\n${join(target, 'layout.json')}\n`);
  return 0;
}
