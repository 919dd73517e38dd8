import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { consentDecide } from '../../src/cli/index.ts';
import { example, linesOf, say, scratchFolder } from './terminal.ts';

const folder = scratchFolder();
const time = '2026-06-15T10:00:00+09:00';
const resource = {
  resourceType: 'CarePlan',
  id: 'plan',
  status: 'active',
  intent: 'plan',
  subject: { reference: 'Patient/p1' },
};
const vector = (id: string, more: object = {}) => ({
  id,
  title: `題 ${id}`,
  resource,
  request: { actor: 'PractitionerRole/pr-1', purpose: 'TREAT', action: 'access', time },
  ...more,
});
const file = (name: string, vectors: readonly object[]) =>
  folder.write(name, JSON.stringify({ format: 'consent-decision-vectors/1', vectors }));

interface Cases {
  readonly vectors: readonly { id: string; expect: Record<string, unknown> }[];
}

test('the example cases are answered one line each, in order, with the five members that other programs read', async () => {
  const { vectors } = JSON.parse(readFileSync(example('consent/cases.json'), 'utf8')) as Cases;
  const { code, out, err } = await say(consentDecide, example('consent/cases.json'), '--format', 'ndjson');
  expect([code, err]).toEqual([0, '']);
  const lines = linesOf(out) as Record<string, unknown>[];
  expect(lines.map((line) => line['id'])).toEqual(vectors.map(({ id }) => id));
  for (const [index, line] of lines.entries()) {
    expect(Object.keys(line)).toEqual(['id', 'decision', 'reason', 'consents', 'obligations']);
    expect(line).toMatchObject(vectors[index]?.expect ?? {});
  }
  expect(new Set(lines.map((line) => line['decision']))).toEqual(new Set(['PERMIT', 'DENY']));
});

test('without a consent the answer is no, with the reason, exactly so', async () => {
  const path = file('silence.json', [vector('c1')]);
  expect(await say(consentDecide, path, '--format', 'ndjson')).toEqual({
    code: 0,
    out: '{"id":"c1","decision":"DENY","reason":"DEFAULT_DENY","consents":[],"obligations":[]}\n',
    err: '',
  });
});

test('a malformed request gets no decision and is explained, and the cases around it are still answered', async () => {
  const request = { actor: 'PractitionerRole/pr-1', action: 'peek', time };
  const path = file('malformed.json', [vector('before'), vector('odd', { request }), vector('after')]);
  const { code, out, err } = await say(consentDecide, path, '--format', 'ndjson');
  expect(code).toBe(1);
  expect((linesOf(out) as { id: string; decision: unknown }[]).map(({ id, decision }) => [id, decision])).toEqual([
    ['before', 'DENY'],
    ['odd', null],
    ['after', 'DENY'],
  ]);
  expect(err).toContain('case `odd`: `request.action` of the request cannot be read: `"peek"`');
  expect((await say(consentDecide, path)).out).toContain('\n  odd: 判断できません / no decision\n');
});

test('a case that differs from what it expects is marked, and the exit code is 1', async () => {
  const path = file('differs.json', [
    vector('right', { expect: { decision: 'DENY' } }),
    vector('wrong', { expect: { decision: 'PERMIT' } }),
    vector('free'),
  ]);
  const { code, out, err } = await say(consentDecide, path);
  expect([code, err]).toEqual([1, '']);
  expect(out).toBe(
    '✓ right: DENY DEFAULT_DENY 題 right\n✗ wrong: DENY DEFAULT_DENY 題 wrong\n  free: DENY DEFAULT_DENY 題 free\n',
  );
  expect(
    (await say(consentDecide, file('agrees.json', [vector('right', { expect: { decision: 'DENY' } })]))).code,
  ).toBe(0);
});

test.each([
  ['no JSON', '{"format"', 'json-unreadable'],
  ['empty', '', 'json-unreadable'],
  ['of another format', '{"format":"other","vectors":[]}', 'consent-case-file-unreadable'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0x93, 0xfa]), 'encoding-broken'],
])('a case file that is %s is refused with its code', async (_what, content, code) => {
  const said = await say(consentDecide, folder.write('bad.json', content));
  expect([said.code, said.out]).toEqual([1, '']);
  expect(said.err).toContain(`[${code}]`);
});

test('a case file that is not there is named', async () => {
  const { code, err } = await say(consentDecide, folder.path('none.json'));
  expect(code).toBe(1);
  expect(err).toContain(
    `the file \`${folder.path('none.json')}\` cannot be read: there is no such file; check its name`,
  );
});

test.each([
  [[], 'FILE'],
  [['a', 'b'], 'FILE'],
  [['a', '--format', 'xml'], '--format xml: text | ndjson'],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await say(consentDecide, ...args);
  expect(code).toBe(2);
  expect(err).toContain(`使い方が違います / wrong usage: ${reason}\n`);
});
