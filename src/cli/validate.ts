/** `kakehashi validate`: says of each file whether it is what it claims to be, and where it is not. */
import { fileURLToPath } from 'node:url';
import { hasError, type Issue, isRefusal, type Refusal } from '#fhir';
import type { CheckCodes } from '#validation';
import { type Command, choice, issueLine, readArgs, tellRefusal, UsageError } from './command.ts';
import { readTextFile } from './read-text-file.ts';

const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

export const validate: Command = {
  name: 'validate',
  usage: '[--package FILE|DIR]… [--allow-missing] [--supporting FILE]… [--profile URL] [--format text|ndjson] FILE…',
  ja: 'FHIR リソースや文書をプロファイルに照らして検証します。',
  en: 'Validates FHIR resources and documents against their profiles.',
  options: {
    '--package FILE|DIR': [
      '読み込む FHIR パッケージ（.tgz かフォルダ）。繰り返せます。',
      'a FHIR package to load; may be repeated',
    ],
    '--allow-missing': [
      'パッケージが依存するパッケージがなくても進めます。',
      'go on without packages that others depend on',
    ],
    '--supporting FILE': [
      '検証に使う StructureDefinition や ValueSet（一つ、またはそれらの Bundle）。繰り返せます。',
      'a conformance resource to use, or a Bundle of them; may be repeated',
    ],
    '--profile URL': [
      'meta.profile に加えて満たすべきプロファイル。繰り返せます。',
      'a profile to meet besides those in meta.profile; may be repeated',
    ],
    '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      package: { type: 'string', multiple: true, default: [] },
      'allow-missing': { type: 'boolean', default: false },
      supporting: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', multiple: true, default: [] },
      format: { type: 'string', default: 'text' },
    });
    const format = choice('format', values.format, ['text', 'ndjson']);
    if (positionals.length === 0) throw new UsageError('FILE…');
    const supporting: unknown[] = [];
    for (const file of values.supporting) {
      const read = await readSupporting(file);
      if (isRefusal(read)) return tellRefusal(io, read);
      supporting.push(...read);
    }
    const { createCheck, createValidator, loadPackages } = await import('#validation');
    const definitions = await loadPackages([OWN_PACKAGE, ...values.package], {
      resources: supporting,
      allowMissing: values['allow-missing'],
    });
    if (isRefusal(definitions)) return tellRefusal(io, definitions);
    for (const finding of definitions.findings) io.err(issueLine(finding));
    const { terminology } = (await import('#settings')).readSettings();
    const server = terminology && (await import('#terminology')).createTerminologyServer(terminology);
    const check = createCheck(createValidator(definitions), server);
    let valid = true;
    for (const file of positionals) {
      const issues = await issuesOf(file, check, values.profile);
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

/** A file that cannot be read is one more finding, so that the other files still get theirs. */
async function issuesOf(file: string, check: CheckCodes, profiles: readonly string[]): Promise<readonly Issue[]> {
  const text = await readTextFile(file);
  return isRefusal(text) ? text.issues : (await check.validateText(text, { profiles })).issues;
}

/** The resource of a file, and those in it when it is a Bundle. */
async function readSupporting(file: string): Promise<readonly unknown[] | Refusal> {
  const text = await readTextFile(file);
  if (isRefusal(text)) return text;
  const { readText } = await import('#validation');
  const read = readText(text);
  if (isRefusal(read)) {
    const named = ({ ja, en, ...issue }: Issue): Issue => ({
      ...issue,
      ja: `「${file}」: ${ja}`,
      en: `\`${file}\`: ${en}`,
    });
    return { ...read, issues: read.issues.map(named) };
  }
  const { resourceType, entry } = (read.value ?? {}) as { resourceType?: unknown; entry?: unknown };
  if (resourceType !== 'Bundle' || !Array.isArray(entry)) return [read.value];
  return entry.map((each: { resource?: unknown } | null) => each?.resource);
}

function publicIssue({ severity, code, expression, line, column, ja, en }: Issue) {
  return { severity, code, expression: expression ?? null, line: line ?? null, column: column ?? null, ja, en };
}

const textOf = (file: string, valid: boolean, issues: readonly Issue[]): string =>
  `${valid ? '✓' : '✗'} ${file}: ${valid ? '有効 / valid' : '無効 / not valid'}\n${issues.map(issueLine).join('')}`;
