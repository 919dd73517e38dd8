import { existsSync, globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { isRefusal, type Refusal } from '#fhir';
import { createShapes, readWritten, readXml, type Shapes, writeXml } from '#representation';
import { loadPackages } from '#validation';

const CORPORA = ['../shared/corpora/records/r4-examples', '../shared/corpora/records/jp-clins'];
const FHIR = 'xmlns="http://hl7.org/fhir"';

let shapes: Shapes;
beforeAll(async () => {
  const definitions = await loadPackages([]);
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  shapes = createShapes(definitions.structure);
});

/** As text with the keys of each object in the order of the alphabet: JSON knows none, XML has its own. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) && !isRaw(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

const isRaw = (value: unknown): boolean => (JSON as unknown as { isRawJSON(one: unknown): boolean }).isRawJSON(value);

function written(resource: unknown, pretty = false): string {
  const xml = writeXml(resource, shapes, pretty);
  if (isRefusal(xml)) throw new Error(xml.issues[0]?.en);
  return xml;
}

function read(xml: string): unknown {
  const json = readXml(xml, shapes);
  if (isRefusal(json)) throw new Error(json.issues[0]?.en);
  return readWritten(json);
}

/** Code, line and column of the refusal, with what it says in English. */
function refusal(xml: string): [number, string | undefined, string, string] {
  const { status, issues } = readXml(xml, shapes) as Refusal;
  const [issue] = issues;
  expect(issue?.ja).toContain(`（${issue?.line} 行目 ${issue?.column} 文字目）`);
  return [status, issue?.code, `${issue?.line}:${issue?.column}`, (issue?.en ?? '').replace(/ \(line .*$/, '')];
}

const examples = [
  ...globSync('examples/profiles/**/*.json'),
  ...globSync('profiles/package/*-*.json'),
  ...CORPORA.filter(existsSync).flatMap((folder) => globSync(`${folder}/**/*.json`)),
].filter((path) => readFileSync(path, 'utf8').includes('"resourceType"'));

test('every example, ours and foreign, is the same resource again after it has been XML', () => {
  expect(examples.length).toBeGreaterThan(100);
  const differing = examples.filter((path) => {
    const resource = readWritten(readFileSync(path, 'utf8'));
    const xml = writeXml(resource, shapes);
    const back = isRefusal(xml) ? xml : readXml(xml, shapes);
    return isRefusal(back) || inOrder(readWritten(back)) !== inOrder(resource);
  });
  // It holds on purpose what R4 does not define, which XML cannot say.
  expect(differing).toEqual(['examples/profiles/kakehashi-community-transition-plan/bad-unknown-element.json']);
});

test('attributes, extensions of primitives, contained resources and the narrative stand where FHIR XML has them', () => {
  const resource = {
    status: 'final',
    resourceType: 'Observation',
    valueQuantity: { value: 1.5, unit: 'mg "<&>"\n\t' },
    code: { id: 'c1', text: '体重', _text: { extension: [{ url: 'urn:x', valueBoolean: true }] } },
    _issued: { id: 'i', extension: [{ url: 'urn:y', valueCode: 'unknown' }] },
    contained: [{ resourceType: 'Patient', id: 'p', name: [{ given: ['花', null], _given: [null, { id: 'g' }] }] }],
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a<br/> &#160;<b>b</b></div>' },
  };
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?><Observation ${FHIR}>` +
    '<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">a<br/> &#160;<b>b</b></div></text>' +
    '<contained><Patient><id value="p"/><name><given value="花"/><given id="g"/></name></Patient></contained>' +
    '<status value="final"/><code id="c1"><text value="体重"><extension url="urn:x"><valueBoolean value="true"/></extension></text></code>' +
    '<issued id="i"><extension url="urn:y"><valueCode value="unknown"/></extension></issued>' +
    '<valueQuantity><value value="1.5"/><unit value="mg &quot;&lt;&amp;&gt;&quot;&#10;&#9;"/></valueQuantity></Observation>';
  expect(written(resource)).toBe(xml);
  expect(inOrder(read(xml))).toBe(inOrder(resource));
  expect(inOrder(read(written(resource, true)))).toBe(inOrder(resource));
  expect(written(resource, true).split('\n').slice(0, 5)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Observation ${FHIR}>`,
    '  <text>',
    '    <status value="generated"/>',
    '    <div xmlns="http://www.w3.org/1999/xhtml">a<br/> &#160;<b>b</b></div>',
  ]);
});

test('a decimal keeps the digits that it is written with, there and back', () => {
  const json = '{"resourceType":"Observation","valueQuantity":{"value":1.00}}';
  expect(written(readWritten(json))).toContain('<value value="1.00"/>');
  expect(readXml(written(readWritten(json)), shapes)).toBe(json);
  for (const value of ['-0.010', '1e3', '3.10E-2', '100000000000000000000.5', '0', '7']) {
    const text = `{"resourceType":"Observation","valueQuantity":{"value":${value}}}`;
    expect(readXml(written(readWritten(text)), shapes)).toBe(text);
  }
});

test('prefixes, comments, processing instructions, a schema location and a byte order mark say nothing about the resource', () => {
  expect(
    read(
      '\ufeff<?xml version="1.0" encoding="UTF-8"?><?style x?><!-- a --><f:Patient xmlns:f="http://hl7.org/fhir"' +
        ' xmlns="http://www.w3.org/1999/xhtml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
        ' xsi:schemaLocation="http://hl7.org/fhir x.xsd"><f:text><f:status value="empty"/><div>a</div></f:text>' +
        '\r\n<!-- b --><f:active value="false"/></f:Patient>',
    ),
  ).toEqual({
    resourceType: 'Patient',
    text: { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml">a</div>' },
    active: false,
  });
});

test('what is no XML is refused with line and column', () => {
  const broken: [string, string, string][] = [
    ['', '1:1', 'this is no XML: there is one root element, and nothing outside it'],
    [`<Patient ${FHIR}>\n  <active value="true"/>\n`, '2:25', 'this is no XML: an element is not closed'],
    [
      `<Patient ${FHIR}>\n  <name><family value="a"/></nam></Patient>`,
      '2:33',
      'this is no XML: a closing tag does not match',
    ],
    [
      `<Patient ${FHIR}><active value=true/></Patient>`,
      '1:52',
      'this is no XML: the value of an attribute is not quoted',
    ],
    [
      `<Patient ${FHIR}><id value="&nbsp;"/></Patient>`,
      '1:54',
      'this is no XML: an entity is not known or not written correctly',
    ],
    [`<Patient ${FHIR}><id value="1" value="2"/></Patient>`, '1:62', 'this is no XML: an attribute stands twice'],
    [`<Patient ${FHIR}><f:id value="1"/></Patient>`, '1:54', 'this is no XML: a namespace prefix is not declared'],
    [
      `<Patient ${FHIR}><id value="\u0001"/></Patient>`,
      '1:49',
      'this is no XML: something is not written as XML writes it',
    ],
  ];
  expect(broken.map(([xml]) => refusal(xml))).toEqual(broken.map(([, at, en]) => [400, 'xml-unreadable', at, en]));
});

test('a DOCTYPE is refused before any entity of it is read', () => {
  const bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>';
  const outside = '<!DOCTYPE b SYSTEM "file:///etc/passwd">';
  for (const doctype of [bomb, outside]) {
    const xml = `<?xml version="1.0"?>\n${doctype}<Patient ${FHIR}><id value="&b;"/></Patient>`;
    const en = 'a DOCTYPE is not accepted; take it away';
    expect(refusal(xml)).toEqual([400, 'xml-doctype', `2:${doctype.length}`, en]);
  }
});

test('what R4 does not define at its place is refused, never dropped', () => {
  const P = (inner: string) => `<Patient ${FHIR}>\n${inner}</Patient>`;
  const DIV = 'xmlns:h="http://www.w3.org/1999/xhtml"';
  const odd: [string, string, string, string][] = [
    [P('<nickname value="x"/>'), 'xml-element-unknown', '2:1', '`Patient` has no element `nickname`'],
    [P('<name><url value="x"/></name>'), 'xml-element-unknown', '2:7', '`name` has no element `url`'],
    [
      P('<birthDate value="2000"><value value="x"/></birthDate>'),
      'xml-element-unknown',
      '2:25',
      '`birthDate` has no element `value`',
    ],
    [
      P('<extension url="u"><url value="x"/></extension>'),
      'xml-element-unknown',
      '2:20',
      '`extension` has no element `url`',
    ],
    [P('<constructor value="x"/>'), 'xml-element-unknown', '2:1', '`Patient` has no element `constructor`'],
    [P('<id value="x" lang="ja"/>'), 'xml-attribute-unknown', '2:1', '`id` has no attribute `lang`'],
    [P('<id value="x" xml:id="a"/>'), 'xml-attribute-unknown', '2:1', '`id` has no attribute `xml:id`'],
    [P('<name value="x"/>'), 'xml-attribute-unknown', '2:1', '`name` has no attribute `value`'],
    [`<Patient ${FHIR} id="x"/>`, 'xml-attribute-unknown', '1:1', '`Patient` has no attribute `id`'],
    [
      '<Patient/>',
      'xml-namespace-wrong',
      '1:1',
      'the element `Patient` is in another namespace than `http://hl7.org/fhir`',
    ],
    [
      P('<id xmlns="urn:x" value="x"/>'),
      'xml-namespace-wrong',
      '2:1',
      'the element `id` is in another namespace than `http://hl7.org/fhir`',
    ],
    [
      P(`<text><h:div ${DIV}>a</h:div></text>`),
      'xml-namespace-wrong',
      '2:7',
      'the element `div` is in another namespace than `http://www.w3.org/1999/xhtml`',
    ],
    [`<Person2 ${FHIR}/>`, 'xml-type-unknown', '1:1', 'there is no resource type `Person2`'],
    [`<Quantity ${FHIR}/>`, 'xml-type-unknown', '1:1', 'there is no resource type `Quantity`'],
    [`<DomainResource ${FHIR}/>`, 'xml-type-unknown', '1:1', 'there is no resource type `DomainResource`'],
    [P('<contained><vitalsigns/></contained>'), 'xml-type-unknown', '2:12', 'there is no resource type `vitalsigns`'],
    [
      P('<contained><Group/><Group/></contained>'),
      'xml-element-repeated',
      '2:20',
      'the element `Group` can stand once only',
    ],
    [
      P('<active value="true"/><active value="true"/>'),
      'xml-element-repeated',
      '2:23',
      'the element `active` can stand once only',
    ],
    [
      P('<gender value="male"/><active value="true"/>'),
      'xml-order-wrong',
      '2:23',
      'the element `active` has to stand before `gender`',
    ],
    [P('<birthDate/>'), 'xml-element-empty', '2:1', 'the element `birthDate` is empty'],
    [P('<name></name>'), 'xml-element-empty', '2:1', 'the element `name` is empty'],
    [P('<contained/>'), 'xml-element-empty', '2:1', 'the element `contained` is empty'],
    [P('<active value="yes"/>'), 'xml-value-wrong', '2:1', 'the value of `active` is no boolean'],
    [
      P('<multipleBirthInteger value="007"/>'),
      'xml-value-wrong',
      '2:1',
      'the value of `multipleBirthInteger` is no number',
    ],
    [
      P('<birthDate>2000</birthDate>'),
      'xml-text-unexpected',
      '2:16',
      'the element `birthDate` cannot hold text; a value stands in the attribute `value`',
    ],
    [
      P('<![CDATA[x]]>'),
      'xml-text-unexpected',
      '2:13',
      'the element `Patient` cannot hold text; a value stands in the attribute `value`',
    ],
  ];
  expect(odd.map(([xml]) => refusal(xml))).toEqual(odd.map(([, ...rest]) => [400, ...rest]));
});

test('what is nested or repeated without end is refused', () => {
  const deep = `<Patient ${FHIR}>${'<extension url="u">'.repeat(10_000)}`;
  expect(refusal(deep).slice(0, 2)).toEqual([400, 'xml-unreadable']);
  const many = `<Patient ${FHIR}><name>${'<given value="a"/>'.repeat(200_001)}</name></Patient>`;
  expect(refusal(many)).toEqual([413, 'xml-too-large', expect.any(String), 'there are more than 200000 elements']);
  expect(issuesOfWriting({ resourceType: 'Patient', text: { status: 'empty', div: '<div/>'.repeat(9) } })).toEqual([
    'Patient.text.div',
  ]);
});

test('what XML cannot hold is refused by its place, never left out', () => {
  const xhtml = 'xmlns="http://www.w3.org/1999/xhtml"';
  const narrative = (div: string) => ({ resourceType: 'Patient', text: { status: 'generated', div } });
  const odd: [unknown, string][] = [
    [{ resourceType: 'Patient', nickname: 'x' }, 'Patient.nickname'],
    [{ resourceType: 'Patient', name: [{ given: 'x' }] }, 'Patient.name[0].given'],
    [{ resourceType: 'Patient', name: { family: 'x' } }, 'Patient.name'],
    [{ resourceType: 'Patient', active: [true] }, 'Patient.active'],
    [{ resourceType: 'Patient', _name: [{ id: 'x' }] }, 'Patient._name'],
    [{ resourceType: 'Patient', birthDate: 'a\u0000b' }, 'Patient.birthDate'],
    [{ resourceType: 'Patient', contained: [{ resourceType: 'Nobody' }] }, 'Patient.contained[0]'],
    [narrative(`<div ${xhtml}>a`), 'Patient.text.div'],
    [narrative(`<div ${xhtml}>a</div></text><active value="true"/><text><div ${xhtml}></div>`), 'Patient.text.div'],
    [narrative(`<div ${xhtml}>&nbsp;</div>`), 'Patient.text.div'],
    [narrative(`<div ${xhtml}></div><?x?>`), 'Patient.text.div'],
    [narrative(`<div ${xhtml}></div><!--x-->`), 'Patient.text.div'],
    [narrative(`<div ${xhtml}><active xmlns="http://hl7.org/fhir"/></div>`), 'Patient.text.div'],
    [narrative('<div>a</div>'), 'Patient.text.div'],
  ];
  expect(odd.map(([resource]) => issuesOfWriting(resource))).toEqual(odd.map(([, place]) => [place]));
});

function issuesOfWriting(resource: unknown): (string | undefined)[] {
  const xml = writeXml(resource, shapes);
  return isRefusal(xml)
    ? xml.issues.map(({ code, expression }) => (code === 'not-representable' ? expression : code))
    : [xml];
}

test('no text whatever makes the reader fail otherwise than by refusing', () => {
  const seed = `<Patient ${FHIR}><text><status value="empty"/><div xmlns="http://www.w3.org/1999/xhtml">a</div></text><name><given value="a"/></name></Patient>`;
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    '&',
    '<!--',
    ']]>',
    '<![CDATA[',
    '<?',
    '</name>',
    'value=',
    '<name>',
    '\u0000',
    '�',
    '<!DOCTYPE ',
  );
  fc.assert(
    fc.property(fc.nat(seed.length), fc.nat(8), piece, (at, cut, put) => {
      const json = readXml(seed.slice(0, at) + put + seed.slice(at + cut), shapes);
      if (!isRefusal(json)) expect(JSON.parse(json).resourceType).toBe('Patient');
      else expect(json.issues[0]?.line).toBe(1);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});
