/** Bodies that are wrong in every way that we could think of, for a route that takes a body of some type. */
import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { HOSPITAL, PERSON_B } from '../../gateway.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Body {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/fhir+json' };
const XML_TYPE = { 'content-type': 'application/fhir+xml' };
const DEEP = 20_000;

const examples = new Map<string, Json[]>();
for (const file of globSync('examples/profiles/*/good*.json').sort()) {
  // They are about people and places of the sandbox, so that some of it is stored.
  const text = readFileSync(file, 'utf8')
    .replaceAll(/"Patient\/[^"]*"/g, `"Patient/${PERSON_B}"`)
    .replaceAll(/"Organization\/[^"]*"/g, `"${HOSPITAL}"`)
    .replaceAll(/"PractitionerRole\/[^"]*"/g, '"PractitionerRole/60c983df-f362-5725-a2c0-2af9f24c3d91"');
  const { id: _, ...resource } = JSON.parse(text);
  examples.set(resource.resourceType, [...(examples.get(resource.resourceType) ?? []), resource]);
}
/** Types of which there are good examples. */
export const EXAMPLE_TYPES: readonly string[] = [...examples.keys()];

const examplesOf = (type: string): Json[] => examples.get(type) ?? [{ resourceType: type, status: 'final' }];

/** Values of another JSON type, or of the right one and without sense. */
const NOISE: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  true,
  0,
  -1.5,
  1e300,
  2 ** 53,
  '',
  ' ',
  'x',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  'Patient/1',
  '#',
  '#a',
  'urn:uuid:zz',
  '0000-00-00',
  '9999-12-31T24:61:00Z',
  '2026-02-30',
  'x'.repeat(9_000),
  [],
  [null],
  [[[]]],
  {},
  { resourceType: 'Patient' },
  { extension: [{}] },
  { coding: [null] },
  { reference: 5 },
  { reference: '' },
  { fhir_comments: 'x' },
  { value: 1, code: 'mg', system: 'http://unitsofmeasure.org', unit: [] },
);

/** One place chosen by chance holds something else, is gone, is doubled, or stands below itself. */
function mutate(root: Json, at: number, how: number, noise: Json): Json {
  const copy = structuredClone(root);
  const holders: { [key: string]: Json }[] = [];
  const gather = (one: Json): void => {
    if (typeof one !== 'object' || one === null) return;
    holders.push(one as { [key: string]: Json });
    for (const member of Object.values(one)) gather(member);
  };
  gather(copy);
  const holder = holders[at % holders.length];
  const keys = Object.keys(holder ?? {});
  const key = keys[(at >> 8) % Math.max(1, keys.length)];
  if (holder === undefined || key === undefined) return copy;
  const old = holder[key] ?? null;
  if (how === 0) delete holder[key];
  else if (how === 1) holder[key] = [old, old];
  else if (how === 2) holder[key] = { [key]: old };
  else if (how === 3) holder[`_${key}`] = noise;
  else holder[key] = noise;
  return copy;
}

const mutated = (roots: readonly Json[]): fc.Arbitrary<Json> =>
  fc
    .record({
      root: fc.constantFrom(...roots),
      edits: fc.array(fc.tuple(fc.nat(1 << 20), fc.nat(8), NOISE), { minLength: 1, maxLength: 3 }),
    })
    .map(({ root, edits }) => edits.reduce((value, edit) => mutate(value, ...edit), root));

const anyResource: fc.Arbitrary<Json> = fc.constantFrom(...EXAMPLE_TYPES).chain((type) => mutated(examplesOf(type)));

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'get', 'TRACE', '', 5, null] as const;
const URLS = [
  'Patient',
  'Patient/',
  'Patient/x',
  'Patient?',
  'Patient?name=%E0%A4%A',
  'Patient?identifier=x|y',
  '/Patient',
  'http://elsewhere.example/fhir/Patient/1',
  'urn:uuid:1',
  '../Patient',
  'Patient/$everything',
  'Nonsense/1',
  'Observation/00000000-0000-4000-8000-000000000000',
  'Observation/00000000-0000-4000-8000-000000000000/_history/1',
  '_history?_since=yesterday',
  'metadata',
  '?',
  '',
  '%00',
  'x'.repeat(5_000),
  7,
  null,
] as const;
const UUIDS = [
  'urn:uuid:11111111-1111-4111-8111-111111111111',
  'urn:uuid:22222222-2222-4222-8222-222222222222',
  ...URLS,
];
const word = (words: readonly Json[]) => fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...words) }, NOISE);

const entry: fc.Arbitrary<Json> = fc.oneof(
  { weight: 1, arbitrary: NOISE },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        fullUrl: word(UUIDS),
        resource: fc.oneof(
          anyResource,
          // They refer to each other in circles.
          word(UUIDS).map((reference) => ({
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'x' },
            subject: { reference },
          })),
          word(UUIDS).map((reference) => ({
            resourceType: 'Patient',
            link: [{ other: { reference }, type: 'refer' }],
          })),
          NOISE,
        ),
        request: fc.oneof(
          fc.record(
            {
              method: word(METHODS),
              url: word(URLS),
              ifNoneExist: word(URLS),
              ifMatch: word(['W/"1"', '1', '*']),
              ifNoneMatch: NOISE,
              ifModifiedSince: NOISE,
            },
            { requiredKeys: ['method', 'url'] },
          ) as fc.Arbitrary<Json>,
          NOISE,
        ),
      },
      { requiredKeys: ['request'] },
    ) as fc.Arbitrary<Json>,
  },
);

const bundle: fc.Arbitrary<Json> = fc.record(
  {
    resourceType: fc.constant('Bundle'),
    type: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<Json>('batch', 'transaction') },
      word(['document', 'message']),
    ),
    entry: fc.oneof({ weight: 8, arbitrary: fc.array(entry, { maxLength: 4 }) }, NOISE),
    timestamp: NOISE,
  },
  { requiredKeys: ['resourceType', 'type', 'entry'] },
) as fc.Arbitrary<Json>;

const POINTERS = [
  '',
  '/',
  '/status',
  '/code/text',
  '/identifier/-',
  '/identifier/99',
  '/__proto__/x',
  '/a~2',
  'status',
  '/id',
  '/resourceType',
];
const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test', 'insert', 'delete'];
const jsonPatch: fc.Arbitrary<Json> = fc.oneof(
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record(
          { op: word(OPERATIONS), path: word(POINTERS), from: word(POINTERS), value: NOISE },
          { requiredKeys: ['op'] },
        ),
      },
      { weight: 1, arbitrary: NOISE },
    ) as fc.Arbitrary<Json>,
    { maxLength: 2 },
  ),
  NOISE,
);
const PATHS = [
  'Observation',
  'Observation.status',
  'Patient.name[0]',
  'Observation.identifier',
  'status',
  '%x',
  '1/0',
  'Observation.where(',
  "Observation.code.text.replaceMatches('(a+)+', '')",
];
const fhirPathPatch: fc.Arbitrary<Json> = fc
  .array(
    fc.oneof(
      fc
        .array(
          fc.record(
            {
              name: word(['type', 'path', 'name', 'value', 'index', 'source', 'destination']),
              valueString: word([...PATHS, ...OPERATIONS]),
              valueCode: word(OPERATIONS),
              valueInteger: NOISE,
            },
            { requiredKeys: ['name'] },
          ) as fc.Arbitrary<Json>,
          { maxLength: 5 },
        )
        .map((part): Json => ({ name: 'operation', part })),
      NOISE,
    ),
    { maxLength: 3 },
  )
  .map((parameter): Json => ({ resourceType: 'Parameters', parameter }));

const parameters: fc.Arbitrary<Json> = fc
  .array(
    fc.oneof(
      fc.record(
        {
          name: word([
            'url',
            'code',
            'system',
            'resource',
            'meta',
            'mode',
            'profile',
            'start',
            'end',
            'filter',
            'count',
            'coding',
            'valueSet',
            'patient',
            'max',
            'onlyCertainMatches',
          ]),
          valueString: NOISE,
          valueUri: word(['http://hl7.org/fhir/ValueSet/administrative-gender', 'x']),
          valueCode: NOISE,
          valueMeta: NOISE,
          valueCoding: NOISE,
          valueInteger: NOISE,
          resource: fc.oneof(anyResource, NOISE),
          part: NOISE,
        },
        { requiredKeys: ['name'] },
      ) as fc.Arbitrary<Json>,
      NOISE,
    ),
    { maxLength: 3 },
  )
  .map((parameter): Json => ({ resourceType: 'Parameters', parameter }));

const written = (value: fc.Arbitrary<Json>): fc.Arbitrary<Body> =>
  value.map((json) => ({ bytes: Buffer.from(JSON.stringify(json)), headers: JSON_TYPE }));

/** JSON that is none, or that holds what JSON should not. */
const BROKEN_JSON: readonly (string | Buffer)[] = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '"x"',
  '12',
  '{"resourceType":5}',
  '{"resourceType":"__proto__"}',
  '{"resourceType":"constructor","status":"final"}',
  '{"__proto__":{"resourceType":"Patient"}}',
  '{"resourceType":"Patient","resourceType":"Observation"}',
  '{"resourceType":"Observation","status":"final","valueQuantity":{"value":1e999}}',
  `{"resourceType":"Observation","status":"final","valueInteger":${'9'.repeat(5_000)}}`,
  `{"resourceType":"Observation","status":"final","valueQuantity":{"value":0.${'1'.repeat(20_000)}}}`,
  '{"resourceType":"Observation","status":"\\ud800"}',
  '{"resourceType":"Observation","status":"\\u0000"}',
  '{"resourceType":"Observation","status":"\u0000"}',
  '{"resourceType":"Patient","active":tru}',
  '{"resourceType":"Patient",}',
  "{'resourceType':'Patient'}",
  '{"resourceType":"Patient"} trailing',
  '\ufeff{"resourceType":"Patient"}',
  `${'['.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  `{"resourceType":"Patient","extension":${'[{"url":"x","extension":'.repeat(3_000)}[]${'}]'.repeat(3_000)}}`,
  `{"resourceType":"Patient",${Array.from({ length: 9_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  Buffer.from('{"resourceType":"Patient"}', 'utf16le'),
  Buffer.from([0x7b, 0x22, 0x8d, 0xb2, 0x93, 0xa1, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from([0xff, 0xfe, 0x00]),
  Buffer.alloc(400_000, 0x20),
];
const BROKEN_XML: readonly string[] = [
  '',
  '<',
  '<Patient>',
  '<Patient xmlns="http://hl7.org/fhir"><active value="true"/>',
  '<Patient xmlns="http://hl7.org/fhir"></Observation>',
  '<Patient/>',
  '<Patient xmlns="urn:other"/>',
  '<nonsense xmlns="http://hl7.org/fhir"/>',
  '<__proto__ xmlns="http://hl7.org/fhir"/>',
  '<Patient xmlns="http://hl7.org/fhir"><active value="true" value="false"/></Patient>',
  '<Patient xmlns="http://hl7.org/fhir"><active value="\u0000"/></Patient>',
  '<Patient xmlns="http://hl7.org/fhir"><active value="&#0;"/></Patient>',
  '<Patient xmlns="http://hl7.org/fhir"><active value="&#xD800;"/></Patient>',
  '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Patient xmlns="http://hl7.org/fhir"><id value="&b;"/></Patient>',
  '<?xml version="1.0" encoding="Shift_JIS"?><Patient xmlns="http://hl7.org/fhir"/>',
  '<?xml version="9.9"?><Patient xmlns="http://hl7.org/fhir"/>',
  '<Patient xmlns="http://hl7.org/fhir"><contained/><contained><x/></contained></Patient>',
  '<Patient xmlns="http://hl7.org/fhir"><text><div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div></text></Patient>',
  '<Patient xmlns="http://hl7.org/fhir">text<![CDATA[x]]><?pi x?><!-- c --></Patient>',
  '\ufeff<Patient xmlns="http://hl7.org/fhir"/>',
  `<Patient xmlns="http://hl7.org/fhir">${'<extension url="x">'.repeat(5_000)}`,
  `<Patient xmlns="http://hl7.org/fhir">${'<extension url="x">'.repeat(3_000)}${'</extension>'.repeat(3_000)}</Patient>`,
  '<Observation xmlns="http://hl7.org/fhir"><valueQuantity><value value="1e999"/></valueQuantity></Observation>',
];

const goodText = JSON.stringify(examplesOf('Observation')[0]);
const brokenText: fc.Arbitrary<Body> = fc.oneof(
  fc.constantFrom(...BROKEN_JSON).map((text) => ({ bytes: Buffer.from(text), headers: JSON_TYPE })),
  fc.constantFrom(...BROKEN_XML).map((text) => ({ bytes: Buffer.from(text), headers: XML_TYPE })),
  fc.nat(goodText.length - 1).map((end) => ({ bytes: Buffer.from(goodText.slice(0, end)), headers: JSON_TYPE })),
  // One byte of it is another one.
  fc.tuple(fc.nat(goodText.length - 1), fc.nat(255)).map(([at, byte]) => {
    const bytes = Buffer.from(goodText);
    bytes[at] = byte;
    return { bytes, headers: JSON_TYPE };
  }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes: Buffer.from(bytes), headers: JSON_TYPE })),
);

/** Good text under headers that say something else of it. */
const DECLARED: readonly (readonly [Record<string, string>, Buffer])[] = [
  ...[
    '',
    'x',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/fhir+json; charset=Shift_JIS',
    'application/fhir+json; fhirVersion=9.9',
    'application/fhir+json; charset=',
    'application/fhir+xml',
    ';;;',
    'application/json-patch+json',
    `application/${'x'.repeat(3_000)}`,
  ].map((type) => [{ 'content-type': type }, Buffer.from(goodText)] as const),
  ...['gzip', 'deflate', 'br', 'zstd', 'compress', 'identity', 'gzip, gzip', '*', ''].map(
    (encoding) => [{ ...JSON_TYPE, 'content-encoding': encoding }, Buffer.from(goodText)] as const,
  ),
  [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(goodText).subarray(0, 40)],
  [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(30_000_000))],
  [{ ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(gzipSync(goodText))],
];
const declared: fc.Arbitrary<Body> = fc.constantFrom(...DECLARED).map(([headers, bytes]) => ({ headers, bytes }));

/** Bodies for a route that takes resources of this type. */
export const resourceBodies = (type: string): fc.Arbitrary<Body> =>
  fc.oneof(
    { weight: 3, arbitrary: brokenText },
    { weight: 1, arbitrary: declared },
    { weight: 5, arbitrary: written(mutated(examplesOf(type))) },
    { weight: 2, arbitrary: written(parameters) },
  );

export const bundleBodies: fc.Arbitrary<Body> = fc.oneof(
  { weight: 1, arbitrary: brokenText },
  { weight: 1, arbitrary: declared },
  { weight: 8, arbitrary: written(bundle) },
);

export const patchBodies: fc.Arbitrary<Body> = fc.oneof(
  { weight: 1, arbitrary: brokenText },
  { weight: 1, arbitrary: declared },
  {
    weight: 4,
    arbitrary: jsonPatch.map((json) => ({
      bytes: Buffer.from(JSON.stringify(json)),
      headers: { 'content-type': 'application/json-patch+json' },
    })),
  },
  { weight: 4, arbitrary: written(fhirPathPatch) },
);

const message =
  globSync('examples/ssmix2/**/*_*_*')
    .sort()
    .map((file) => readFileSync(file))[0] ?? Buffer.from('MSH|^~\\&|');
/** Bytes of messages and workbooks. */
export const byteBodies: fc.Arbitrary<Body> = fc
  .oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.nat(message.length).map((end) => message.subarray(0, end)),
    fc.tuple(fc.nat(message.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(message);
      bytes[at] = byte;
      return bytes;
    }),
    fc
      .constantFrom('PK\u0003\u0004', '%PDF-1.7', '{', '{"resourceType":"CarePlan"}', '\ufeff', '<html>')
      .map((text) => Buffer.from(text)),
  )
  .map((bytes) => ({ bytes, headers: { 'content-type': 'application/octet-stream' } }));
