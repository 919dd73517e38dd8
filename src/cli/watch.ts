/** `kakehashi watch`: takes in what lies in a folder of SS-MIX2 standard storage, and what comes into it. */
import { isRefusal } from '#fhir';
import type { House } from '#visit';
import { type Command, readArgs, tellRefusal, UsageError } from './command.ts';
import { type HousePlace, withDatabase } from './errand.ts';
import { interruption } from './interruption.ts';
import { openHouseFor } from './open-house-on.ts';

/** What the room of channels does with a folder. */
export interface Watcher {
  /** One walk; what became of the files, or nothing where another process walks for this client. */
  once(): Promise<object | undefined>;
  /** Walk after walk, until it is stopped. */
  start(): { stop(): Promise<void> };
}

export interface WatchedFolder {
  readonly house: House;
  readonly folder: string;
  readonly client: string;
}

export const watchCommand = (
  find: (sandbox: boolean) => Promise<HousePlace>,
  watch: (folder: WatchedFolder) => Promise<Watcher>,
): Command => ({
  name: 'watch',
  usage: 'FOLDER --client ID [--once] [--sandbox]',
  ja: 'SS-MIX2 標準化ストレージのフォルダーを見張り、新しいファイルを、クライアントの名で取り込みます。',
  en: 'Watches a folder of SS-MIX2 standard storage, and takes new files in, in the name of a client.',
  options: {
    '--client ID': ['登録されている病院のクライアント。', 'the registered client of the hospital'],
    '--once': ['一度だけ見て終わります。', 'walks once, and ends'],
    '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      client: { type: 'string' },
      once: { type: 'boolean', default: false },
      sandbox: { type: 'boolean', default: false },
    });
    const [folder, ...rest] = positionals;
    const { client } = values;
    if (folder === undefined || client === undefined || rest.length > 0) throw new UsageError('FOLDER --client ID');
    const interrupted = interruption();
    const place = await find(values.sandbox);
    return withDatabase(place, async (database) => {
      const house = await openHouseFor(database, place.settings);
      if (isRefusal(house)) return tellRefusal(io, house);
      const watcher = await watch({ house, folder, client });
      if (!values.once) {
        const watching = watcher.start();
        await interrupted;
        await watching.stop();
        return 0;
      }
      const report = await watcher.once();
      io.out(`${JSON.stringify(report ?? { busy: true })}\n`);
      return report === undefined || ('refused' in report && report.refused !== 0) ? 1 : 0;
    });
  },
});
