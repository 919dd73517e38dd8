/** `kakehashi labels check`: holds the rules of labelling, shipped and of a region, to their examples. */
import type { LabelExampleResult } from '#consent';
import { isRefusal } from '#fhir';
import { type Command, choice, nothingMore, readArgs, tellRefusal } from './command.ts';
import { readLabelling } from './read-region-folder.ts';

export const labelsCheck: Command = {
  name: 'labels check',
  usage: '[--region DIR] [--format text|ndjson]',
  ja: 'ラベルの規則を、出荷時の例と地域の例（label-examples.json）で確かめます。',
  en: 'Holds the label rules to the shipped examples and to those of a region (label-examples.json).',
  options: {
    '--region DIR': ['地域のフォルダー。', 'the folder of the region'],
    '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      region: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    nothingMore(positionals);
    const format = choice('format', values.format, ['text', 'ndjson']);
    const { checkLabelExamples, labelExamplesShipped, labelRulesShipped } = await import('#consent');
    const tell = (set: string, version: string, results: readonly LabelExampleResult[]): boolean => {
      for (const result of results)
        io.out(format === 'ndjson' ? `${JSON.stringify({ set, version, ...result })}\n` : textOf(set, result));
      return results.every(({ agrees }) => agrees);
    };
    const { version } = labelRulesShipped;
    const agree = tell('shipped', version, checkLabelExamples(labelExamplesShipped, labelRulesShipped));
    if (values.region === undefined) return agree ? 0 : 1;
    const region = await readLabelling(values.region);
    if (isRefusal(region)) return tellRefusal(io, region);
    const ours = tell('region', region.rules.version, checkLabelExamples(region.examples, region.rules));
    return agree && ours ? 0 : 1;
  },
};

function textOf(set: string, { id, title, expected, found, agrees }: LabelExampleResult): string {
  const words = agrees ? found.join(' ') : `${found.join(' ')} ≠ ${expected.join(' ')}`;
  return `${agrees ? '✓' : '✗'} ${set} ${id}: ${words}${title === '' ? '' : ` — ${title}`}\n`;
}
