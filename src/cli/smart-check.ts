/** `kakehashi smart-check`: tries a SMART server, ours or another's, against the numbered behaviours of SMART App Launch 2.2. */
import { readFileSync } from 'node:fs';
import { type Command, choice, type Io, readArgs, UsageError } from './command.ts';

export const smartCheck: Command = {
  name: 'smart-check',
  usage: 'BASE_URL [--config FILE] [--only 1,2,5-9] [--format text|ndjson|html] [--lang ja|en|both] | --example-config',
  ja: 'SMART App Launch 2.2 のサーバー（FHIR の base URL）が規格どおりかを、外から確かめます。0 失敗なし、1 失敗あり、2 使い方の誤り。',
  en: 'Tries from outside whether a SMART App Launch 2.2 server (its FHIR base URL) conforms; 0 nothing failed, 1 something did, 2 wrong usage.',
  options: {
    '--config FILE': [
      'クライアントとサインインの設定。ない分の確認は飛ばします。',
      'clients and how to sign in; checks that lack theirs are skipped',
    ],
    '--example-config': ['設定の見本を出します。', 'prints a config to begin with'],
    '--only 1,2,5-9': ['この番号だけ確かめます。', 'tries these numbers only'],
    '--format text|ndjson|html': ['出力の形式（既定は text）。', 'the form of the output'],
    '--lang ja|en|both': ['出力の言語（既定は both）。', 'the language of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      config: { type: 'string' },
      'example-config': { type: 'boolean', default: false },
      only: { type: 'string' },
      format: { type: 'string', default: 'text' },
      lang: { type: 'string', default: 'both' },
    });
    const kit = await import('./smart-check/index.ts');
    if (values['example-config']) {
      io.out(kit.EXAMPLE_CONFIG);
      return 0;
    }
    const format = choice('format', values.format, kit.FORMATS);
    const language = choice('lang', values.lang, kit.LANGUAGES);
    const isWanted = readNumbers(
      values.only,
      kit.CHECKS.map(({ number }) => number),
    );
    const [base, ...rest] = positionals;
    if (base === undefined || rest.length > 0 || !/^https?:\/\/[^/]/.test(base)) throw new UsageError('BASE_URL');
    const config = kit.readConfig(values.config === undefined ? '{}' : readText(values.config));
    if ('length' in config)
      throw new UsageError(
        `--config ${values.config}\n${config.map(({ path, ja, en }) => `  ${path}: ${ja} / ${en}`).join('\n')}`,
      );
    const results = [];
    for await (const result of kit.runChecks(kit.openContext(base, config, io.err), isWanted)) {
      results.push(result);
      if (format !== 'html') io.out(format === 'text' ? kit.textOf(result, language) : kit.ndjsonOf(result));
    }
    tellEnd(io, format, format === 'html' ? kit.htmlOf(base, results, language) : `${kit.summaryOf(results)}\n`);
    return kit.isGood(results) ? 0 : 1;
  },
};

/** What belongs to no line of NDJSON goes beside it. */
const tellEnd = (io: Io, format: string, text: string): void => (format === 'ndjson' ? io.err(text) : io.out(text));

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--config ${file}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Reads `1,2,5-9`; every number must be one of a check. */
function readNumbers(text: string | undefined, known: readonly number[]): (number: number) => boolean {
  if (text === undefined) return () => true;
  const ranges = text.split(',').map((part) => {
    const [, first, last] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    const range = [Number(first), Number(last ?? first)] as const;
    if (!known.some((number) => number >= range[0] && number <= range[1])) throw new UsageError(`--only ${text}`);
    return range;
  });
  return (number) => ranges.some(([first, last]) => number >= first && number <= last);
}
