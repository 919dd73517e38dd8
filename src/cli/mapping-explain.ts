/** `kakehashi mapping explain`: of one record, which rule wrote what into which cell, and what was lost. */
import { readFile } from 'node:fs/promises';
import { isRefusal } from '#fhir';
import { type Command, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';
import { HOME_OPTION, loadFrom, OVERLAY_OPTION } from './mapping-options.ts';

export const explainMapping: Command = {
  name: 'mapping explain',
  usage: '[--home DIR] [--overlay REGION] --mapping ID BUNDLE',
  ja: '一つの記録（Bundle）について、どの規則がどのセルに何を書いたか、何が写らないかを示します。',
  en: 'Shows of one record, a Bundle, which rule wrote what into which cell, and what was lost.',
  options: { ...HOME_OPTION, ...OVERLAY_OPTION, '--mapping ID': ['様式。', 'the form'] },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, { home: text, overlay: text, mapping: text });
    const [file, ...rest] = positionals;
    nothingMore(rest);
    if (file === undefined || values.mapping === undefined) throw new UsageError('--mapping ID BUNDLE');
    const { explainForm, toForm } = await import('#mapping');
    const mapping = await loadFrom(values.home, values.mapping, values.overlay);
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
