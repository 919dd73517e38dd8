/** `kakehashi convert`: hospital messages and office forms into FHIR, plans into forms, with a report of every loss. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { isRefusal } from '#fhir';
import { type Command, choice, readArgs, tellRefusal, UsageError } from './command.ts';

const FORMATS = ['json', 'xlsx', 'pdf', 'html', 'csv', 'csv-cp932'] as const;

/** What ends a message on the wire, and in a file of SS-MIX2 standard storage. */
const MESSAGE_END = 0x1c;

export const convert: Command = {
  name: 'convert',
  usage:
    '--mapping ID --to fhir|form [--mappings FOLDER] [--overlay REGION] [--format json|xlsx|pdf|html|csv|csv-cp932] [--template FILE.xlsx] [--strict] [--whole] [--report FILE] IN OUT',
  ja: '病院の電文、一覧（CSV）、事業所の様式を FHIR に、計画を様式に変換します。写せなかったものはすべて報告します。',
  en: 'Converts messages, lists (CSV) and forms into FHIR, and plans into forms; everything that was not carried is reported.',
  options: {
    '--mapping ID': [
      '変換表。ssmix2-to-fhir、cda-to-fhir、一覧（csv-patients-to-fhir など）、または様式（service-plan-draft など）。',
      'the mapping: ssmix2-to-fhir, cda-to-fhir, a list such as csv-patients-to-fhir, or a form such as service-plan-draft',
    ],
    '--to fhir|form': ['変換の向き。', 'the direction'],
    '--mappings FOLDER': [
      '地域の変換表のフォルダー（mappings と同じ形。同じIDはこちらが優先）。',
      'a region’s own folder of mappings, before those of the project',
    ],
    '--overlay REGION': ['地域ごとの上書き（mappings/overlays）。', 'a region’s overlay'],
    '--format json|xlsx|pdf|html|csv|csv-cp932': [
      '様式の書式（既定は拡張子から）。',
      'the format of the form; by default from the file name',
    ],
    '--template FILE.xlsx': [
      '事業所の xlsx のひな形。その欄に書き込みます（書式・結合・印刷設定・式は残ります）。',
      'an office’s own workbook, whose cells are filled; its looks, merges, print settings and formulas stay',
    ],
    '--strict': ['写せないものがあれば変換しません。', 'refuse when anything would be lost'],
    '--whole': [
      '電文の最後に CR がなくても、途中で切れていないと確かめてあるときに付けます。',
      'the message is known to be whole, although its last segment does not end in CR',
    ],
    '--institution NUMBER': [
      '電文や一覧を送った病院の医療機関コード（10桁）。',
      'the ten-digit number of the sending hospital',
    ],
    '--report FILE': ['報告を書くファイル（既定は標準エラー）。', 'where the loss report goes; by default to stderr'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      mapping: { type: 'string' },
      to: { type: 'string' },
      mappings: { type: 'string' },
      overlay: { type: 'string' },
      format: { type: 'string' },
      template: { type: 'string' },
      strict: { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
      institution: { type: 'string' },
      report: { type: 'string' },
    });
    const [input, output, ...rest] = positionals;
    if (values.mapping === undefined || values.to === undefined) throw new UsageError('--mapping ID --to fhir|form');
    if (input === undefined || output === undefined || rest.length > 0) throw new UsageError('IN OUT');
    const { homesWith, listMappings } = await import('#mapping');
    const { listExports } = await import('#structure-maps');
    const { readSsmix2FileName } = await import('#messages');
    const { convert: run } = await import('#conversion');
    if (values.mappings !== undefined && !existsSync(values.mappings))
      throw new UsageError(`--mappings ${values.mappings}`);
    const home = homesWith(values.mappings);
    const known = [...listMappings(home), ...listExports()];
    if (!known.includes(values.mapping)) throw new UsageError(`--mapping ${values.mapping}: ${known.join(' | ')}`);
    const to = choice('to', values.to, ['fhir', 'form']);
    const named = values.format ?? extname(to === 'form' ? output : input).slice(1);
    const format =
      values.format === undefined ? FORMATS.find((one) => one === named) : choice('format', named, FORMATS);
    const isFile = values.mapping === 'ssmix2-to-fhir' && !isRefusal(readSsmix2FileName(basename(input)));
    if (values.template !== undefined && (to !== 'form' || format !== 'xlsx'))
      throw new UsageError('--template FILE.xlsx: --to form --format xlsx');
    if (format === undefined && to === 'form') throw new UsageError(`--format ${FORMATS.join('|')}`);
    const converted = await run({
      mapping: values.mapping,
      home,
      to,
      strict: values.strict,
      input: values.whole ? Buffer.concat([await readFile(input), Buffer.of(MESSAGE_END)]) : await readFile(input),
      ...(values.overlay === undefined ? {} : { overlay: values.overlay }),
      ...(format === undefined ? {} : { format }),
      ...(values.template === undefined ? {} : { template: await readFile(values.template) }),
      ssmix2: {
        ...(isFile ? { fileName: basename(input) } : {}),
        ...(values.institution === undefined ? {} : { institution: values.institution }),
      },
    });
    if (isRefusal(converted)) return tellRefusal(io, converted);
    const report = `${JSON.stringify(converted.report, null, 2)}\n`;
    // A report file first: an output whose losses could not be told must not lie about.
    if (values.report !== undefined) await writeFile(values.report, report);
    await writeFile(output, converted.output);
    if (values.report === undefined) io.err(report);
    return 0;
  },
};
