#!/usr/bin/env node
/** The composition root: settings → house → listen, and the `kakehashi` command line. The only file that knows every room. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { ChannelNeeds, Channels } from '#channel';
import type { Command, WatchedFolder, Watcher } from '#cli';
import type { Database } from '#database';
import type { Gateway } from '#http';
import type { Settings } from '#settings';

// Modules are kept ready between starts, and a command loads the rooms that it needs: half of a short command's time.
// Hence no room is imported before this line. Where nothing can be kept, the start only takes longer.
// Node would let young objects take twice as much: some 35 MB at rest, for nothing that was measured.
setFlagsFromString('--max-semi-space-size=16');
enableCompileCache(fileURLToPath(new URL('../.cache/compile', import.meta.url)));
const {
  backupCommand,
  catalogue,
  clientCommands,
  consentDecide,
  convert,
  deadLetterCommands,
  guide,
  headsCommands,
  interruption,
  keysCommands,
  makeFolder,
  mappingCommands,
  labelsCheck,
  nothingMore,
  openHouseOn,
  packageCommand,
  progress,
  readArgs,
  readSandboxKeys,
  readSandboxSecrets,
  readStartFiles,
  receiveCommand,
  refusedStart,
  registerSandboxClients,
  registerSandboxUsers,
  restoreCommand,
  runCommandLine,
  runDemo,
  sandboxUserCommand,
  StartRefused,
  smartCheck,
  terminology,
  tokenCommand,
  userCommands,
  validate,
  verifyCommand,
  watchCommand,
} = await import('#cli');

interface Running {
  readonly gateway: Gateway;
  readonly keyFile: string;
  readonly mllpPort: number | undefined;
  reloadTls(): void;
  stop(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const SECOND_MS = 1_000;

const homeOf = (settings: Settings, sandbox: boolean): string =>
  join(settings.dataDirectory, sandbox ? 'sandbox' : 'house');
const KEY_FILE = 'client-keys.json';
const AUDIT_KEY_FILE = 'audit-key.pem';
const USER_FILE = 'user-secrets.json';
const MLLP_TLS = 'KAKEHASHI_MLLP_TLS';
const SPOOL_FOLDER = 'audit-spool';
/** The policy of the fictitious region, where no other is named. */
const SANDBOX_REGION = fileURLToPath(new URL('../examples/region/', import.meta.url));

async function start(settings: Settings, sandbox: boolean): Promise<Running> {
  if (sandbox && !LOOPBACK.includes(settings.host)) {
    throw new StartRefused(
      `sandbox は ${LOOPBACK.join(', ')} でだけ動きます（${settings.host} は使えません） / a sandbox listens on loopback only, not on ${settings.host}`,
    );
  }
  const { createLog, readTls, startGateway } = await import('#http');
  // Read before anything is started, and again when it listens.
  if (settings.tls !== undefined) readTls(settings.tls, new Date());
  if (settings.mllp?.tls !== undefined) readTls(settings.mllp.tls, new Date(), MLLP_TLS);
  const home = homeOf(settings, sandbox);
  await makeFolder(home);
  const spoolFolder = join(home, SPOOL_FOLDER);
  await makeFolder(spoolFolder);
  const log = createLog(settings.logLevel);
  const { isRefusal } = await import('#fhir');
  const files = await readStartFiles(withFiles(settings, sandbox));
  if (isRefusal(files)) throw refusedStart(files);
  const { openDatabase, reach, startEmbedded } = await import('#database');
  const { loadSandbox, markReal } = await import('#upkeep');
  const server =
    settings.databaseUrl === undefined
      ? await progress('データベースを起動しています / starting the database', startEmbedded(home))
      : undefined;
  const databaseUrl = server?.url ?? settings.databaseUrl ?? '';
  const { databaseConnectionsMax: connectionsMax, statementTimeoutMs, searchTimeoutMs } = settings;
  const database = openDatabase(databaseUrl, { connectionsMax, statementTimeoutMs, searchTimeoutMs });
  let gateway: Gateway | undefined;
  let channels: Channels | undefined;
  const close = async () => {
    await channels?.stop();
    await gateway?.stop();
    await database.close();
    await server?.stop();
  };
  try {
    await progress('データベースにつないでいます / connecting to the database', reach(database, databaseUrl));
    const house = await progress(
      '準備しています / getting ready',
      openHouseOn(database, settings, files, {
        onDefect: (defect) => log.error(defect, 'a stored consent cannot be understood, and closes all of its person'),
        onFinding: ({ ja, en }) => process.stderr.write(`${ja} / ${en}\n`),
        vigil: { onAlarm: (alarm) => log.error(alarm, 'alarm'), alarmUrl: settings.alarmUrl, spoolFolder },
      }),
    );
    if (isRefusal(house)) throw refusedStart(house);
    if (sandbox) await progress('sandbox の地域を読み込んでいます / loading the sandbox region', loadSandbox(house));
    else await markReal(house);
    gateway = await startGateway({
      ...settings,
      house,
      log,
      federation: files.federation,
      ...(sandbox ? { sandbox: { secretOf: (login) => readSandboxSecrets(join(home, USER_FILE))[login] } } : {}),
    });
    if (sandbox) await registerSandbox(gateway, database, home);
    channels = await startChannels(settings, { house, log, base: `${gateway.url}/fhir`, findSender: files.findSender });
    const reloadTls = () => {
      gateway?.reloadTls();
      channels?.reloadTls();
    };
    return { gateway, keyFile: join(home, KEY_FILE), mllpPort: channels.mllpPort, reloadTls, stop: close };
  } catch (error) {
    await close();
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE') throw error;
    const variable = gateway === undefined ? 'KAKEHASHI_PORT' : 'KAKEHASHI_MLLP_PORT';
    throw new StartRefused(
      `ポート ${port} は使われています。${variable} で変えてください。 / port ${port} is in use; set ${variable}`,
    );
  }
}

/** The settings, with what stands in for the files that they leave out. */
const withFiles = (settings: Settings, sandbox: boolean) => ({
  ...settings,
  auditKeyFile: settings.auditKeyFile ?? join(homeOf(settings, sandbox), AUDIT_KEY_FILE),
  regionFolder: settings.regionFolder ?? (sandbox ? SANDBOX_REGION : undefined),
});

/** The doors of hospitals' own systems, as far as the settings open them. */
async function startChannels(settings: Settings, needs: ChannelNeeds): Promise<Channels> {
  const { openChannels } = await import('#channel');
  const { readTls } = await import('#http');
  return openChannels({ ...needs, ...settings, readTls: (tls) => readTls(tls, new Date(), MLLP_TLS) });
}

async function registerSandbox({ auth }: Gateway, database: Database, home: string): Promise<void> {
  await registerSandboxClients(auth, join(home, KEY_FILE));
  const { createPeople } = await import('#auth');
  await registerSandboxUsers(createPeople({ database }), join(home, USER_FILE));
}

const serve: Command = {
  name: 'serve',
  usage: '[--sandbox]',
  ja: 'gateway を起動します。--sandbox では架空の地域で、この機械の中だけで動きます。',
  en: 'Starts the gateway; with --sandbox on a fictitious region, on this machine only.',
  options: {
    '--sandbox': ['架空の地域と、その場で作る鍵を使います。', 'a fictitious region, with keys made on the spot'],
    KAKEHASHI_PORT: [
      '待ち受けるポート（既定 8480）。ほかの設定は README に。',
      'the port (8480); the README lists all settings',
    ],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, { sandbox: { type: 'boolean', default: false } });
    nothingMore(positionals);
    // Listened to from the beginning, so that a start that is interrupted still leaves no database server behind.
    const interrupted = interruption();
    const started = performance.now();
    const { readSettings } = await import('#settings');
    const settings = readSettings();
    const running = await start(settings, values.sandbox);
    const seconds = ((performance.now() - started) / SECOND_MS).toFixed(1);
    io.out(`架け橋が ${running.gateway.url}/fhir で動いています（${seconds} 秒で起動）。Ctrl-C で終わります。\n`);
    io.out(`Kakehashi is listening at ${running.gateway.url}/fhir (ready in ${seconds} s). Ctrl-C stops it.\n`);
    if (running.mllpPort !== undefined) io.out(`MLLP: ${settings.mllp?.host}:${running.mllpPort}\n`);
    if (settings.tls ?? settings.mllp?.tls) process.on('SIGHUP', () => running.reloadTls());
    await interrupted;
    io.out('終わっています / stopping …\n');
    await running.stop();
    return 0;
  },
};

const demo: Command = {
  name: 'demo',
  usage: '',
  ja: '入院から同意、計画、撤回、開示記録までを、その場限りの sandbox で通してみます。',
  en: 'Walks through the main job, from admission to the record of disclosures, in a sandbox of its own.',
  options: {},
  async run(args, io) {
    nothingMore(readArgs(args, {}).positionals);
    const interrupted = interruption();
    const { readSettings } = await import('#settings');
    const dataDirectory = await mkdtemp(join(tmpdir(), 'kakehashi-demo-'));
    await chmod(dataDirectory, 0o711);
    const running = await start({ ...readSettings({}), port: 0, dataDirectory }, true);
    try {
      await Promise.race([runDemo(running.gateway.url, readSandboxKeys(running.keyFile), io.out), interrupted]);
      return 0;
    } finally {
      await running.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    }
  },
};

const token = tokenCommand(async () => {
  const { readSettings } = await import('#settings');
  const settings = readSettings();
  const { publicUrl, tls, host, port } = settings;
  const baseUrl = publicUrl ?? `http${tls === undefined ? '' : 's'}://${host}:${port}`;
  return { keyFile: join(homeOf(settings, true), KEY_FILE), baseUrl };
});

const sandboxUser = sandboxUserCommand(async () => {
  const { readSettings } = await import('#settings');
  return join(homeOf(readSettings(), true), USER_FILE);
});

const placeOf = async (sandbox: boolean) => {
  const { readSettings } = await import('#settings');
  const settings = withFiles(readSettings(), sandbox);
  return { ...settings, home: homeOf(settings, sandbox), settings };
};

/** A folder as the gateway would watch it, for a command. */
async function watcherOf({ house, folder, client }: WatchedFolder): Promise<Watcher> {
  const { readSettings } = await import('#settings');
  const { createWatcher } = await import('#channel');
  const { createLog } = await import('#http');
  const settings = readSettings();
  return createWatcher({ ...settings, house, folder, client, log: createLog(settings.logLevel), base: '' });
}

// A reader such as `head` may leave before the end of what is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
const io = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};
process.exitCode = await runCommandLine(
  [
    serve,
    backupCommand(placeOf),
    restoreCommand(placeOf),
    verifyCommand(placeOf),
    ...userCommands(placeOf),
    ...clientCommands(placeOf),
    ...keysCommands(placeOf),
    ...headsCommands(placeOf),
    ...deadLetterCommands(placeOf),
    receiveCommand(placeOf),
    watchCommand(placeOf, watcherOf),
    validate,
    convert,
    ...mappingCommands,
    consentDecide,
    labelsCheck,
    terminology,
    smartCheck,
    token,
    sandboxUser,
    packageCommand,
    catalogue,
    guide,
    demo,
  ],
  process.argv.slice(2),
  io,
);
