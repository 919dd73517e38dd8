/** `kakehashi validate`: says of each file whether it is what it claims to be, and where it is not. */
import { readFile } from 'node:fs/promises';
import { hasError, type Issue, isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { type Command, choice, issueLine, readArgs, tellRefusal, UsageError } from './command.ts';

const OWN_PACKAGE = new URL('../../profiles/package/', import.meta.url).pathname;

export const validate: Command = {
  name: 'validate',
  usage: '[--package FILE|DIR]… [--supporting FILE]… [--profile URL] [--format text|ndjson] FILE…',
  ja: 'FHIR リソースや文書をプロファイルに照らして検証します。',
  en: 'Validates FHIR resources and documents against their profiles.',
  options: {
    '--package FILE|DIR': [
      '読み込む FHIR パッケージ（.tgz かフォルダ）。繰り返せます。',
      'a FHIR package to load; may be repeated',
    ],
    '--supporting FILE': [
      '検証に使う StructureDefinition や ValueSet。繰り返せます。',
      'a conformance resource to use; may be repeated',
    ],
    '--profile URL': [
      'meta.profile に加えて満たすべきプロファイル。',
      'a profile to meet besides those in meta.profile',
    ],
    '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      package: { type: 'string', multiple: true, default: [] },
      supporting: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', multiple: true, default: [] },
      format: { type: 'string', default: 'text' },
    });
    const format = choice('format', values.format, ['text', 'ndjson']);
    if (positionals.length === 0) throw new UsageError('FILE…');
    const supporting = await Promise.all(
      values.supporting.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as unknown),
    );
    const definitions = await loadPackages([OWN_PACKAGE, ...values.package], { resources: supporting });
    if (isRefusal(definitions)) return tellRefusal(io, definitions);
    const validator = createValidator(definitions);
    let valid = true;
    for (const file of positionals) {
      const { issues } = validator.validateText(await readFile(file, 'utf8'), { profiles: values.profile });
      const good = !hasError(issues);
      valid &&= good;
      io.out(
        format === 'ndjson'
          ? `${JSON.stringify({ file, valid: good, issues: issues.map(publicIssue) })}\n`
          : textOf(file, good, issues),
      );
    }
    return valid ? 0 : 1;
  },
};

function publicIssue({ severity, code, expression, line, column, ja, en }: Issue) {
  return { severity, code, expression: expression ?? null, line: line ?? null, column: column ?? null, ja, en };
}

const textOf = (file: string, valid: boolean, issues: readonly Issue[]): string =>
  `${valid ? '✓' : '✗'} ${file}: ${valid ? '有効 / valid' : '無効 / not valid'}\n${issues.map(issueLine).join('')}`;
