/** `kakehashi ig`: writes readable pages of profiles, ours or those of any package, as static HTML. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '#fhir';
import { type Command, readArgs, tellRefusal, UsageError } from './command.ts';

const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

export const guide: Command = {
  name: 'ig',
  usage: '[--package FILE|DIR]… OUTDIR',
  ja: 'プロファイルの手引き（日本語と英語の静的な HTML）を書き出します。',
  en: 'Writes the guide to the profiles: static HTML in Japanese and English.',
  options: {
    '--package FILE|DIR': [
      '当方のプロファイルの代わりに手引きを作る FHIR パッケージ（.tgz かフォルダ）。繰り返せます。',
      'a FHIR package to write pages of, instead of our own profiles; may be repeated',
    ],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, { package: { type: 'string', multiple: true, default: [] } });
    const [out, ...rest] = positionals;
    if (out === undefined || rest.length > 0) throw new UsageError('OUTDIR');
    const { loadPackages } = await import('#validation');
    const definitions = await loadPackages([OWN_PACKAGE, ...values.package], { allowMissing: true });
    if (isRefusal(definitions)) return tellRefusal(io, definitions);
    for (const { ja, en } of definitions.findings) io.err(`${ja} / ${en}\n`);
    const { createSite, ownPublication, publicationOf } = await import('#pages');
    const site = createSite(
      values.package.length === 0 ? ownPublication(definitions) : publicationOf(values.package, definitions),
    );
    for (const path of site.paths) await writeInto(out, path, site.file(path) ?? '');
    io.out(`${join(out, 'index.html')}: ${site.paths.length} files\n`);
    return 0;
  },
};

async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
