/** `kakehashi mapping preview`: draws a form as a region prints it, for a record or for the first example. */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { isRefusal } from '#fhir';
import type { Form, Mapping } from '#mapping';
import { type Command, choice, nothingMore, readArgs, tellRefusal, UsageError } from './command.ts';
import { firstExample, readRecord } from './mapping-examples.ts';
import { HOME_OPTION, loadFrom, OVERLAY_OPTION } from './mapping-options.ts';

const FORMATS = ['html', 'pdf', 'xlsx'] as const;

export const previewMapping: Command = {
  name: 'mapping preview',
  usage: '[--home DIR] [--overlay REGION] [--record FILE] [--format html|pdf|xlsx] --out FILE ID',
  ja: '様式を描きます。記録がなければ、最初の例で描きます。',
  en: 'Draws the form, with a record or else with the first example of the mapping.',
  options: {
    ...HOME_OPTION,
    ...OVERLAY_OPTION,
    '--record FILE': [
      '記録（Bundle）か、記入した様式（xlsx、JSON、CSV）。',
      'a record, a Bundle, or a filled form (xlsx, JSON, CSV)',
    ],
    '--format html|pdf|xlsx': ['形式。なければ FILE の名前から。', 'the format; by the name of FILE when absent'],
    '--out FILE': ['書くファイル。', 'the file to write'],
  },
  async run(args, io) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readArgs(args, {
      home: text,
      overlay: text,
      record: text,
      format: text,
      out: text,
    });
    const [id, ...rest] = positionals;
    nothingMore(rest);
    const { home, overlay, record, out } = values;
    if (id === undefined || out === undefined) throw new UsageError('--out FILE ID');
    const format = choice('format', values.format ?? extname(out).slice(1), FORMATS);
    const mapping = await loadFrom(home, id, overlay);
    if (isRefusal(mapping)) return tellRefusal(io, mapping);
    if (mapping.kind !== 'form') throw new UsageError(`${id}: 様式だけを描けます / only forms can be drawn`);
    const file = record ?? firstExample(home, mapping);
    const form = file === undefined ? emptyForm(mapping) : await readRecord(mapping, file, io);
    if (isRefusal(form)) return tellRefusal(io, form);
    const { writeForm } = await import('#paper');
    await writeFile(out, await writeForm(mapping, form, format));
    io.out(`${out}\n`);
    io.err(
      file === undefined ? '例がないので、空の様式です / there is no example: the form is empty\n' : `← ${file}\n`,
    );
    return 0;
  },
};

function emptyForm({ id, version, overlay, form = '', title, rules, defaults }: Mapping): Form {
  const given = rules.filter(({ source }) => defaults[source] !== undefined);
  return {
    mapping: id,
    version,
    ...(overlay === undefined ? {} : { overlay }),
    form,
    title,
    ids: {},
    fields: Object.fromEntries(given.map(({ source, label }) => [source, { label, value: defaults[source] ?? '' }])),
    tables: {},
  };
}
