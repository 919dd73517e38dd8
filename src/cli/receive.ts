/** `kakehashi receive`: takes messages and documents in from files, in the name of a client. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRefusal } from '#fhir';
import type { Delivered } from '#reception';
import type { House } from '#visit';
import { type Command, type Io, readArgs, tellRefusal, UsageError } from './command.ts';
import { type HousePlace, withDatabase } from './errand.ts';
import { openHouseFor } from './open-house-on.ts';

export const receiveCommand = (find: (sandbox: boolean) => Promise<HousePlace>): Command => ({
  name: 'receive',
  usage: '--client ID [--mapping ID [--overlay REGION]] FILE… [--sandbox]',
  ja: 'SS-MIX2 のファイル、FHIR 文書（JSON）、CDA 文書（XML）、一覧（CSV）を、クライアントの名で取り込みます。受け取れないものは保管します。',
  en: 'Takes SS-MIX2 files, FHIR documents (JSON), CDA documents (XML) and lists (CSV) in, in the name of a client; what cannot be taken is kept as a dead letter.',
  options: {
    '--client ID': ['登録されているクライアント。', 'the registered client'],
    '--mapping ID': [
      '一覧（CSV）の変換表（csv-patients-to-fhir など）。',
      'the mapping of lists (CSV), such as csv-patients-to-fhir',
    ],
    '--overlay REGION': ['地域ごとの上書き（mappings/overlays）。', 'a region’s overlay'],
    '--sandbox': ['sandbox のデータベース。', 'the database of the sandbox'],
  },
  async run(args, io) {
    const { values, positionals } = readArgs(args, {
      client: { type: 'string' },
      mapping: { type: 'string' },
      overlay: { type: 'string' },
      sandbox: { type: 'boolean', default: false },
    });
    const { client, mapping, overlay } = values;
    if (client === undefined || positionals.length === 0) throw new UsageError('--client ID FILE…');
    if (overlay !== undefined && mapping === undefined) throw new UsageError('--mapping ID --overlay REGION');
    const list = mapping === undefined ? undefined : { mapping, ...(overlay === undefined ? {} : { overlay }) };
    // Read first: where one of them is not there, none is taken in.
    const files = await Promise.all(positionals.map(async (file) => ({ file, bytes: await readFile(file) })));
    const place = await find(values.sandbox);
    return withDatabase(place, async (database) => {
      const house = await openHouseFor(database, place.settings);
      if (isRefusal(house)) return tellRefusal(io, house);
      let good = true;
      for (const one of files) good = tell(io, one.file, await receive(house, client, { ...one, list })) && good;
      return good ? 0 : 1;
    });
  },
});

/** How a list (CSV) is to be read. */
type List = { readonly mapping: string; readonly overlay?: string };

/** A FHIR document is JSON, a CDA document XML; all else is a message. */
function kindOf(bytes: Uint8Array): 'document' | 'cda' | 'message' {
  const first = bytes.find((byte) => byte > SPACE && !BYTE_ORDER_MARK.includes(byte));
  return first === OPENING_BRACE ? 'document' : first === LESS_THAN ? 'cda' : 'message';
}

const OPENING_BRACE = 0x7b;
const LESS_THAN = 0x3c;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const SPACE = 0x20;

async function receive(
  house: House,
  client: string,
  { file, bytes, list }: { readonly file: string; readonly bytes: Uint8Array; readonly list: List | undefined },
): Promise<Delivered> {
  const { deliver } = await import('#reception');
  const { readSsmix2FileName } = await import('#messages');
  const name = basename(file);
  const known = { requestId: randomUUID(), now: new Date(), method: 'CLI', url: 'receive', base: '' };
  if (list !== undefined)
    return deliver(house, client, known, { channel: 'cli', kind: 'records', bytes, query: new URLSearchParams(list) });
  const kind = kindOf(bytes);
  const named = kind === 'message' && !isRefusal(readSsmix2FileName(name));
  const query = new URLSearchParams(named ? { file: name } : {});
  return deliver(house, client, known, { channel: 'cli', kind, bytes, query });
}

/** One line for each file; whether it was stored. */
function tell(io: Io, file: string, { refusal, letter }: Delivered): boolean {
  const state = refusal === undefined ? 'stored' : letter === undefined ? 'refused' : 'kept';
  io.out(`${JSON.stringify({ file, state, ...(letter === undefined ? {} : { letter }) })}\n`);
  if (refusal !== undefined) tellRefusal(io, refusal);
  return refusal === undefined;
}
