/** `kakehashi dead-letters …`: what could not be taken in, for who keeps this machine: listed, opened, replayed, dismissed. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Database } from '#database';
import { isRefusal, type Refusal } from '#fhir';
import type { DeadLetter, LetterState } from '#intake';
import { type Command, choice } from './command.ts';
import { type Errand, errand, type HousePlace, needed, type Shown, wordsOf } from './errand.ts';
import { openHouseFor } from './open-house-on.ts';

export const deadLetterCommands = (find: (sandbox: boolean) => Promise<HousePlace>): Command[] =>
  [LIST, SHOW, REPLAY, DISMISS].map((one) => errand(find, one));

const LETTERS = { interaction: '$administer-dead-letters' } as const;
/** As it stands in the audit and with the letter. */
const TERMINAL = 'terminal';
const STATES = ['waiting', 'replayed', 'replaced', 'dismissed'] as const satisfies readonly LetterState[];

const LIST: Errand = {
  ...LETTERS,
  name: 'dead-letters list',
  usage: '[--state waiting|replayed|replaced|dismissed]',
  ja: '受け取れなかったものを、新しい順に並べます。',
  en: 'Lists what could not be taken in, the newest first.',
  options: { '--state STATE': ['この状態のものだけ。', 'only those in this state'] },
  takes: { state: 'one' },
  action: 'R',
  read: (given) => {
    wordsOf(given);
    const asked = given.one('state');
    const state = asked === undefined ? undefined : choice('state', asked, STATES);
    return {
      about: '',
      run: async (database) => {
        const { listLetters } = await import('#intake');
        return (await listLetters(database, { state })).map(letterLine);
      },
    };
  },
};

const SHOW: Errand = {
  ...LETTERS,
  name: 'dead-letters show',
  usage: 'ID [--out FILE]',
  ja: '一つについて、場所と理由を示します。--out で、その中身をファイルに書きます（持ち主だけが読めます）。',
  en: 'Shows place and reason of one; with --out its bytes are written into a file that only its owner may read.',
  options: { '--out FILE': ['中身を書くファイル。', 'where its bytes go'] },
  takes: { out: 'one' },
  action: 'R',
  read: (given) => {
    const [id = ''] = wordsOf(given, 'ID');
    const out = given.one('out');
    return {
      about: id,
      run: async (database) => {
        const letter = await opened(database, id);
        if (isRefusal(letter)) return letter;
        const { bytes, original: _original, ...rest } = letter;
        if (out !== undefined) await writeFile(out, bytes, { mode: 0o600, flag: 'wx' });
        const { worded } = await import('#reception');
        const shown = worded(rest);
        return [{ json: shown, text: JSON.stringify(shown, undefined, 2) }];
      },
    };
  },
};

const REPLAY: Errand<HousePlace> = {
  ...LETTERS,
  name: 'dead-letters replay',
  usage: 'ID [--bytes FILE]',
  ja: 'そのまま、または --bytes のファイルの中身で、送ったクライアントの名で取り込みます。',
  en: 'Takes one in as it is, or with the bytes of a file, in the name of the client that sent it.',
  options: { '--bytes FILE': ['直した中身のファイル。', 'a file with the corrected bytes'] },
  takes: { bytes: 'one' },
  action: 'U',
  read: async (given) => {
    const [id = ''] = wordsOf(given, 'ID');
    const file = given.one('bytes');
    const corrected = file === undefined ? undefined : await readFile(file);
    return {
      about: id,
      run: async (database, place) => {
        const letter = await opened(database, id);
        if (isRefusal(letter)) return letter;
        const house = await openHouseFor(database, place.settings);
        if (isRefusal(house)) return house;
        const { replayLetter } = await import('#reception');
        const known = { requestId: randomUUID(), now: new Date(), method: 'CLI', url: '', base: '' };
        const written = await replayLetter(house, letter, { known, by: TERMINAL, corrected });
        if (isRefusal(written)) return written;
        return [{ json: { id, state: 'replayed', written }, text: [`${id} replayed`, ...written].join('\n  ') }];
      },
    };
  },
};

const DISMISS: Errand = {
  ...LETTERS,
  name: 'dead-letters dismiss',
  usage: 'ID --note TEXT',
  ja: '理由を書いて、取り込まないことにします。',
  en: 'Decides, with the reason, that one need not be taken in.',
  options: {
    '--note TEXT': ['理由。患者のことは書かないでください。', 'the reason, without anything about a patient'],
  },
  takes: { note: 'one' },
  action: 'U',
  read: (given) => {
    const [id = ''] = wordsOf(given, 'ID');
    const note = needed(given, 'note');
    return {
      about: id,
      run: async (database) => {
        const letter = await opened(database, id);
        if (isRefusal(letter)) return letter;
        const { dismissLetter } = await import('#reception');
        const refusal = await dismissLetter(database, letter, { by: TERMINAL, note, now: new Date() });
        return refusal ?? [{ json: { id, state: 'dismissed' }, text: `${id} dismissed` }];
      },
    };
  },
};

async function opened(database: Database, id: string) {
  const { openLetter } = await import('#intake');
  const letter = await openLetter(database, id);
  if (letter !== undefined) return letter;
  const { letterUnknown } = await import('#reception');
  return letterUnknown(id) as Refusal;
}

/** Nothing of what it says, nor of a file's name, which holds a patient's number. */
const letterLine = (letter: DeadLetter): Shown => {
  const { id, state, channel, kind, client, received, attempts, issues } = letter;
  const [first] = issues;
  const place =
    first?.expression === undefined || letter.query.includes(first.expression) ? '' : ` ${first.expression}`;
  const reason = first === undefined ? '' : `${first.code}${place}`;
  const { query: _query, ...json } = letter;
  return { json, text: `${id} ${state} ${received.toISOString()} ${channel} ${kind} ${client} ×${attempts} ${reason}` };
};
