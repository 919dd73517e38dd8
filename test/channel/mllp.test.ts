import { expect, test } from 'vitest';
import { generateClientKey } from '../../src/auth/index.ts';
import { auditRecords } from '../audit-events.ts';
import { HOSPITAL, sandboxGateway } from '../gateway.ts';
import { createListening, NOW } from './listening.ts';
import { ADMISSION, dial, frame, messageOf, PATIENT, replaced, segmentsOf } from './mllp.ts';
import { operatorOf } from './operators.ts';

const gateway = await sandboxGateway();
const listening = createListening(gateway);
const operator = await operatorOf(gateway, HOSPITAL);
const patient = messageOf(PATIENT);
const admission = messageOf(ADMISSION);
const withoutId = replaced(admission, '|0000123^^^^PI|', '||');
/** The same message under another control id. */
const numbered = (message: Buffer, id: string) => replaced(message, '202310161435150001', id);
const { port } = await listening();

async function exchange(message: Uint8Array, on = port): Promise<Buffer> {
  const line = await dial(on);
  line.send(frame(message));
  const answer = await line.next();
  line.socket.destroy();
  return answer;
}

const countOf = async (table: 'resource' | 'dead_letter') =>
  Number((await gateway.database.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);

test('a message is stored before it is acknowledged, and the acknowledgment is exactly this', async () => {
  const answer = await exchange(patient);
  expect(answer.toString('latin1')).toBe(
    [
      'MSH|^~\\&|GW|RCV|HIS|KOKORO|20261120100203.456+0900||ACK^A08^ACK|' +
        `${answer.toString('latin1').split('|')[9]}|P|2.5||||||~ISO IR87`,
      'MSA|AA|202604010930120001',
      '',
    ].join('\r'),
  );
  expect(answer.toString('latin1').split('|')[9]).toMatch(/^[0-9A-F]{20}$/);
  const found = await gateway.call('hospital-ehr', 'GET', `/fhir/Patient?name=${encodeURIComponent('佐藤')}`);
  expect(found.json.total).toBe(1);
  const [record] = (await auditRecords(gateway.database)).filter(({ method }) => method === 'MLLP');
  expect(record).toMatchObject({
    client: { id: 'hospital-ehr' },
    organization: HOSPITAL,
    interaction: 'transaction',
    outcome: 'success',
    url: '/mllp',
  });
});

test('a frame that has ended is whole, although its last segment does not end in CR', async () => {
  const bare = replaced(patient, '202604010930120001', 'WITHOUT-LAST-CR');
  const last = bare.findLastIndex((byte) => byte !== 0x0d && byte !== 0x0a && byte !== 0x1c);
  const answer = await exchange(bare.subarray(0, last + 1));
  expect(answer.toString('latin1')).toMatch(/\rMSA\|AA\|WITHOUT-LAST-CR\r/);
});

test('what cannot be taken is kept as a dead letter, and the acknowledgment says where and why in the encoding of its sender', async () => {
  const before = await countOf('resource');
  const answer = await exchange(withoutId);
  const [letter] = (await operator.call('GET', '/admin/dead-letters')).json.deadLetters;
  const header = answer.toString('latin1').split('\r')[0];
  const ja = '\u001b$B45<T\u001b(BID\u001b$B!J\u001b(BPID-3\u001b$B!K$,$"$j$^$;$s!#\u001b(B';
  expect(answer.toString('latin1')).toBe(
    `${header}\rMSA|AE|202310161435150001\rERR||PID^1^3^1|101^Required field missing^HL70357|E|` +
      `ssmix2-patient-missing^^L|${letter.id}|the patient id (\`PID-3\`) is missing|${ja}\r`,
  );
  expect([letter.channel, letter.client, letter.size]).toEqual(['mllp', 'hospital-ehr', withoutId.length]);
  expect(await countOf('resource')).toBe(before);
  const opened = await operator.call('GET', `/admin/dead-letters/${letter.id}`);
  expect(Buffer.from(opened.json.bytes, 'base64').equals(withoutId)).toBe(true);
});

test('a kind of message that is not supported is rejected, and kept', async () => {
  const [, msa, err] = segmentsOf(
    await exchange(replaced(admission, 'ADT^A01^ADT_A01', 'ZZZ^Z01^ZZZ_Z01')),
    'iso-2022-jp',
  );
  expect(msa).toEqual(['MSA', 'AR', '202310161435150001']);
  expect(err?.slice(2, 6)).toEqual([
    'MSH^1^9^1',
    '201^Unsupported event code^HL70357',
    'E',
    'ssmix2-event-unsupported^^L',
  ]);
  expect(err?.[8]).toBe('まだ扱っていない種類のメッセージです。');
});

test('a sender who is not known is rejected, nothing is kept, and the connection ends', async () => {
  const before = [await countOf('resource'), await countOf('dead_letter')];
  const line = await dial(port);
  line.send(frame(replaced(admission, '|KOKORO|', '|ELSE|')));
  const [, msa, err] = segmentsOf(await line.next(), 'iso-2022-jp');
  expect([msa, err]).toEqual([
    ['MSA', 'AR', '202310161435150001'],
    [
      'ERR',
      '',
      '',
      '204^Unknown key identifier^HL70357',
      'E',
      'sender-unknown^^L',
      '',
      'who sends this is not known',
      '送信元を確かめられません。',
    ],
  ]);
  expect(await line.closed()).toHaveLength(0);
  expect([await countOf('resource'), await countOf('dead_letter')]).toEqual(before);
  const refused = (await auditRecords(gateway.database)).filter(({ reason }) => reason === 'sender-unknown');
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ outcome: 'refused', method: 'MLLP', interaction: '$process-message' });
});

test('a client that is removed is not known any more, with the very next message', async () => {
  const { publicJwk } = await generateClientKey('ES384');
  await gateway.gateway.auth.registerClient({
    id: 'leaving',
    name: '病院',
    scopes: ['system/*.cruds'],
    actor: HOSPITAL,
    organization: HOSPITAL,
    purpose: 'TREAT',
    jwks: { keys: [publicJwk] },
  });
  const { port: own } = await listening({ findSender: () => 'leaving' });
  const line = await dial(own);
  line.send(frame(numbered(admission, 'L-1')));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', 'L-1']);
  await gateway.gateway.auth.removeClient('leaving');
  line.send(frame(numbered(admission, 'L-2')));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AR', 'L-2']);
});

test('an office that is no hospital, and one without the scope, is rejected, and nothing of it is kept', async () => {
  const before = [await countOf('resource'), await countOf('dead_letter')];
  const { port: office } = await listening({ findSender: () => 'soudan-hikari' });
  const [, msa, err] = segmentsOf(await exchange(admission, office), 'iso-2022-jp');
  expect([msa?.[1], err?.[5]]).toEqual(['AR', 'sender-not-a-hospital^^L']);
  const { port: person } = await listening({ findSender: () => 'person-b' });
  expect(segmentsOf(await exchange(admission, person), 'iso-2022-jp')[1]?.[1]).toBe('AR');
  expect([await countOf('resource'), await countOf('dead_letter')]).toEqual(before);
});

test.each([
  ['no header', Buffer.from('PID|1||x\r')],
  ['no text at all', Buffer.alloc(0)],
  ['bytes of no kind', Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x0d])],
])('a frame with %s is rejected', async (_what, message) => {
  const [, msa, err] = segmentsOf(await exchange(message));
  expect([msa, err?.[5]]).toEqual([['MSA', 'AR'], 'hl7-msh-missing^^L']);
});

test('the same message sent again gets the very same answer, is stored once, and kept once', async () => {
  const message = numbered(admission, 'R-1');
  const bad = numbered(withoutId, 'R-2');
  const [first, firstBad] = [await exchange(message), await exchange(bad)];
  const before = [await countOf('resource'), await countOf('dead_letter')];
  const { port: later } = await listening({ now: () => new Date(NOW.getTime() + 3_600_000) });
  expect((await exchange(message, later)).equals(first)).toBe(true);
  expect((await exchange(bad, later)).equals(firstBad)).toBe(true);
  expect([await countOf('resource'), await countOf('dead_letter')]).toEqual(before);
});

test('sent on several connections at once, it is stored once, and all hear the same', async () => {
  const message = numbered(replaced(admission, '0000123', '0000987'), 'C-1');
  const answers = await Promise.all(Array.from({ length: 6 }, () => exchange(message)));
  expect(new Set(answers.map((answer) => answer.toString('latin1'))).size).toBe(1);
  expect(segmentsOf(answers[0] as Buffer)[1]).toEqual(['MSA', 'AA', 'C-1']);
  const { rows } = await gateway.database.query(
    `SELECT 1 FROM resource WHERE type = 'Patient' AND until_tx IS NULL AND content::text LIKE '%0000987%'`,
  );
  expect(rows).toHaveLength(1);
});

test('another message under a control id that was used is no resend: it is stored', async () => {
  expect(segmentsOf(await exchange(numbered(admission, 'D-1')))[1]?.[1]).toBe('AA');
  expect(segmentsOf(await exchange(numbered(withoutId, 'D-1')), 'iso-2022-jp')[1]?.[1]).toBe('AE');
});

test('what was kept, and then replayed by an operator, is acknowledged as stored when it comes again', async () => {
  const bad = numbered(withoutId, 'P-1');
  const [, , err] = segmentsOf(await exchange(bad), 'iso-2022-jp');
  const replay = await operator.call('POST', `/admin/dead-letters/${err?.[6]}/replay`, numbered(admission, 'P-1'));
  expect(replay.status, JSON.stringify(replay.json)).toBe(200);
  expect(segmentsOf(await exchange(bad))[1]).toEqual(['MSA', 'AA', 'P-1']);
});

test('several messages on a connection are answered in their order, however their bytes are cut', async () => {
  const ids = ['S-1', 'S-2', 'S-3', 'S-4'];
  const bytes = Buffer.concat(ids.map((id, i) => frame(numbered(i === 2 ? withoutId : admission, id))));
  const line = await dial(port);
  line.socket.setNoDelay(true);
  for (let at = 0; at < bytes.length; at += 97) {
    line.send(bytes.subarray(at, at + 97));
    if (at % 970 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const answers = [];
  for (const _ of ids) answers.push(segmentsOf(await line.next(), 'iso-2022-jp')[1]);
  expect(answers).toEqual([
    ['MSA', 'AA', 'S-1'],
    ['MSA', 'AA', 'S-2'],
    ['MSA', 'AE', 'S-3'],
    ['MSA', 'AA', 'S-4'],
  ]);
  line.socket.destroy();
});

test.each([
  ['AL', 'AL', ['CA', 'AA'], ['CA', 'AE']],
  ['AL', 'NE', ['CA'], ['CA']],
  ['NE', 'AL', ['AA'], ['AE']],
  ['ER', 'ER', [], ['AE']],
  ['SU', 'SU', ['CA', 'AA'], ['CA']],
  ['NE', 'NE', [], []],
])(
  'in enhanced mode with %s and %s a good message is answered by %j, a bad one by %j',
  async (accept, apply, good, bad) => {
    const line = await dial(port);
    const codes: (string | undefined)[][] = [];
    for (const [i, message] of [admission, withoutId].entries()) {
      const id = `E-${accept}-${apply}-${i}`;
      const asking = replaced(numbered(message, id), /^(.*?\|P\|2\.5)\|\|\|\|\|/, `$1|||${accept}|${apply}|`);
      line.send(frame(asking));
      const heard = [];
      for (const _ of i === 0 ? good : bad) heard.push(segmentsOf(await line.next(), 'iso-2022-jp'));
      codes.push(heard.map(([, msa]) => msa?.[1]));
      for (const [msh, msa] of heard) expect([msh?.[14], msh?.[15], msa?.[2]]).toEqual(['NE', 'NE', id]);
    }
    expect(codes).toEqual([good, bad]);
    // Whatever was not asked for does not come either: the next answer is that of the next message.
    line.send(frame(numbered(admission, `E-${accept}-${apply}-end`)));
    expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', `E-${accept}-${apply}-end`]);
    line.socket.destroy();
  },
);

test('an acknowledgment is never acknowledged', async () => {
  const line = await dial(port);
  line.send(frame(Buffer.from('MSH|^~\\&|HIS|KOKORO|GW|RCV|20231016||ACK^A01^ACK|K-1|P|2.5\rMSA|AA|X\r')));
  line.send(frame(numbered(admission, 'K-2')));
  expect(segmentsOf(await line.next())[1]).toEqual(['MSA', 'AA', 'K-2']);
  line.socket.destroy();
});

test.each([
  ['utf-8', (text: string) => Buffer.from(text, 'utf8')],
  ['shift_jis', (text: string) => Buffer.from(text.replace('患者', '\u008a\u00b3\u008e\u00d2'), 'latin1')],
])('a sender who writes %s is answered in it', async (encoding, encode) => {
  const message = encode(
    'MSH|^~\\&|HIS|KOKORO|GW|RCV|20231016||ADT^A08^ADT_A01|U-1|P|2.5\rEVN||20231016\rPID|||||患者\rPV1|1|I\r',
  );
  const answer = segmentsOf(await exchange(message), encoding);
  expect(answer[2]?.[8]).toBe('患者ID（PID-3）がありません。');
});

test('a sender of plain ASCII who declares nothing is answered in English only', async () => {
  const message = Buffer.from(
    'MSH|^~\\&|HIS|KOKORO|GW|RCV|20231016||ADT^A08^ADT_A01|A-1|P|2.5\rEVN||20231016\rPID|1\rPV1|1|I\r',
  );
  const answer = await exchange(message);
  expect(answer.every((byte) => byte < 0x80 && byte !== 0x1b)).toBe(true);
  expect(segmentsOf(answer)[2]?.slice(7)).toEqual([
    'the patient id (`PID-3`) is missing',
    'the patient id (`PID-3`) is missing',
  ]);
});

test('separators in what a sender is called are escaped in the answer', async () => {
  const message = replaced(admission, '|HIS|', '|H\\T\\IS|');
  expect((await exchange(numbered(message, 'F-1'))).toString('latin1').split('|')[4]).toBe('H\\T\\IS');
});

test('while the database is away nothing is taken, and the sender is told to come again', async () => {
  const { port: broken } = await listening({
    house: {
      ...gateway.house,
      database: {
        ...gateway.house.database,
        query: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
      },
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const [, msa, err] = segmentsOf(await exchange(numbered(admission, 'X-1'), broken), 'iso-2022-jp');
  expect([msa, err?.[3], err?.[5]]).toEqual([
    ['MSA', 'AR', 'X-1'],
    '207^Application internal error^HL70357',
    'database-unavailable^^L',
  ]);
  expect(segmentsOf(await exchange(numbered(admission, 'X-1')))[1]).toEqual(['MSA', 'AA', 'X-1']);
});
