/** `kakehashi receive`: takes messages and documents in from files, in the name of a client. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Delivered, House } from '#exchange';
import { isRefusal } from '#fhir';
import { type Command, type Io, readArgs, tellRefusal, UsageError } from './command.ts';
import { type HousePlace, withDatabase } from './errand.ts';
import { openHouseFor } from './open-house-on.ts';

export const receiveCommand = (find: (sandbox: boolean) => Promise<HousePlace>): Command => ({
  name: 'receive',
  usage: '--client ID FILE… [--sandbox]',
  ja: 'SS-MIX2 のファイルや FHIR 文書（JSON）を、クライアントの名で取り込みます。受け取れないものは保管します。',
  en: 'Takes SS-MIX2 files and FHIR documents (JSON) in, in the name of a client; what cannot be taken is kept as a dead letter.',
  options: {
    '--client ID': ['登録されているクライアント。', 'the registered client'],
    '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      client: { type: 'string' },
      sandbox: { type: 'boolean', default: false },
    });
    const { client } = values;
    if (client === undefined || positionals.length === 0) throw new UsageError('--client ID FILE…');
    // Read first: where one of them is not there, none is taken in.
    const files = await Promise.all(positionals.map(async (file) => ({ file, bytes: await readFile(file) })));
    const place = await find(values.sandbox);
    return withDatabase(place, async (database) => {
      const house = await openHouseFor(database, place.settings);
      if (isRefusal(house)) return tellRefusal(io, house);
      let good = true;
      for (const one of files) good = tell(io, one.file, await receive(house, client, one)) && good;
      return good ? 0 : 1;
    });
  },
});

const OPENING_BRACE = 0x7b;

async function receive(
  house: House,
  client: string,
  { file, bytes }: { readonly file: string; readonly bytes: Uint8Array },
): Promise<Delivered> {
  const { deliver } = await import('#exchange');
  const { readSsmix2FileName } = await import('#mapping');
  const name = basename(file);
  const kind = bytes.find((byte) => byte > SPACE) === OPENING_BRACE ? 'document' : 'message';
  const named = kind === 'message' && !isRefusal(readSsmix2FileName(name));
  const known = { requestId: randomUUID(), now: new Date(), method: 'CLI', url: 'receive', base: '' };
  const query = new URLSearchParams(named ? { file: name } : {});
  return deliver(house, client, known, { channel: 'cli', kind, bytes, query });
}

const SPACE = 0x20;

/** One line for each file; whether it was stored. */
function tell(io: Io, file: string, { refusal, letter }: Delivered): boolean {
  const state = refusal === undefined ? 'stored' : letter === undefined ? 'refused' : 'kept';
  io.out(`${JSON.stringify({ file, state, ...(letter === undefined ? {} : { letter }) })}\n`);
  if (refusal !== undefined) tellRefusal(io, refusal);
  return refusal === undefined;
}
