import { describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const SYSTEM = 'https://prefer.example/records';
const note = (value: string, more: object = {}) => ({
  resourceType: 'Basic',
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' },
  identifier: [{ system: SYSTEM, value }],
  code: { text: '覚書' },
  subject: { reference: `Patient/${PERSON_B}` },
  ...more,
});
const send = (type: string, entry: object[], prefer?: string) =>
  gateway.call(
    'hospital-ehr',
    'POST',
    '/fhir',
    { resourceType: 'Bundle', type, entry },
    prefer === undefined ? {} : { Prefer: prefer },
  );
const codes = (json: any): string[] => issuesOf(json).map(({ code }) => code);

/** What is patched is stored with the labels of the house, which R4's set of labels does not hold. */
const LABELLED = ['binding-extensible'];

/** What each entry is answered with: its status, the type of its resource, and the codes of its outcome. */
const told = ({ json }: { json: any }): [string, string | undefined, string[]][] =>
  json.entry.map(({ resource, response }: any) => [response.status, resource?.resourceType, codes(response.outcome)]);

/** Every kind of request: a create, one that finds what is there, an update, a patch, a deletion, a reading, a search. */
async function everyKind(type: string): Promise<object[]> {
  const stored = async (value: string): Promise<string> =>
    (await gateway.call('hospital-ehr', 'POST', '/fhir/Basic', note(`${type}-${value}`))).json.id;
  const [changed, patched, deleted, read] = [
    await stored('u'),
    await stored('p'),
    await stored('d'),
    await stored('r'),
  ];
  const operations = [{ op: 'replace', path: '/code/text', value: '直した' }];
  const patch = {
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  };
  const found = `identifier=${SYSTEM}|${type}-r`;
  return [
    { resource: note(`${type}-c`), request: { method: 'POST', url: 'Basic' } },
    { resource: note(`${type}-r`), request: { method: 'POST', url: 'Basic', ifNoneExist: found } },
    {
      resource: note(`${type}-u`, { id: changed, code: { text: '直した' } }),
      request: { method: 'PUT', url: `Basic/${changed}` },
    },
    { resource: patch, request: { method: 'PATCH', url: `Basic/${patched}` } },
    { request: { method: 'DELETE', url: `Basic/${deleted}` } },
    { request: { method: 'GET', url: `Basic/${read}` } },
    { request: { method: 'GET', url: `Basic?${found}` } },
  ];
}

describe.each(['batch', 'transaction'])('the entries of a %s', (type) => {
  test('hold what was stored where nothing else is asked for', async () => {
    for (const prefer of [undefined, 'return=representation'])
      expect(told(await send(type, await everyKind(`${type}-${prefer}`), prefer))).toEqual([
        ['201', 'Basic', []],
        ['200', 'Basic', []],
        ['200', 'Basic', []],
        ['200', 'Basic', LABELLED],
        ['204', undefined, []],
        ['200', 'Basic', []],
        ['200', 'Bundle', []],
      ]);
  });

  test('hold nothing of what was written for who wants the least, and all of what was asked for', async () => {
    const answer = await send(type, await everyKind(`${type}-minimal`), 'respond-async; return=minimal');
    expect(told(answer)).toEqual([
      ['201', undefined, []],
      ['200', undefined, []],
      ['200', undefined, []],
      ['200', undefined, []],
      ['204', undefined, []],
      ['200', 'Basic', []],
      ['200', 'Bundle', []],
    ]);
    const [created] = answer.json.entry;
    expect(created.response).toEqual({
      status: '201',
      location: expect.stringMatching(/\/fhir\/Basic\/[^/]+\/_history\/1$/),
      etag: 'W/"1"',
      lastModified: expect.any(String),
    });
    expect(
      (await gateway.call('hospital-ehr', 'GET', new URL(created.response.location).pathname)).json.code.text,
    ).toBe('覚書');
  });

  test('hold what there is to say of each write for who wants that', async () => {
    expect(told(await send(type, await everyKind(`${type}-outcome`), 'return=OperationOutcome'))).toEqual([
      ['201', undefined, ['valid']],
      ['200', undefined, ['valid']],
      ['200', undefined, ['valid']],
      ['200', undefined, LABELLED],
      ['204', undefined, []],
      ['200', 'Basic', []],
      ['200', 'Bundle', []],
    ]);
  });

  test('tell the warnings of a write, with what was stored or instead of it', async () => {
    const bare = (value: string) => [
      { resource: { ...note(`${type}-${value}`), text: undefined }, request: { method: 'POST', url: 'Basic' } },
    ];
    const [[, resource, warnings] = []] = told(await send(type, bare('with')));
    expect([resource, warnings?.length]).toEqual(['Basic', 1]);
    expect(told(await send(type, bare('instead'), 'return=OperationOutcome'))).toEqual([['201', undefined, warnings]]);
    expect(told(await send(type, bare('least'), 'return=minimal'))).toEqual([['201', undefined, []]]);
  });
});

test('a refused entry of a batch is told why, whatever is preferred', async () => {
  const entry = [
    { request: { method: 'GET', url: 'Basic/none' } },
    { resource: { resourceType: 'Basic' }, request: { method: 'POST', url: 'Basic' } },
  ];
  for (const prefer of ['return=minimal', 'return=representation', 'return=OperationOutcome']) {
    const [[missing, , why] = [], [invalid, , faults] = []] = told(await send('batch', entry, prefer));
    expect([missing, why, invalid]).toEqual(['404', ['not-found'], '422']);
    expect(faults).toContain('cardinality-min');
  }
});

test('one that was there already is answered by an outcome too', async () => {
  const headers = { 'If-None-Exist': `identifier=${SYSTEM}|alone`, Prefer: 'return=OperationOutcome' };
  const answers = [];
  for (let i = 0; i < 2; i += 1)
    answers.push(await gateway.call('hospital-ehr', 'POST', '/fhir/Basic', note('alone'), headers));
  expect(answers.map(({ status, json }) => [status, json.resourceType, codes(json)])).toEqual([
    [201, 'OperationOutcome', ['valid']],
    [200, 'OperationOutcome', ['valid']],
  ]);
});
