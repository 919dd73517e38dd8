/** `kakehashi consent decide`: puts the questions of a case file to the decision, without a server. */
import type { CaseFile, CaseResult, RegionalPolicy } from '#consent';
import { isRefusal } from '#fhir';
import { type Command, choice, readArgs, tellRefusal, UsageError } from './command.ts';
import { readRegionFolder } from './read-region-folder.ts';
import { readTextFile } from './read-text-file.ts';

export const consentDecide: Command = {
  name: 'consent decide',
  usage: 'FILE [--region FOLDER] [--format text|ndjson]',
  ja: '事例ファイルの問いに、同意の判断で答えます。expect があれば一致を確かめます。',
  en: 'Answers the questions of a case file; where a case has `expect`, it says whether the answer agrees.',
  options: {
    '--region FOLDER': [
      '地域のフォルダー。その policy.json の方針で判断します。',
      'the folder of a region, by whose policy.json it is decided',
    ],
    '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      format: { type: 'string', default: 'text' },
      region: { type: 'string' },
    });
    const format = choice('format', values.format, ['text', 'ndjson']);
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw new UsageError('FILE');
    const text = await readTextFile(file);
    if (isRefusal(text)) return tellRefusal(io, text);
    const [{ decideCaseFile, readCaseFile }, { readText }] = await Promise.all([
      import('#consent'),
      import('#validation'),
    ]);
    const read = readText(text);
    if (isRefusal(read)) return tellRefusal(io, read);
    const cases = readCaseFile(read.value);
    if (isRefusal(cases)) return tellRefusal(io, cases);
    const region = await readRegionFolder(values.region);
    if (isRefusal(region)) return tellRefusal(io, region);
    const results = decideCaseFile(inRegion(cases, region.policy));
    for (const result of results) {
      if (isRefusal(result.outcome)) tellRefusal(io, result.outcome);
      io.out(format === 'ndjson' ? lineOf(result) : textOf(result));
    }
    return results.some(({ outcome, agrees }) => isRefusal(outcome) || agrees === false) ? 1 : 0;
  },
};

/** What the world of the cases says of the policy itself comes before what the region does. */
const inRegion = ({ world, ...file }: CaseFile, policy: RegionalPolicy): CaseFile => ({
  ...file,
  world: { ...world, policy: { ...policy, ...world?.policy } },
});

/** One line a case, in order. A malformed request has no decision: its line says `null`, and the reason goes to stderr. */
function lineOf({ id, outcome }: CaseResult): string {
  const { decision, reason, consents, obligations } = isRefusal(outcome) ? UNDECIDED : outcome;
  return `${JSON.stringify({ id, decision, reason, consents, obligations })}\n`;
}

const UNDECIDED = { decision: null, reason: null, consents: [], obligations: [] };

function textOf({ id, title, outcome, agrees }: CaseResult): string {
  const mark = agrees === undefined ? ' ' : agrees ? '✓' : '✗';
  if (isRefusal(outcome)) return `${mark} ${id}: 判断できません / no decision\n`;
  const { decision, reason, consents, obligations } = outcome;
  const words = [decision, reason, ...consents, ...obligations, title].filter((word) => word !== '');
  return `${mark} ${id}: ${words.join(' ')}\n`;
}
