import { readFileSync } from 'node:fs';
import type { Bundle, Composition, Condition, Observation, Resource } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { labelRulesShipped, sectionsOf } from '#consent';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { cdaToFhir } from '../../src/cda/index.ts';

const definitions = await loadPackages(['profiles/package']);
if (isRefusal(definitions)) throw new Error('the profiles do not load');
const validator = createValidator(definitions);

const read = (name: string): string => readFileSync(`examples/cda/${name}.xml`, 'utf8');
const CODED = read('discharge-summary-coded');

function run(text: string) {
  const outcome = cdaToFhir(new TextEncoder().encode(text));
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}
const errorsOf = (bundle: Bundle): string[] =>
  validator
    .validate(bundle)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ expression, en }) => `${expression}: ${en}`);

/** The document with one section that holds this. */
const SECTIONS = /<structuredBody>[\s\S]*<\/structuredBody>/;
const section = (head: string, entry: string, base = CODED): string =>
  base.replace(
    SECTIONS,
    `<structuredBody><component><section>${head}<text>本文</text><entry>${entry}</entry></section></component></structuredBody>`,
  );
const title = (words: string): string => `<title>${words}</title>`;

/** What the entries of the only section became, and what is told of the section. */
function entered(head: string, entry: string) {
  const { output, issues } = run(section(head, entry));
  expect(errorsOf(output)).toEqual([]);
  const made = (output.entry ?? []).flatMap(({ resource }) => resource ?? []).slice(5);
  const told = issues.filter(({ expression }) => expression?.includes('structuredBody'));
  return {
    made: made as Resource[],
    told: told.map(
      ({ code, expression = '', en }) => [code, expression.split('/entry/')[1] ?? expression, en] as const,
    ),
  };
}

const observation = (inner: string, attributes = 'classCode="OBS" moodCode="EVN"'): string =>
  `<observation ${attributes}><code code="X1" codeSystem="1.2.3" displayName="項目"/><statusCode code="completed"/><effectiveTime value="20261101"/>${inner}</observation>`;
const valued = (value: string): string => observation(value);

test.each(['discharge-summary-coded', 'referral'])('%s becomes exactly what is expected, and it is valid', (name) => {
  const { output } = run(read(name));
  expect(output).toEqual(JSON.parse(readFileSync(`examples/cda/expected/${name}.json`, 'utf8')));
  expect(errorsOf(output)).toEqual([]);
});

test('every entry is carried or told with its place and reason', () => {
  const { issues } = run(CODED);
  const grave = issues.filter(({ severity }) => severity !== 'information');
  expect(grave.map(({ code, expression = '', line }) => [code, expression.split('/section/')[1], line])).toEqual([
    ['cda-entry-left', 'entry/observation', 147],
    ['cda-entry-left', 'entry[3]/observationMedia', 299],
  ]);
  expect(grave[0]?.ja).toContain('本人以外の人についての記載です');
});

test('each section lists what its entries became, and has the code by which consent speaks of it', () => {
  const { output } = run(CODED);
  const types = new Map((output.entry ?? []).map(({ fullUrl, resource }) => [fullUrl, resource?.resourceType]));
  const composition = output.entry?.[0]?.resource as Composition;
  expect(
    (composition.section ?? []).map(({ code, entry = [] }) => [
      code?.coding?.at(-1)?.code,
      entry.map(({ reference }) => types.get(reference)).join(' '),
    ]),
  ).toEqual([
    ['344', 'Condition Condition'],
    ['370', 'Condition Condition'],
    ['510', 'AllergyIntolerance'],
    ['550', ''],
    ['614', 'Observation Observation'],
    ['620', 'DiagnosticReport Observation Observation Observation'],
    ['444', 'MedicationRequest MedicationRequest MedicationStatement'],
    ['713', 'Procedure Encounter ServiceRequest'],
  ]);
});

test('what stands in the section about the family is shown to nobody by a consent about the illness', () => {
  const { output } = run(CODED);
  const composition = { ...output.entry?.[0]?.resource, id: 'c', subject: { reference: 'Patient/p' } } as Composition;
  const sections = sectionsOf(composition, { custodian: 'Organization/h', rules: labelRulesShipped });
  const labels = sections.map(({ facts }) => [
    facts.sens.flatMap((token) => /category\|(.+)$/.exec(token)?.[1] ?? []).join(),
    facts.conf,
  ]);
  const [NORMAL, RESTRICTED] = [3, 4];
  expect(labels).toEqual([
    ['condition', NORMAL],
    ['condition', NORMAL],
    ['condition', NORMAL],
    ['family', RESTRICTED],
    ['condition', NORMAL],
    ['test', NORMAL],
    ['medication', NORMAL],
    ['condition', NORMAL],
  ]);
});

test('an entry takes words of its own section alone, so that none of another matter come along', () => {
  const dose = (id: string) =>
    CODED.replace('<text><reference value="#sig2"/></text>', `<text><reference value="${id}"/></text>`);
  const wordsOf = (text: string) =>
    JSON.stringify(
      (run(text).output.entry ?? []).filter(({ resource }) => resource?.resourceType === 'MedicationRequest'),
    );
  expect(wordsOf(dose('#sig2'))).toContain('寝る前');
  expect(wordsOf(dose('#dx1'))).not.toContain('双極性障害');
});

test('what is said of a relative is never recorded of the person', () => {
  const diagnosis = `<observation classCode="OBS" moodCode="EVN"><code code="F209" codeSystem="2.16.840.1.113883.6.3"/></observation>`;
  for (const head of [title('家族歴'), '<code code="10157-6" codeSystem="2.16.840.1.113883.6.1"/>']) {
    const { made, told } = entered(head, diagnosis);
    expect([made, told.map(([code]) => code)]).toEqual([[], ['cda-entry-left']]);
  }
  const relative = '<subject><relatedSubject classCode="PRS"/></subject>';
  const held = `<organizer classCode="CLUSTER" moodCode="EVN">${relative}<component>${diagnosis}</component></organizer>`;
  expect(entered(title('退院時診断'), held).made).toEqual([]);
});

test('what is denied, suspected or taken back never stands as a fact', () => {
  const problem = (name: string, attributes = '', status = 'completed') =>
    `<observation classCode="OBS" moodCode="EVN" ${attributes}><code code="E14" codeSystem="2.16.840.1.113883.6.3" displayName="${name}"/><statusCode code="${status}"/></observation>`;
  const statusOf = (entry: string) => {
    const [made] = entered(title('病名'), entry).made as Condition[];
    return [made?.verificationStatus?.coding?.[0]?.code, made?.clinicalStatus?.coding?.[0]?.code];
  };
  expect(statusOf(problem('糖尿病'))).toEqual([undefined, 'active']);
  expect(statusOf(problem('糖尿病の疑い'))).toEqual(['provisional', 'active']);
  expect(statusOf(problem('糖尿病', 'negationInd="true"'))).toEqual(['refuted', undefined]);
  expect(statusOf(problem('糖尿病', '', 'nullified'))).toEqual(['entered-in-error', undefined]);
  const result = observation('<value xsi:type="ST">陽性</value>', 'classCode="OBS" moodCode="EVN" negationInd="true"');
  const { made, told } = entered(title('検査結果'), result);
  expect([made, told.map(([code, place]) => [code, place])]).toEqual([[], [['cda-entry-left', 'observation']]]);
});

test('a goal is a Goal, and never told as found', () => {
  const goal = (inner: string, attributes = '', text = '') =>
    `<observation classCode="OBS" moodCode="GOL" ${attributes}><id root="1.2.3.6" extension="G1"/><code code="4548-4" codeSystem="2.16.840.1.113883.6.1" displayName="HbA1c"/>${text}<statusCode code="active"/>${inner}</observation>`;
  const written = goal(
    `<effectiveTime><low value="20261101"/><high value="20270331"/></effectiveTime><value xsi:type="IVL_PQ"><high value="7.0" unit="%"/></value><author><assignedAuthor>${DOCTOR}</assignedAuthor></author>`,
    '',
    '<text>3月までに血糖を落ち着かせる</text>',
  );
  const { made, told } = entered(title('退院時方針'), written);
  const concept = { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'HbA1c' }] };
  const percent = { value: 7.0, unit: '%', system: 'http://unitsofmeasure.org', code: '%' };
  expect(made).toMatchObject([
    {
      resourceType: 'Goal',
      identifier: [{ value: 'G1' }],
      lifecycleStatus: 'active',
      description: { ...concept, text: '3月までに血糖を落ち着かせる' },
      subject: { reference: expect.stringMatching(/^urn:uuid:/) },
      startDate: '2026-11-01',
      target: [
        {
          measure: { ...concept, text: 'HbA1c' },
          detailQuantity: { ...percent, comparator: '<=' },
          dueDate: '2027-03-31',
        },
      ],
      expressedBy: { reference: expect.stringMatching(/^urn:uuid:/) },
    },
  ]);
  expect(told).toEqual([]);
  const moment = entered(
    title('検査結果'),
    goal('<effectiveTime value="202703311030"/><value xsi:type="TS" value="2027"/>'),
  );
  expect(moment.made).toMatchObject([{ resourceType: 'Goal', target: [{ dueDate: '2027-03-31' }] }]);
  expect(moment.told.map(([code, place]) => [code, place])).toEqual([
    ['mapping-unmapped', 'observation/value'],
    ['mapping-unmapped', 'observation/effectiveTime'],
  ]);
  expect(entered(title('退院時方針'), goal('', 'negationInd="true"')).made).toEqual([]);
  const taken = goal('').replace('<statusCode code="active"/>', '<statusCode code="nullified"/>');
  expect(entered(title('退院時方針'), taken).made).toMatchObject([{ lifecycleStatus: 'entered-in-error' }]);
});

test.each([
  [
    '<value xsi:type="PQ" value="5.40" unit="mmol/L"/>',
    { valueQuantity: { value: 5.4, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' } },
  ],
  ['<value xsi:type="PQ" value="3" unit="錠"/>', { valueQuantity: { value: 3, unit: '錠' } }],
  ['<value xsi:type="PQ" value="3" unit="1"/>', { valueQuantity: { value: 3 } }],
  [
    '<value xsi:type="IVL_PQ"><low value="5" unit="g"/></value>',
    { valueQuantity: { value: 5, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g', comparator: '>=' } },
  ],
  ['<value xsi:type="INT" value="7"/>', { valueInteger: 7 }],
  ['<value xsi:type="REAL" value="-0.5"/>', { valueQuantity: { value: -0.5 } }],
  ['<value xsi:type="BL" value="false"/>', { valueBoolean: false }],
  ['<value xsi:type="TS" value="20261101"/>', { valueDateTime: '2026-11-01' }],
  ['<value xsi:type="ST">自由 記載</value>', { valueString: '自由 記載' }],
  [
    '<value xsi:type="CD" code="1" codeSystem="1.2.9" displayName="陽性"/>',
    { valueCodeableConcept: { coding: [{ system: 'urn:oid:1.2.9', code: '1', display: '陽性' }], text: '陽性' } },
  ],
  [
    '<value xsi:type="PQ" nullFlavor="MSK"/>',
    {
      dataAbsentReason: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'masked' }],
      },
    },
  ],
] as const)('the value %s keeps its type and unit', (xml, expected) => {
  const { made, told } = entered(title('検査結果'), valued(xml));
  expect(made[0]).toMatchObject(expected);
  expect(told).toEqual([]);
});

test('a value that cannot be read is told, and does not stand as another', () => {
  for (const xml of [
    '<value xsi:type="PQ" value="たくさん" unit="g"/>',
    '<value xsi:type="GLIST_PQ"><head value="1"/></value>',
    '<value xsi:type="INT" value="99999999999"/>',
  ]) {
    const { made, told } = entered(title('検査結果'), valued(xml));
    const [one] = made as Observation[];
    expect(Object.keys(one ?? {}).filter((name) => name.startsWith('value'))).toEqual([]);
    expect(told.map(([code, place]) => [code, place])).toEqual([['mapping-unmapped', 'observation/value']]);
  }
  const twice = '<value xsi:type="INT" value="1"/><value xsi:type="ST">2</value>';
  const { made, told } = entered(title('検査結果'), valued(twice));
  expect(made[0]).toMatchObject({ valueInteger: 1 });
  expect(told.map(([, place]) => place)).toEqual(['observation/value[2]']);
});

test('a vital sign without its unit keeps its name, and the document stays valid', () => {
  const pressure = `<observation classCode="OBS" moodCode="EVN"><code code="8480-6" codeSystem="2.16.840.1.113883.6.1" displayName="収縮期血圧"/><value xsi:type="PQ" value="128" unit="水銀"/></observation>`;
  const { made, told } = entered(title('身体所見'), pressure);
  expect((made[0] as Observation).code).toEqual({ text: '収縮期血圧' });
  expect(told.map(([, place]) => place)).toEqual(['observation/code']);
});

test('the level of a section holds for the whole document, since nothing smaller could carry it', () => {
  const { output } = run(
    section(`${title('検査結果')}<confidentialityCode code="V"/>`, valued('<value xsi:type="INT" value="1"/>')),
  );
  const secured = (output.entry ?? []).filter(({ resource }) => resource?.meta?.security?.[0]?.code === 'V');
  expect(secured.map(({ resource }) => resource?.resourceType)).toEqual(['Composition', 'Observation']);
});

test('an entry keeps its name when another is put before it or its document comes in a new version', () => {
  const first = valued('<value xsi:type="INT" value="1"/>');
  const second = observation('<id root="1.2.3" extension="7"/><value xsi:type="INT" value="2"/>');
  const urls = (entries: string, base = CODED) =>
    (run(section(title('検査結果'), entries, base)).output.entry ?? []).slice(5).map(({ fullUrl }) => fullUrl);
  const [own] = urls(second);
  expect(urls(`${first}</entry><entry>${second}`)[1]).toBe(own);
  const later = CODED.replace('2026-DS-0000456-1', '2026-DS-0000456-2').replace(
    'versionNumber value="1"',
    'versionNumber value="2"',
  );
  expect(urls(second, later)).toEqual([own]);
  expect(new Set(urls(`${first}</entry><entry>${first}`)).size).toBe(2);
});

test('versions of a document have the number of their set in common, and say which they replace', () => {
  const second = CODED.replace('2026-DS-0000456-1', '2026-DS-0000456-2')
    .replace('versionNumber value="1"', 'versionNumber value="2"')
    .replace(
      '<componentOf>',
      '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.392.100495.20.3.99.11310000001" extension="2026-DS-0000456-1"/><versionNumber value="1"/></parentDocument></relatedDocument><componentOf>',
    );
  const { output } = run(second);
  const composition = output.entry?.[0]?.resource as Composition;
  expect(output.identifier?.value).toBe('2026-DS-0000456-2');
  expect(composition).toMatchObject({
    identifier: { value: '2026-DS-0000456' },
    extension: [{ valueString: '2' }],
    relatesTo: [{ code: 'replaces', targetIdentifier: { value: '2026-DS-0000456-1' } }],
  });
  expect(errorsOf(output)).toEqual([]);
});

test('what stands twice where one is meant is told, and however often it stands there it costs no more than once', () => {
  const many = 30_000;
  const times = (xml: string) => xml.repeat(many);
  const inner = `${times('<code code="X" codeSystem="1.2.3"/>')}${times('<value xsi:type="ST">x</value>')}`;
  const { output, issues } = run(
    section(title('検査結果'), `<observation classCode="OBS" moodCode="EVN">${inner}</observation>`),
  );
  expect(output.entry?.at(-1)?.resource).toMatchObject({ resourceType: 'Observation', valueString: 'x' });
  expect(issues.filter(({ code }) => code === 'mapping-unmapped')).toHaveLength(2 * (many - 1));
}, 20_000);

const person = (inner: string, around = 'author', role = 'assignedAuthor'): string =>
  `<${around}><${role}>${inner}</${role}></${around}>`;
const NURSE =
  '<id root="1.2.3.4" extension="N1"/><telecom value="tel:000-0000-0001"/><assignedPerson><name>中村 恵</name></assignedPerson>';
const DOCTOR = '<id root="1.2.392.100495.20.3.41.11310000001" extension="D0007"/>';

test('who wrote or did what an entry says is named by it: whom the document names already, or somebody of its own, once', () => {
  const coded = (name: string, mood: string, inner: string) =>
    `<${name} moodCode="${mood}"><code code="X1" codeSystem="1.2.3" displayName="項目"/><statusCode code="completed"/>${inner}</${name}>`;
  const { made, told } = entered(
    title('経過'),
    [
      observation(person(NURSE)),
      coded('procedure', 'EVN', person(DOCTOR) + person(NURSE, 'performer', 'assignedEntity')),
      observation(person('<id root="9.9" extension="nobody"/>')),
      observation(person('<assignedAuthoringDevice><softwareName>機器</softwareName></assignedAuthoringDevice>')),
      observation(
        person('<assignedPerson><name use="IDE"><family>高橋</family><given>由美</given></name></assignedPerson>'),
      ),
    ].join('</entry><entry>'),
  );
  const document = run(CODED).output.entry ?? [];
  const author = document.find(({ resource }) => resource?.resourceType === 'Practitioner')?.fullUrl;
  const nurse = { reference: expect.stringMatching(/^urn:uuid:/) };
  expect(made).toMatchObject([
    { resourceType: 'Practitioner', name: [{ text: '中村 恵' }], telecom: [{ value: '000-0000-0001' }] },
    { resourceType: 'Observation', performer: [nurse] },
    { resourceType: 'Procedure', recorder: { reference: author }, performer: [{ actor: nurse }] },
    { resourceType: 'Observation' },
    { resourceType: 'Observation' },
    { resourceType: 'Observation', performer: [{ reference: author }] },
  ]);
  expect(made.slice(3, 5).map((one) => (one as Observation).performer)).toEqual([undefined, undefined]);
  expect(told.map(([code, place]) => [code, place.split('/section/')[1]])).toEqual([
    ['mapping-unmapped', 'entry[2]/procedure/performer/assignedEntity/telecom'],
    ['mapping-unmapped', 'entry[3]/observation/author'],
    ['mapping-unmapped', 'entry[4]/observation/author'],
  ]);
});

test('all who had a part in an act are named, and in an immunization by their part', () => {
  const other = '<id root="1.2.3.4" extension="N2"/><assignedPerson><name>小林 誠</name></assignedPerson>';
  const performers = person(NURSE, 'performer', 'assignedEntity') + person(other, 'performer', 'assignedEntity');
  const author = `<author><time value="20261120"/><assignedAuthor>${DOCTOR}</assignedAuthor></author>`;
  const vaccine =
    '<consumable><manufacturedProduct><manufacturedMaterial><code code="1" codeSystem="1.2.3" displayName="インフルエンザワクチン"/></manufacturedMaterial></manufacturedProduct></consumable>';
  const statement = (name: string, inner: string) =>
    `<${name} moodCode="EVN"><code code="X1" codeSystem="1.2.3" displayName="項目"/><statusCode code="completed"/><effectiveTime value="20261101"/>${inner}</${name}>`;
  const injection = statement('substanceAdministration', vaccine + performers + author).replace(/<code [^>]*>/, '');
  const reference = expect.stringMatching(/^urn:uuid:/);
  const part = (code: string) => ({
    function: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0443', code, display: expect.any(String) }],
    },
    actor: { reference },
  });
  const given = entered(title('予防接種歴'), injection);
  expect(given.made.map(({ resourceType }) => resourceType)).toEqual(['Practitioner', 'Practitioner', 'Immunization']);
  expect(given.made[2]).toMatchObject({ recorded: '2026-11-20', performer: [part('AP'), part('AP'), part('EP')] });
  expect(given.told.map(([code, place]) => [code, place])).toEqual([
    ['mapping-declared-loss', 'substanceAdministration/statusCode'],
  ]);
  const done = entered(title('経過'), statement('procedure', performers));
  expect(done.made[2]).toMatchObject({ performer: [{ actor: { reference } }, { actor: { reference } }] });
  const visit = entered(title('経過'), statement('encounter', performers));
  expect(visit.made[2]).toMatchObject({ participant: [{ individual: { reference } }, { individual: { reference } }] });
  expect(done.told).toEqual([]);
  expect(visit.told.map(([, place]) => place)).toEqual(['encounter/statusCode']);
});

test.each([
  ['procedure', 'RQO', 'order'],
  ['act', 'INT', 'plan'],
  ['observation', 'PRMS', 'plan'],
  ['encounter', 'APT', 'plan'],
  ['procedure', 'PRP', 'proposal'],
])('a planned %s (%s) is asked for, and not told as done', (name, mood, intent) => {
  const { made, told } = entered(
    title('退院時方針'),
    `<${name} moodCode="${mood}"><id root="1.2.3.5" extension="P1"/><code code="X1" codeSystem="1.2.3" displayName="訪問看護"/>` +
      `<statusCode code="aborted"/><effectiveTime value="20261210"/>` +
      `<performer><assignedEntity><assignedPerson><name>中村 恵</name></assignedPerson></assignedEntity></performer>` +
      `<author><time value="20261120"/><assignedAuthor>${DOCTOR}</assignedAuthor></author></${name}>`,
  );
  expect(made.map(({ resourceType }) => resourceType)).toEqual(['Practitioner', 'ServiceRequest']);
  expect(made[1]).toMatchObject({
    intent,
    status: 'revoked',
    code: { text: '訪問看護' },
    occurrenceDateTime: '2026-12-10',
    authoredOn: '2026-11-20',
    requester: { reference: expect.stringMatching(/^urn:uuid:/) },
    performer: [{ reference: expect.stringMatching(/^urn:uuid:/) }],
  });
  expect(told).toEqual([]);
});

test('whom a document is sent to stands in a section of its own', () => {
  const recipient =
    '<informationRecipient><intendedRecipient><informationRecipient><name>鈴木 <b>一</b></name></informationRecipient>' +
    '<receivedOrganization><id root="1.2.392.100495.20.3.23" extension="1310000002"/><name>C診療所</name></receivedOrganization>' +
    '</intendedRecipient></informationRecipient>';
  const { output, issues } = run(CODED.replace('<component>', `${recipient}<component>`));
  expect(errorsOf(output)).toEqual([]);
  const [composition] = (output.entry ?? []).map(({ resource }) => resource as Composition);
  const { text, ...last } = composition?.section?.at(-1) ?? {};
  const urls = new Map((output.entry ?? []).map(({ fullUrl, resource }) => [fullUrl, resource]));
  expect(last).toEqual({
    title: '宛先',
    code: { coding: [{ system: 'http://jpfhir.jp/fhir/clins/CodeSystem/document-section', code: '910' }] },
    entry: [expect.any(Object), expect.any(Object)],
  });
  expect(last.entry?.map(({ reference }) => urls.get(reference))).toMatchObject([
    { resourceType: 'Practitioner', name: [{ text: '鈴木 一' }] },
    { resourceType: 'Organization', name: 'C診療所', identifier: [{ value: '1310000002' }] },
  ]);
  expect(text?.div).toContain('C診療所');
  expect(issues.filter(({ expression }) => expression?.startsWith('informationRecipient'))).toEqual([]);
});
