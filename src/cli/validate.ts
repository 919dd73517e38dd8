/** `kakehashi validate`: says of each file whether it is what it claims to be, and where it is not. */
import { fileURLToPath } from 'node:url';
import { hasError, type Issue, isRefusal, type Refusal } from '#fhir';
import { type Command, choice, readArgs, tellRefusal, UsageError } from './command.ts';
import { listFiles } from './list-files.ts';
import { readTextFile } from './read-text-file.ts';
import { FORMATS, LANGUAGES, lineOf, summaryOf, writeReport } from './validation-report.ts';

const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

export const validate: Command = {
  name: 'validate',
  usage:
    '[--package FILE|DIR]… [--allow-missing] [--supporting FILE]… [--profile URL]… [--mode create|update|profile] [--lang ja|en|both] [--format text|ndjson|outcome] FILE|DIR|-…',
  ja: 'FHIR リソースや文書をプロファイルに照らして検証します。フォルダーなら中の .json を、- なら標準入力を読みます。',
  en: 'Validates FHIR resources and documents against their profiles; a folder means the .json files in it, - means stdin.',
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
    '--mode create|update|profile': [
      'update では id が必要です。profile では --profile が必要です。',
      '`update` needs an id in the resource, `profile` needs --profile',
    ],
    '--lang ja|en|both': ['text の言語（既定は both）。outcome では先に書く言語。', 'the language of the text'],
    '--format text|ndjson|outcome': [
      '出力の形式（既定は text）。outcome は1ファイル1行の OperationOutcome。',
      'the form of the output; `outcome` is one OperationOutcome a line',
    ],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      package: { type: 'string', multiple: true, default: [] },
      'allow-missing': { type: 'boolean', default: false },
      supporting: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', multiple: true, default: [] },
      mode: { type: 'string' },
      lang: { type: 'string', default: 'both' },
      format: { type: 'string', default: 'text' },
    });
    const format = choice('format', values.format, FORMATS);
    const language = choice('lang', values.lang, LANGUAGES);
    const mode = values.mode === undefined ? undefined : choice('mode', values.mode, ['create', 'update', 'profile']);
    if (mode === 'profile' && values.profile.length === 0) throw new UsageError('--mode profile: --profile URL');
    if (positionals.length === 0) throw new UsageError('FILE…');
    const supporting = await readAllSupporting(values.supporting);
    if (isRefusal(supporting)) return tellRefusal(io, supporting);
    const { createCheck, createValidator, loadPackages } = await import('#validation');
    const definitions = await loadPackages([OWN_PACKAGE, ...values.package], {
      resources: supporting,
      allowMissing: values['allow-missing'],
    });
    if (isRefusal(definitions)) return tellRefusal(io, definitions);
    io.err(definitions.findings.map((finding) => lineOf(finding, language)).join(''));
    const { terminology } = (await import('#settings')).readSettings();
    const server = terminology && (await import('#terminology')).createTerminologyServer(terminology);
    const check = createCheck(createValidator(definitions), server);
    const files = await listFiles(positionals);
    const counts = { files: files.length, bad: 0 };
    for (const file of files) {
      const text = await readTextFile(file);
      // A file that cannot be read is one more finding, so that the other files still get theirs.
      const issues = isRefusal(text)
        ? text.issues
        : judged(await check.validateText(text, { profiles: values.profile }), mode);
      const valid = !hasError(issues);
      if (!valid) counts.bad += 1;
      io.out(writeReport({ file, valid, issues }, format, language));
    }
    if (format === 'text' && files.length !== 1) io.out(summaryOf(counts, language));
    return counts.bad === 0 ? 0 : 1;
  },
};

/** An update is about what exists already: without an id it changes nothing. */
function judged({ resource, issues }: { resource?: unknown; issues: Issue[] }, mode: string | undefined): Issue[] {
  if (mode !== 'update' || typeof resource !== 'object' || resource === null) return issues;
  const { resourceType, id } = resource as { resourceType?: unknown; id?: unknown };
  return typeof id === 'string' ? issues : [...issues, idNeeded(String(resourceType))];
}

const idNeeded = (type: string): Issue => ({
  severity: 'error',
  code: 'id-needed',
  type: 'required',
  expression: `${type}.id`,
  ja: '更新するリソースには id が必要です。変更するリソースの id を書いてください。',
  en: 'an update needs an `id`; give the id of what it changes',
});

async function readAllSupporting(files: readonly string[]): Promise<readonly unknown[] | Refusal> {
  const supporting: unknown[] = [];
  for (const file of files) {
    const read = await readSupporting(file);
    if (isRefusal(read)) return read;
    supporting.push(...read);
  }
  return supporting;
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
