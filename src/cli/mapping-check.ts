/** `kakehashi mapping check`: holds a mapping, or all of a folder with their overlays, to the laws that every form keeps. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Issue, isRefusal } from '#fhir';
import type { Mapping } from '#mapping';
import type { Definitions } from '#validation';
import { type Command, type ExitCode, type Io, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';
import { firstExample, readRecord } from './mapping-examples.ts';
import { HOME_OPTION, loadFrom, nameOf, OVERLAY_OPTION, OWN_PACKAGE, PROJECT } from './mapping-options.ts';

/** What a check found of one mapping as one region has it. */
interface Checked {
  readonly id: string;
  readonly overlay?: string;
  readonly rules: number;
  readonly issues: readonly Issue[];
}

export const checkMapping: Command = {
  name: 'mapping check',
  usage: '[--home DIR] [--overlay REGION] [--form FILE] [ID]',
  ja: 'マッピングを、書式、つじつま、守るべき規則について確かめます。ID がなければ、フォルダーのすべてを地域の上書きごとに確かめます。',
  en: 'Checks a mapping: its schema, its soundness, and the laws that every form keeps; without ID, all of the folder with their overlays.',
  options: {
    ...HOME_OPTION,
    ...OVERLAY_OPTION,
    '--form FILE': [
      '記入した様式（xlsx、JSON、CSV）。FHIR から同じ言葉で戻るかを確かめます。なければ最初の例で。',
      'a filled form (xlsx, JSON, CSV), to see that it comes back from FHIR in the same words; the first example when absent',
    ],
  },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { home: text, overlay: text, form: text });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    const { home, overlay, form } = values;
    if (id === undefined) {
      if (overlay !== undefined || form !== undefined) throw new UsageError('ID');
      return checkFolder(io, home);
    }
    const found = await checkOne(io, home, { id, ...(overlay === undefined ? {} : { overlay }) }, form);
    if (found.issues.length > 0) return tellRefusal(io, { refused: true, status: 422, issues: found.issues });
    io.out(`${nameOf(found)}: 規則 ${found.rules} 件、誤りはありません / ${found.rules} rules, no fault\n`);
    return 0;
  },
};

async function checkOne(
  io: Io,
  home: string | undefined,
  { id, overlay }: { id: string; overlay?: string },
  file?: string,
): Promise<Checked> {
  const found = { id, ...(overlay === undefined ? {} : { overlay }) };
  const mapping = await loadFrom(home, id, overlay);
  if (isRefusal(mapping)) return { ...found, rules: 0, issues: mapping.issues };
  const rules = mapping.rules.length;
  if (mapping.kind === 'message') return { ...found, rules, issues: [] };
  const { brokenByForm, nameUuid } = await import('#mapping');
  const issues = await brokenByTable(mapping);
  if (mapping.kind === 'records') return { ...found, rules, issues };
  const example = file ?? firstExample(home, mapping);
  if (example === undefined || (file === undefined && mapping.direction !== undefined))
    return { ...found, rules, issues };
  const form = await readRecord(mapping, example, io);
  if (isRefusal(form)) return { ...found, rules, issues: [...issues, ...form.issues] };
  let count = 0;
  const ids = () => {
    count += 1;
    return nameUuid(`${id}#${count}`);
  };
  return { ...found, rules, issues: [...issues, ...brokenByForm(mapping, form, ids)] };
}

/** What the table itself shows, held against R4 and the profiles. */
async function brokenByTable(mapping: Mapping): Promise<Issue[]> {
  const { brokenLaws, strangeCodes, strangeTargets } = await import('#mapping');
  known ??= readDefinitions();
  const definitions = await known;
  const codeSystem = (url: string) => definitions.codeSystem(url);
  const broken = mapping.kind === 'form' ? brokenLaws(mapping) : [];
  return [...broken, ...strangeTargets(mapping, definitions), ...strangeCodes(mapping, codeSystem)];
}

/** Read once, however many mappings are checked. */
let known: Promise<Definitions> | undefined;

async function readDefinitions(): Promise<Definitions> {
  const { loadPackages } = await import('#validation');
  const loaded = await loadPackages([OWN_PACKAGE]);
  if (isRefusal(loaded)) throw new Error(JSON.stringify(loaded.issues));
  return loaded;
}

/** All of the folder: its own mappings, those of the project that it adapts, and each overlay of them. */
async function checkFolder(io: Io, home: string | undefined): Promise<ExitCode> {
  const { listMappings } = await import('#mapping');
  const folder = home ?? PROJECT;
  if (!existsSync(folder)) throw new UsageError(`--home ${folder}`);
  const all: Checked[] = [];
  for (const id of listMappings(folder)) all.push(await checkOne(io, home, { id }));
  for (const { region, id } of overlaysIn(folder)) all.push(await checkOne(io, home, { id, overlay: region }));
  for (const { issues } of all) tellRefusal(io, { refused: true, status: 422, issues });
  for (const one of all) io.out(lineOf(one));
  const bad = all.filter(({ issues }) => issues.length > 0).length;
  io.out(`${all.length} 件、誤りのあるもの ${bad} 件 / ${all.length} checked, ${bad} with faults\n`);
  return bad === 0 ? 0 : 1;
}

function overlaysIn(folder: string): { region: string; id: string }[] {
  const overlays = join(folder, 'overlays');
  if (!existsSync(overlays)) return [];
  return readdirSync(overlays, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: region }) =>
      readdirSync(join(overlays, region))
        .filter((file) => file.endsWith('.json') && file !== 'consent-matrix.json')
        .map((file) => ({ region, id: file.slice(0, -'.json'.length) })),
    )
    .sort((one, other) => `${one.id} ${one.region}`.localeCompare(`${other.id} ${other.region}`, 'en'));
}

function lineOf({ id, overlay, rules, issues }: Checked): string {
  const verdict = issues.length === 0 ? '✓' : '✗';
  return `${verdict}\t${id}\t${overlay ?? '-'}\t規則 ${rules} rules\t誤り ${issues.length} faults\n`;
}
