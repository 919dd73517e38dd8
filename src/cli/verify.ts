/** `kakehashi verify`: checks that indexes, history, labels and audit agree with what is stored. */
import { isRefusal } from '#fhir';
import type { Finding, VerifyReport } from '#upkeep';
import { type Command, choice, nothingMore, readArgs, tellRefusal } from './command.ts';
import { findAuditKey } from './read-audit-key.ts';
import { readHeads } from './read-heads.ts';
import { readRegionFolder } from './read-region-folder.ts';

/** The database that the settings name, else the data directory of the embedded one; and the packages of the gateway. */
interface VerifiedPlace {
  readonly databaseUrl: string | undefined;
  readonly home: string;
  readonly packages: readonly string[];
  readonly packagesAllowMissing: boolean;
  /** What the region decides for itself. */
  readonly regionFolder: string | undefined;
  /** By which heads of the audit are signed. */
  readonly auditKeyFile: string;
}

export const verifyCommand = (find: (sandbox: boolean) => Promise<VerifiedPlace>): Command => ({
  name: 'verify',
  usage: '[--sandbox] [--repair-index] [--heads FILE] [--format text|ndjson]',
  ja: '索引・履歴・ラベル・監査が内容と合っているかを、ある一時点で確かめます。動いている間でも使えます。',
  en: 'Checks as of one moment that indexes, history, labels and audit agree with the content, also while the gateway is running.',
  options: {
    '--repair-index': ['間違った索引を作り直します。', 'draws the index anew where it is wrong'],
    '--heads FILE': [
      '相手の機関が預かっていた監査の署名（kakehashi heads の形）とも比べます。',
      'holds the audit against tree heads that a partner kept, as `kakehashi heads` writes them',
    ],
    '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
    '--format text|ndjson': ['出力の形式（既定は text）。', 'the form of the output'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      sandbox: { type: 'boolean', default: false },
      'repair-index': { type: 'boolean', default: false },
      heads: { type: 'string' },
      format: { type: 'string', default: 'text' },
    });
    nothingMore(positionals);
    const format = choice('format', values.format, ['text', 'ndjson']);
    const heads = values.heads === undefined ? undefined : await readHeads(values.heads);
    if (isRefusal(heads)) return tellRefusal(io, heads);
    const { databaseUrl, home, packages, packagesAllowMissing, ...files } = await find(values.sandbox);
    const region = await readRegionFolder(files.regionFolder);
    if (isRefusal(region)) return tellRefusal(io, region);
    const auditKey = await findAuditKey(files.auditKeyFile);
    if (isRefusal(auditKey)) return tellRefusal(io, auditKey);
    const { joinEmbedded, openDatabase, reach } = await import('#database');
    const { verifyHouse } = await import('#upkeep');
    const server = databaseUrl === undefined ? await joinEmbedded(home) : undefined;
    const url = server?.url ?? databaseUrl ?? '';
    const database = openDatabase(url, { connectionsMax: CONNECTIONS_MAX });
    try {
      await reach(database, url);
      const report = await verifyHouse({
        database,
        packages,
        packagesAllowMissing,
        labels: region.labels,
        auditKey,
        repairIndex: values['repair-index'],
        ...(heads === undefined ? {} : { heads: heads.heads }),
        onFinding: (finding) => io.out(format === 'ndjson' ? `${JSON.stringify(finding)}\n` : textOf(finding)),
      });
      if (isRefusal(report)) return tellRefusal(io, report);
      io.out(format === 'ndjson' ? `${JSON.stringify({ summary: report })}\n` : summaryOf(report));
      return report.errors === 0 ? 0 : 1;
    } finally {
      await database.close();
      await server?.stop();
    }
  },
});

/** One looks, one mends. */
const CONNECTIONS_MAX = 4;

function textOf({ severity, code, place, columns = [], mended, ja, en }: Finding): string {
  const what = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
  const done = mended === true ? '直しました / mended ' : '';
  return `${severity} [${code}] ${place}${what}\n    ${done}${ja}\n    ${en}\n`;
}

const summaryOf = ({ resources, versions, events, errors, warnings, mended }: VerifyReport): string =>
  `リソース ${resources} 件（${versions} 版）と監査記録 ${events} 件: 誤り ${errors}、注意 ${warnings}、直したもの ${mended}\n` +
  `${resources} resources (${versions} versions), ${events} audit events: ${errors} errors, ${warnings} warnings, ${mended} mended\n`;
