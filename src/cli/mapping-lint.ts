/** `kakehashi mapping lint` and `import`: a StructureMap is taken in only where every word of it can be honoured. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal } from '#fhir';
import type { ImportedMapping } from '#structure-maps';
import { type Command, readArgs, tellRefusal, UsageError } from './command.ts';
import { copySchemas } from './copy-mapping-files.ts';
import { isFolderName, taken } from './mapping-options.ts';
import { readMaps } from './read-maps.ts';

const FILES = 'FILE|DIR…';

export const lintMap: Command = {
  name: 'mapping lint',
  usage: FILES,
  ja: 'StructureMap（JSON、FHIR Mapping Language）に、働かない書き方や知らない要素がないかを確かめます。様式の StructureDefinition と ConceptMap もいっしょに渡します。',
  en: 'Finds in a StructureMap, JSON or FHIR Mapping Language, what would do nothing or something else; its models and ConceptMaps are given with it.',
  options: {},
  async run(args, io) {
    const { positionals } = readArgs(args, {});
    if (positionals.length === 0) throw new UsageError(FILES);
    const read = await readMaps(positionals, undefined);
    if (isRefusal(read)) return tellRefusal(io, read);
    const { id, rules } = read.rules;
    io.out(`${id}: 規則 ${rules.length} 件、すべて働きます / ${rules.length} rules, all can be honoured\n`);
    return 0;
  },
};

export const importMap: Command = {
  name: 'mapping import',
  usage: `--out DIR [--id ID] ${FILES}`,
  ja: 'lint を通った StructureMap から、マッピングのフォルダーを作ります。',
  en: 'Makes the folder of a mapping from a StructureMap that the lint finds nothing in.',
  options: {
    '--out DIR': ['地域のマッピングのフォルダー。', "the region's folder of mappings"],
    '--id ID': [
      '作るフォルダーの名前。自分の書き出しでは、もとの ID のままです。',
      "the folder's name; an export of ours keeps its own",
    ],
  },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { out: text, id: text });
    const { out, id } = values;
    if (out === undefined || positionals.length === 0) throw new UsageError(`--out DIR ${FILES}`);
    const read = await readMaps(positionals, id);
    if (isRefusal(read)) return tellRefusal(io, read);
    const folder = read.rules.id;
    if (!isFolderName(folder)) throw new UsageError(`--id ${folder}: a-z 0-9 -`);
    if (existsSync(join(out, folder))) return taken(io, join(out, folder));
    await copySchemas(out);
    for (const [file, content] of await filesOf(read)) {
      await mkdir(join(out, file, '..'), { recursive: true });
      await writeFile(join(out, file), `${JSON.stringify(content, null, 2)}\n`);
      io.out(`${join(out, file)}\n`);
    }
    io.err('layout.json は仮の紙面です。確かめるには: / layout.json is a makeshift paper; to check it:\n');
    io.err(`  kakehashi mapping check --home ${out} ${folder}\n`);
    return 0;
  },
};

async function filesOf({ rules, codes, overlay }: ImportedMapping): Promise<[name: string, content: object][]> {
  const { conceptMapFile } = await import('#structure-maps');
  const { plainLayout } = await import('#paper');
  const { id, title } = rules;
  const region = overlay && {
    $schema: '../../schemas/overlay.schema.json',
    region: overlay.region,
    title: `${title}（${overlay.region}）`,
    version: rules.version,
    defaults: overlay.defaults,
  };
  const layout = plainLayout(title, rules.rules, rules.tables);
  return [
    [join(id, 'rules.json'), { $schema: '../schemas/rules.schema.json', ...rules }],
    ...(rules.kind === 'form'
      ? [[join(id, 'layout.json'), { $schema: '../schemas/layout.schema.json', ...layout }] as [string, object]]
      : []),
    ...Object.entries(codes).map(([table, entries]): [string, object] => [
      join(id, 'concept-maps', `${table}.json`),
      conceptMapFile(table, entries),
    ]),
    ...(region === undefined ? [] : [[join('overlays', region.region, `${id}.json`), region] as [string, object]]),
  ];
}
