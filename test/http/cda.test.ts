import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operatorOf } from '../channel/operators.ts';
import { HOSPITAL, issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const operator = await operatorOf(gateway, HOSPITAL);

const CODED = readFileSync('examples/cda/discharge-summary-coded.xml', 'utf8');
const XML = { 'Content-Type': 'application/xml' };
const upload = (text: string, query = '', who = 'hospital-ehr', headers = XML) =>
  gateway.call(who, 'POST', `/cda${query}`, text, headers);
const countVersions = async (): Promise<number> =>
  Number((await gateway.database.query<{ n: string }>('SELECT count(*) AS n FROM resource')).rows[0]?.n);
/** `Type/id/_history/version` of what an answer tells of; the document first. */
const told = (json: any): string[] =>
  json.entry.flatMap(({ response }: any) => response.location?.split('/fhir/')[1] ?? []);
const nameOf = (location = ''): string => location.split('/_history/')[0] ?? '';
const ofType = (names: readonly string[], type: string): string[] =>
  names.filter((name) => name.startsWith(`${type}/`));
const read = (name = '') => gateway.call('hospital-ehr', 'GET', `/fhir/${nameOf(name)}`);
const categories = (resource: any): string[] =>
  resource.meta.security.flatMap(({ system, code }: any) => (/category$/.test(system) ? code : [])).sort();

/** The example as another document, and as a later version of it. */
const another = (number: string): string => CODED.replaceAll('2026-DS-0000456', `2026-DS-${number}`);
const later = (text: string, version = 2): string =>
  text
    .replace(/(2026-DS-\d+)-1"/, `$1-${version}"`)
    .replace('versionNumber value="1"', `versionNumber value="${version}"`);
const codesOf = (json: any): string[] => issuesOf(json).map(({ code }) => code);

test('a CDA document is stored with its parts, each labelled by its section, and with a report of what was left', async () => {
  const answer = await upload(CODED);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const names = told(answer.json);
  expect(names.map((name) => name.split('/')[0]).slice(0, 5)).toEqual([
    'Bundle',
    'Composition',
    'Patient',
    'Practitioner',
    'Organization',
  ]);
  expect(nameOf(ofType(names, 'Organization')[0])).toBe(HOSPITAL);
  expect(codesOf(answer.json.entry.at(-1).resource)).toContain('cda-entry-left');
  const labels = async (type: string) => categories((await read(ofType(names, type)[0])).json);
  expect(await labels('DiagnosticReport')).toEqual(['test']);
  expect(await labels('MedicationRequest')).toEqual(['medication']);
  expect(await labels('Condition')).toEqual(['condition']);
  const document = (await read(names[0])).json;
  expect([document.type, document.identifier.value]).toEqual(['document', '2026-DS-0000456-1']);
  const found = await gateway.call('hospital-ehr', 'GET', `/fhir/Condition?code=F319`);
  expect(found.json.entry.map(({ resource }: any) => resource.id)).toContain(
    nameOf(ofType(names, 'Condition')[0]).split('/')[1],
  );
});

test('the same document again is no news; the same number with other content is refused', async () => {
  const text = another('0000501');
  const first = told((await upload(text)).json);
  const before = await countVersions();
  const again = await upload(text);
  expect([again.status, told(again.json), await countVersions()]).toEqual([200, [first[0]], before]);
  const changed = await upload(text.replace('双極性障害', '躁うつ病'), '?keep-refused=false');
  expect([changed.status, codesOf(changed.json)[0], await countVersions()]).toEqual([409, 'document-exists', before]);
});

test('the same bytes are read anew by the rules of the day, into the same resources', async () => {
  const text = another('0000512');
  const first = told((await upload(text)).json);
  const [document = ''] = first;
  const [condition] = ofType(first, 'Condition');
  // As rules that did not know the title of a section, nor of one diagnosis, had stored it.
  await gateway.database.query(
    `UPDATE resource SET content = replace(replace(content, '"title":"退院時診断",', ''), '双極性障害', '気分障害')
     WHERE type || '/' || id IN ($1, $2)`,
    [nameOf(document), nameOf(condition)],
  );
  expect(JSON.stringify((await read(condition)).json)).toContain('気分障害');
  const again = await upload(text);
  expect(again.status, JSON.stringify(again.json)).toBe(200);
  const second = told(again.json);
  expect(second[0]).toBe(`${nameOf(document)}/_history/2`);
  expect(second.map(nameOf).sort()).toEqual(first.map(nameOf).sort());
  expect(JSON.stringify((await read(condition)).json)).toContain('双極性障害');
  const before = await countVersions();
  expect([told((await upload(text)).json), await countVersions()]).toEqual([[second[0]], before]);
});

test('a later version makes later versions of the same resources, and what it no longer says is deleted', async () => {
  const text = another('0000502');
  const first = told((await upload(text)).json);
  const version2 = later(text)
    .replace('value="1.3" unit="meq/L"', 'value="0.9" unit="meq/L"')
    .replace(/<entry>\s*<procedure classCode="PROC" moodCode="EVN">[\s\S]*?<\/procedure>\s*<\/entry>/, '');
  const answer = await upload(version2);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  const second = told(answer.json);
  const sameAs = (type: string) => ofType(second, type).map(nameOf).sort();
  for (const type of ['Bundle', 'Composition', 'Condition', 'Observation', 'MedicationRequest', 'DiagnosticReport'])
    expect(sameAs(type)).toEqual(ofType(first, type).map(nameOf).sort());
  expect(second[0]).toMatch(/\/_history\/2$/);
  const values = await Promise.all(
    ofType(second, 'Observation').map(async (name) => (await read(name)).json.valueQuantity?.value),
  );
  expect(values).toContain(0.9);
  expect(values).not.toContain(1.3);
  const [procedure] = ofType(first, 'Procedure');
  expect((await read(procedure)).status).toBe(410);
  // What stayed as it was has no new version.
  expect(second).toContain(ofType(first, 'AllergyIntolerance')[0]);
  expect((await read(second[0])).json.identifier.value).toBe('2026-DS-0000502-2');

  const before = await countVersions();
  const stale = await upload(text, '?keep-refused=false');
  expect([stale.status, codesOf(stale.json)[0], await countVersions()]).toEqual([409, 'cda-version-old', before]);
});

test('without a set, a document that replaces another is its later version all the same', async () => {
  const bare = another('0000503')
    .replace(/\s*<setId[^>]*>/, '')
    .replace(/\s*<versionNumber[^>]*>/, '');
  const first = told((await upload(bare)).json);
  const replacing = (own: string, old: string): string =>
    bare
      .replace('2026-DS-0000503-1', own)
      .replace(
        '<componentOf>',
        `<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.392.100495.20.3.99.11310000001" extension="${old}"/></parentDocument></relatedDocument><componentOf>`,
      );
  const second = await upload(replacing('2026-DS-0000503-2', '2026-DS-0000503-1'));
  const third = await upload(replacing('2026-DS-0000503-3', '2026-DS-0000503-2'));
  for (const answer of [second, third]) expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  expect(nameOf(told(third.json)[0])).toBe(nameOf(first[0]));
  expect(ofType(told(third.json), 'Condition').map(nameOf)).toEqual(ofType(first, 'Condition').map(nameOf));
  const stale = await upload(bare, '?keep-refused=false');
  expect([stale.status, codesOf(stale.json)[0]]).toEqual([409, 'cda-version-old']);
});

test('a version about somebody else is refused, so that no record wanders from one person to another', async () => {
  const text = another('0000504');
  await upload(text);
  const before = await countVersions();
  const other = await upload(later(text).replace('extension="0000456"', 'extension="0000457"'), '?keep-refused=false');
  expect([other.status, codesOf(other.json)[0], await countVersions()]).toEqual([409, 'cda-person-differs', before]);
  const nobody = another('0000505').replace(' extension="0000456"', '');
  const refused = await upload(nobody, '?keep-refused=false');
  expect([refused.status, issuesOf(refused.json)[0]]).toMatchObject([
    422,
    { code: 'cda-incomplete', expression: 'recordTarget/patientRole/id' },
  ]);
});

test('what cannot be read is kept as it came, with place and reason, and taken in once it is corrected', async () => {
  const text = another('0000506');
  const before = await countVersions();
  const answer = await upload(text.replace('</title>', '</titel>'));
  expect([answer.status, codesOf(answer.json)]).toEqual([400, ['cda-unreadable', 'kept-as-dead-letter']]);
  const { deadLetters } = (await operator.call('GET', '/admin/dead-letters?state=waiting')).json;
  expect(deadLetters).toMatchObject([
    { kind: 'cda', channel: 'rest', client: 'hospital-ehr', issues: [{ code: 'cda-unreadable', line: 6 }] },
  ]);
  expect(JSON.stringify(deadLetters)).not.toMatch(/山本|0000456/);
  expect(await countVersions()).toBe(before);
  const [{ id }] = deadLetters;
  const opened = (await operator.call('GET', `/admin/dead-letters/${id}`)).json;
  expect(Buffer.from(opened.bytes, 'base64').toString()).toContain('</titel>');
  const replayed = await operator.call('POST', `/admin/dead-letters/${id}/replay`, Buffer.from(text));
  expect([replayed.status, replayed.json.state, replayed.json.written[0]]).toEqual([
    200,
    'replayed',
    expect.stringMatching(/^Bundle\//),
  ]);
});

test('a fault that validation finds is told at the line of the document', async () => {
  const text = another('0000507').replace('code="N" codeSystem="2.16.840.1.113883.5.25"', 'code="N"');
  const broken = text.replace(/<manufacturedMaterial>\s*<code code="1179017F1047"/, (found) =>
    found.replace('1179017F1047', `${'9'.repeat(5)}  9`),
  );
  expect((await upload(broken, '?keep-refused=false')).status).toBe(200);
  const reaction = another('0000508').replace(
    '<value xsi:type="CD" code="L27.0" codeSystem="2.16.840.1.113883.6.3" displayName="薬疹"/>',
    '',
  );
  const answer = await upload(reaction, '?keep-refused=false');
  expect([answer.status, issuesOf(answer.json)[0]?.expression]).toEqual([
    422,
    'component/structuredBody/component[3]/section/entry/observation',
  ]);
});

test('entities, document types and what is too large are refused before anything of them is read', async () => {
  const bomb = CODED.replace(
    '<ClinicalDocument',
    '<!DOCTYPE ClinicalDocument [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<ClinicalDocument',
  );
  const refusedBy = async (text: string, headers = XML, who?: string) => {
    const { status, json } = await upload(text, '?keep-refused=false', who, headers);
    return [status, codesOf(json)[0]];
  };
  expect(await refusedBy(bomb)).toEqual([400, 'cda-unreadable']);
  expect(await refusedBy(`${CODED}${' '.repeat(300_000)}`)).toEqual([413, 'body-too-large']);
  expect(await refusedBy('{}', { 'Content-Type': 'application/json' })).toEqual([415, 'content-type-unsupported']);
  expect(await refusedBy('{}', { 'Content-Type': 'application/fhir+xml' })).toEqual([415, 'content-type-unsupported']);
  expect(await refusedBy(CODED, XML, 'soudan-hikari')).toEqual([403, 'sender-not-a-hospital']);
  const strict = await upload(another('0000509'), '?strict=true&keep-refused=false');
  expect([strict.status, codesOf(strict.json)]).toEqual([422, expect.arrayContaining(['cda-entry-left'])]);
  const unknown = await upload(CODED, '?colour=red&keep-refused=false');
  expect([unknown.status, codesOf(unknown.json)[0]]).toEqual([400, 'operation-parameter-unknown']);
});

test('an office without the consent of the person sees nothing of the document', async () => {
  const [document, composition] = told((await upload(another('0000510'))).json);
  for (const name of [document, composition])
    expect((await gateway.call('soudan-hikari', 'GET', `/fhir/${nameOf(name)}`)).status).toBe(404);
});

test('several senders of one document at once make it once', async () => {
  const text = another('0000511');
  const answers = await Promise.all(Array.from({ length: 6 }, () => upload(text, '?keep-refused=false')));
  const stored = answers.filter(({ status }) => status === 200).map(({ json }) => nameOf(told(json)[0]));
  expect(stored.length).toBeGreaterThan(0);
  expect(new Set(stored).size).toBe(1);
  const { rows } = await gateway.database.query<{ n: string }>(
    "SELECT count(*) AS n FROM resource WHERE type = 'Bundle' AND content::text LIKE '%2026-DS-0000511-1%'",
  );
  expect(Number(rows[0]?.n)).toBe(1);
});
