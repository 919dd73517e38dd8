/** `kakehashi mapping …`: for a coordinator who adapts a form to a region, without a line of TypeScript. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '#fhir';
import { type Command, type ExitCode, type Io, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';

const PROJECT = fileURLToPath(new URL('../../mappings/', import.meta.url));
const HOME = {
  '--home DIR': [
    '地域のマッピングのフォルダー（KAKEHASHI_MAPPINGS と同じもの）。',
    "the region's folder of mappings, as in KAKEHASHI_MAPPINGS",
  ],
} as const;
const REGION = ['地域の名前。', 'the name of the region'] as const;

const startMapping: Command = {
  name: 'mapping new',
  usage: '--home DIR [--overlay REGION] ID',
  ja: '様式を地域に合わせる上書き、または様式の写しを書き始めます。',
  en: "Begins a region's overlay of a form, or a copy of the form.",
  options: { ...HOME, '--overlay REGION': [...REGION] },
  async run(args, io) {
    const { values, positionals } = readArgs(args, { home: { type: 'string' }, overlay: { type: 'string' } });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    if (id === undefined || values.home === undefined) throw new UsageError('--home DIR ID');
    const { loadMapping } = await import('#mapping');
    const mapping = loadMapping(id);
    if (isRefusal(mapping)) return tellRefusal(io, mapping);
    await copyInto(join(PROJECT, 'schemas'), join(values.home, 'schemas'));
    if (values.overlay === undefined) return copyMapping(io, id, values.home);
    if (!/^[a-z0-9-]+$/.test(values.overlay)) throw new UsageError('--overlay: a-z 0-9 -');
    const skeleton = {
      $schema: '../../schemas/overlay.schema.json',
      region: values.overlay,
      title: `${mapping.title}（${values.overlay}）`,
      version: '1.0.0',
      defaults: {},
    };
    const file = join(values.home, 'overlays', values.overlay, `${id}.json`);
    return begin(io, file, `${JSON.stringify(skeleton, null, 2)}\n`);
  },
};

const checkMapping: Command = {
  name: 'mapping check',
  usage: '[--home DIR] [--overlay REGION] [--form FILE] ID',
  ja: 'マッピングを、書式、つじつま、守るべき規則について確かめます。',
  en: 'Checks a mapping: its schema, its soundness, and the laws that every form keeps.',
  options: {
    ...HOME,
    '--overlay REGION': [...REGION],
    '--form FILE': [
      '記入した様式（JSON）。FHIR から同じ言葉で戻るかを確かめます。',
      'a filled form in JSON, to see that it comes back from FHIR in the same words',
    ],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      home: { type: 'string' },
      overlay: { type: 'string' },
      form: { type: 'string' },
    });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    if (id === undefined) throw new UsageError('ID');
    const { brokenByForm, brokenLaws, homesWith, loadMapping, nameUuid, readForm } = await import('#mapping');
    const { overlay } = values;
    const mapping = loadMapping(id, { home: homesWith(values.home), ...(overlay === undefined ? {} : { overlay }) });
    if (isRefusal(mapping)) return tellRefusal(io, mapping);
    const issues = mapping.kind === 'form' ? brokenLaws(mapping) : [];
    if (values.form !== undefined) {
      const form = await readForm(mapping, await readFile(values.form), 'json');
      if (isRefusal(form)) return tellRefusal(io, form);
      let count = 0;
      issues.push(
        ...brokenByForm(mapping, form, () => {
          count += 1;
          return nameUuid(`${id}#${count}`);
        }),
      );
    }
    if (issues.length > 0) return tellRefusal(io, { refused: true, status: 422, issues });
    const name = overlay === undefined ? id : `${id} (${overlay})`;
    io.out(`${name}: 規則 ${mapping.rules.length} 件、誤りはありません / ${mapping.rules.length} rules, no fault\n`);
    return 0;
  },
};

const explainMapping: Command = {
  name: 'mapping explain',
  usage: '[--home DIR] [--overlay REGION] --mapping ID BUNDLE',
  ja: '一つの記録（Bundle）について、どの規則がどのセルに何を書いたか、何が写らないかを示します。',
  en: 'Shows of one record, a Bundle, which rule wrote what into which cell, and what was lost.',
  options: { ...HOME, '--overlay REGION': [...REGION], '--mapping ID': ['様式。', 'the form'] },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { home: text, overlay: text, mapping: text });
    const [file, ...rest] = positionals;
    nothingMore(rest);
    if (file === undefined || values.mapping === undefined) throw new UsageError('--mapping ID BUNDLE');
    const { explainForm, homesWith, loadMapping, toForm } = await import('#mapping');
    const { overlay, home } = values;
    const mapping = loadMapping(values.mapping, {
      home: homesWith(home),
      ...(overlay === undefined ? {} : { overlay }),
    });
    if (isRefusal(mapping)) return tellRefusal(io, mapping);
    const { readText } = await import('#validation');
    const read = readText(await readFile(file, 'utf8'));
    if (isRefusal(read)) return tellRefusal(io, read);
    const outcome = toForm(mapping, read.value as Parameters<typeof toForm>[1]);
    if (isRefusal(outcome)) return tellRefusal(io, outcome);
    for (const { cell, label, value, rule, target } of explainForm(mapping, outcome.output))
      io.out(`${cell}\t${label}\t${JSON.stringify(value)}\t${rule}\t${target}\n`);
    tellRefusal(io, { refused: true, status: 200, issues: outcome.issues });
    return 0;
  },
};

export const mappingCommands: readonly Command[] = [startMapping, checkMapping, explainMapping];

async function copyMapping(io: Io, id: string, home: string): Promise<ExitCode> {
  const target = join(home, id);
  if (existsSync(target)) return taken(io, target);
  await copyInto(join(PROJECT, id), target);
  const own = join(PROJECT, id, 'concept-maps');
  if (existsSync(own)) await copyInto(own, join(target, 'concept-maps'));
  io.out(`${join(target, 'rules.json')}\n${join(target, 'layout.json')}\n`);
  return 0;
}

async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) if (name.endsWith('.json')) await copyFile(join(from, name), join(to, name));
}

async function begin(io: Io, file: string, text: string): Promise<ExitCode> {
  if (existsSync(file)) return taken(io, file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  io.out(`${file}\n`);
  return 0;
}

function taken(io: Io, path: string): ExitCode {
  io.err(`すでにあります。消してからやり直してください / it is there already; remove it first: ${path}\n`);
  return 1;
}
