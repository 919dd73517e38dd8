import type { Observation } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { fromJson, toJson } from '../../src/fhir/index.ts';
import { withoutReferences } from '../../src/visit/without-references.ts';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const JSON_TYPE = { 'Content-Type': 'application/fhir+json' };
async function call(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const answer = await gateway.call('hospital-ehr', method, path, body, { ...JSON_TYPE, ...headers });
  return { ...answer, text: new TextDecoder().decode(answer.bytes) };
}
const weight = (value: string, more = '') =>
  `{"resourceType":"Observation","status":"final","code":{"text":"体重"},"subject":{"reference":"Patient/${PERSON_B}"}${more},"valueQuantity":{"value":${value},"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}`;
/** How the value stands in an answer. */
const valueIn = (text: string): string | undefined => /"value":\s*(-?[\d.eE+-]+)/.exec(text)?.[1];
const create = async (value: string): Promise<string> =>
  (await call('POST', '/fhir/Observation', weight(value))).json.id;

test.each(['60.0', '60.00', '0.10', '123456789012345678.10', '1.50E+3', '0.0000001000', '-0.0', '7'])(
  'a measurement of %s is answered as it was written',
  async (value) => {
    const id = await create(value);
    for (const path of [`/fhir/Observation/${id}`, `/fhir/Observation/${id}/_history/1`, `/fhir/Observation?_id=${id}`])
      expect([path, valueIn((await call('GET', path)).text)]).toEqual([path, value]);
    const xml = await call('GET', `/fhir/Observation/${id}`, undefined, { Accept: 'application/fhir+xml' });
    expect(xml.text).toContain(`<value value="${value}"/>`);
    const part = await call('GET', `/fhir/Observation/${id}?_elements=value&_pretty=true`);
    expect(valueIn(part.text)).toBe(value);
  },
);

test('what is sent as XML or in a transaction keeps its digits too', async () => {
  const xml = `<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="体重"/></code><subject><reference value="Patient/${PERSON_B}"/></subject><valueQuantity><value value="61.50"/></valueQuantity></Observation>`;
  const sent = await call('POST', '/fhir/Observation', xml, { 'Content-Type': 'application/fhir+xml' });
  expect([sent.status, valueIn(sent.text)]).toEqual([201, '61.50']);
  const entry = `{"fullUrl":"urn:uuid:0f0f0f0f-0000-4000-8000-000000000001","resource":${weight('62.70')},"request":{"method":"POST","url":"Observation"}}`;
  const { json } = await call('POST', '/fhir', `{"resourceType":"Bundle","type":"transaction","entry":[${entry}]}`);
  const stored = await call('GET', `/fhir/${json.entry[0].response.location.split('/fhir/')[1]}`);
  expect(valueIn(stored.text)).toBe('62.70');
});

test('a patch changes what it names, and leaves every other digit as it was', async () => {
  const id = await create('60.00');
  const patch = (operations: string) =>
    call('PATCH', `/fhir/Observation/${id}`, operations, { 'Content-Type': 'application/json-patch+json' });
  expect(valueIn((await patch('[{"op":"replace","path":"/code/text","value":"体重（朝）"}]')).text)).toBe('60.00');
  expect(valueIn((await patch('[{"op":"replace","path":"/valueQuantity/value","value":60.50}]')).text)).toBe('60.50');
  const byPath = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Observation.status"},{"name":"value","valueCode":"amended"}]}]}`;
  expect(valueIn((await call('PATCH', `/fhir/Observation/${id}`, byPath)).text)).toBe('60.50');
});

test('a number that a FHIRPath Patch gives keeps its digits, by itself, in a value and in a part', async () => {
  const id = await create('60.00');
  const patch = async (type: string, path: string, name: string, value: string) => {
    const part = [
      `{"name":"type","valueCode":"${type}"},{"name":"path","valueString":"${path}"}`,
      ...(name === '' ? [] : [`{"name":"name","valueString":"${name}"}`]),
      `{"name":"value",${value}}`,
    ];
    const body = `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[${part.join(',')}]}]}`;
    const { status, text } = await call('PATCH', `/fhir/Observation/${id}`, body);
    expect(status, text).toBe(200);
    expect((await call('GET', `/fhir/Observation/${id}`)).text).toBe(text);
    return text;
  };
  const scalar = await patch('replace', 'Observation.value.value', '', '"valueDecimal":61.500');
  expect(valueIn(scalar)).toBe('61.500');
  const whole = await patch('replace', 'Observation.value', '', '"valueQuantity":{"value":62.50,"unit":"kg"}');
  expect(valueIn(whole)).toBe('62.50');
  const parts =
    '{"name":"code","valueCodeableConcept":{"text":"腹囲"}},{"name":"valueQuantity","part":[{"name":"value","valueDecimal":80.00}]}';
  expect(await patch('add', 'Observation', 'component', `"part":[${parts}]`)).toContain(
    '"valueQuantity":{"value":80.00}',
  );
  expect(await patch('replace', 'Observation.component.value.value', '', '"valueDecimal":1.0E+2')).toContain(
    '"valueQuantity":{"value":1.0E+2}',
  );
});

test('a JSON Patch tests numbers by their value, and copies and moves them with their digits', async () => {
  const id = await create('12345678901234567.89');
  const patch = (operations: string) =>
    call('PATCH', `/fhir/Observation/${id}`, operations, { 'Content-Type': 'application/json-patch+json' });
  const test = (value: string) => patch(`[{"op":"test","path":"/valueQuantity/value","value":${value}}]`);
  const other = await test('12345678901234567.11');
  expect([other.status, issuesOf(other.json)[0]?.code]).toEqual([422, 'patch-test-failed']);
  const same = await test('12345678901234567.890');
  expect([same.status, valueIn(same.text)]).toEqual([200, '12345678901234567.89']);
  const part = (value: string) => `{"code":{"text":"腹囲"},"valueQuantity":{"value":${value}}}`;
  const first = `{"op":"add","path":"/component","value":[${['2.00', '2.0', '3'].map(part)}]}`;
  const { text } = await patch(
    `[${first},{"op":"replace","path":"/component/0/valueQuantity/value","value":2.000},{"op":"remove","path":"/component/0"},{"op":"copy","from":"/valueQuantity","path":"/component/1/valueQuantity"}]`,
  );
  expect([...text.matchAll(/"value":([\d.]+)/g)].map(([, value]) => value).sort()).toEqual([
    '12345678901234567.89',
    '12345678901234567.89',
    '2.0',
  ]);
});

test.each(['3.1', '3', '12345678901234568', '12345678901234567.11'])(
  'a patch to %s writes it so, where the same number was written with other digits',
  async (value) => {
    const written = value.startsWith('12') ? '12345678901234567.89' : `${value.padEnd(2, '.')}0`;
    for (const [body, type] of [
      [`[{"op":"replace","path":"/valueQuantity/value","value":${value}}]`, 'application/json-patch+json'],
      [
        `{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Observation.value.value"},{"name":"value","valueDecimal":${value}}]}]}`,
        'application/fhir+json',
      ],
    ] as const) {
      const id = await create(written);
      const patched = await call('PATCH', `/fhir/Observation/${id}`, body, { 'Content-Type': type });
      expect([type, patched.status, valueIn(patched.text)]).toEqual([type, 200, value]);
      expect(valueIn((await call('GET', `/fhir/Observation/${id}`)).text)).toBe(value);
    }
  },
);

test.each(['batch', 'transaction'])('a JSON Patch in a %s is read as the body of a request is', async (type) => {
  const id = await create('60.00');
  const send = async (operations: string | Buffer) => {
    const data = Buffer.from(operations).toString('base64');
    const resource = { resourceType: 'Binary', contentType: 'application/json-patch+json', data };
    const entry = [{ resource, request: { method: 'PATCH', url: `Observation/${id}` } }];
    const { status, json } = await call('POST', '/fhir', JSON.stringify({ resourceType: 'Bundle', type, entry }));
    if (json.type === 'transaction-response') return [status, []];
    const { response = { status, outcome: json } } = json.entry?.[0] ?? {};
    const told = issuesOf(response.outcome).filter(
      ({ code }) => code !== 'invariant-failed' && code !== 'binding-extensible',
    );
    return [Number(response.status), told.map(({ code, expression }) => [code, expression])];
  };
  const replace = (value: string, path = '/valueQuantity/value') =>
    `[{"op":"replace","path":"${path}","value":${value}}]`;
  expect(await send(replace('61.50'))).toEqual([200, []]);
  const unreadable = (code: string) => [400, [[code, 'Bundle.entry[0].resource.data']]];
  expect(await send('[{"op":"remove","op":"test","path":"/code/text","value":"x"}]')).toEqual(
    unreadable('json-duplicate-key'),
  );
  expect(await send(replace('"a\\u0000b"', '/code/text'))).toEqual(unreadable('json-unreadable'));
  expect(await send('[')).toEqual(unreadable('json-unreadable'));
  expect(await send(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).toEqual(unreadable('entry-request-malformed'));
  expect(await send('{"refused":true}')).toEqual([
    400,
    [['patch-malformed', type === 'batch' ? '$' : 'Bundle.entry[0]']],
  ]);
  expect(valueIn((await call('GET', `/fhir/Observation/${id}`)).text)).toBe('61.50');
});

test('digits stay where a reference beside them is masked', () => {
  const text = weight('60.00', ',"device":{"reference":"Device/hidden"}');
  const masked = withoutReferences(fromJson(text) as Observation, (reference) => reference === 'Device/hidden');
  expect(valueIn(toJson(masked))).toBe('60.00');
  expect(toJson(masked)).not.toContain('Device/hidden');
});
