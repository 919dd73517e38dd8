import { describe, expect, test } from 'vitest';
import { issuesOf, PERSON_B, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const text = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' };
const note = {
  resourceType: 'Observation',
  text,
  status: 'preliminary',
  code: { text: '体重' },
  subject: { reference: `Patient/${PERSON_B}` },
  valueString: '60kg',
  note: [{ text: '一' }, { text: '二' }, { text: '三' }],
};
const JSON_PATCH = { 'Content-Type': 'application/json-patch+json' };
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>, who = 'hospital-ehr') =>
  gateway.call(who, method, path, body, headers);
const codes = (json: any): string[] => issuesOf(json).map(({ code }) => code);
const stored = async (resource: object = note): Promise<any> => {
  const { status, json } = await call('POST', `/fhir/${(resource as any).resourceType}`, resource);
  expect([status, codes(json)]).toEqual([201, []]);
  return json;
};
const patch = (id: string, operations: unknown, headers: Record<string, string> = {}, who?: string) =>
  call('PATCH', `/fhir/Observation/${id}`, operations, { ...JSON_PATCH, ...headers }, who);
const operation = (...parts: [string, object][]) => ({
  name: 'operation',
  part: parts.map(([name, value]) => ({ name, ...value })),
});
const fhirPath = (id: string, ...parameter: object[]) =>
  call('PATCH', `/fhir/Observation/${id}`, { resourceType: 'Parameters', parameter });
const notes = (json: any): string[] => json.note.map(({ text: words }: any) => words);

describe('a JSON Patch', () => {
  test('makes the next version, of the version that was read', async () => {
    const { id } = await stored();
    const done = await patch(
      id,
      [
        { op: 'test', path: '/status', value: 'preliminary', from: 1 },
        { op: 'replace', path: '/status', value: 'final' },
        { op: 'add', path: '/note/-', value: { text: '四' } },
        { op: 'remove', path: '/note/0' },
      ],
      { 'If-Match': 'W/"1"' },
    );
    expect([done.status, done.headers.get('etag'), done.json.status]).toEqual([200, 'W/"2"', 'final']);
    expect(notes(done.json)).toEqual(['二', '三', '四']);
    const late = await patch(id, [{ op: 'remove', path: '/note' }], { 'If-Match': 'W/"1"' });
    expect([late.status, codes(late.json)]).toEqual([412, ['version-conflict']]);
    expect((await call('GET', `/fhir/Observation/${id}`)).json).toEqual(done.json);
  });

  test('changes nothing when one of its operations fails', async () => {
    const made = await stored();
    for (const [operations, status, code] of [
      [
        [
          { op: 'remove', path: '/note' },
          { op: 'test', path: '/status', value: 'final' },
        ],
        422,
        'patch-test-failed',
      ],
      [[{ op: 'remove', path: '/bodySite' }], 422, 'patch-path-missing'],
      [[{ op: 'add', path: '/note/9', value: { text: 'x' } }], 422, 'patch-path-missing'],
      [[{ op: 'replace', path: '/note/x', value: { text: 'x' } }], 422, 'patch-path-missing'],
      [[{ op: 'remove', path: '/note/00' }], 422, 'patch-path-missing'],
      [[{ op: 'add', path: '/note/01', value: { text: 'x' } }], 422, 'patch-path-missing'],
      [[{ op: 'replace', path: '/note/01/text', value: 'x' }], 422, 'patch-path-missing'],
      [[{ op: 'copy', from: '/note/00', path: '/note/-' }], 422, 'patch-path-missing'],
      [[{ op: 'copy', from: '/note/0', path: '/note/9' }], 422, 'patch-path-missing'],
      [[{ op: 'copy', from: '/note/length', path: '/note/-' }], 422, 'patch-path-missing'],
      [[{ op: 'move', from: '/note/0', path: '/note/3' }], 422, 'patch-path-missing'],
      [[{ op: 'move', from: '/code', path: '/code/coding' }], 422, 'patch-path-missing'],
      [[{ op: 'remove', path: '/code/toString' }], 422, 'patch-path-missing'],
      // A counter of 32 bits would take it for 0.
      [[{ op: 'remove', path: '/note/4294967296' }], 422, 'patch-path-missing'],
      [[{ op: 'replace', path: '/id', value: 'other' }], 422, 'patch-identity'],
      [[{ op: 'replace', path: '/resourceType', value: 'Condition' }], 422, 'patch-identity'],
      [[{ op: 'replace', path: '', value: 3 }], 400, 'patch-malformed'],
      [[{ op: 'add', path: '/__proto__/polluted', value: true }], 400, 'patch-malformed'],
      [[{ op: 'add', path: '/constructor/prototype/polluted', value: true }], 400, 'patch-malformed'],
      [[{ op: 'copy', path: '/status', from: '/__proto__/x' }], 400, 'patch-malformed'],
      [[{ op: 'frobnicate', path: '/status' }], 400, 'patch-malformed'],
      [{ op: 'remove', path: '/note' }, 400, 'patch-malformed'],
      [[{ op: 'replace', path: '/status', value: 'nonsense' }], 422, 'binding-required'],
      [[{ op: 'add', path: '/foo', value: 1 }], 422, 'element-unknown'],
      [
        [{ op: 'replace', path: '/subject/reference', value: 'Patient/00000000-0000-4000-8000-000000000000' }],
        422,
        'reference-not-found',
      ],
    ] as const) {
      const refused = await patch(made.id, operations);
      expect([refused.status, codes(refused.json)[0]], JSON.stringify(operations)).toEqual([status, code]);
    }
    expect(({} as any).polluted).toBeUndefined();
    expect((await call('GET', `/fhir/Observation/${made.id}`)).json).toEqual(made);
  });

  test('copies no more than a resource may hold, however it doubles, and nests no deeper than what is sent', async () => {
    const made = await stored();
    const start = { op: 'add', path: '/extension', value: [{ url: 'https://example.jp/x', valueString: 'y' }] };
    const nested = (levels: number): object[] => [
      { url: 'https://example.jp/x', ...(levels > 1 && { extension: nested(levels - 1) }) },
    ];
    const ways: [string, object[], string][] = [
      ['a list within itself', Array(60).fill({ op: 'copy', from: '/extension', path: '/extension/-' }), '[15]'],
      [
        'the whole within itself',
        [
          { op: 'add', path: '/contained', value: [] },
          ...Array(60).fill({ op: 'copy', from: '', path: '/contained/-' }),
        ],
        '[13]',
      ],
      [
        'a long text',
        [
          { op: 'replace', path: '/extension/0/valueString', value: 'y'.repeat(200_000) },
          ...Array(60).fill({ op: 'copy', from: '/extension/0', path: '/extension/-' }),
        ],
        '[26]',
      ],
      [
        'a long text, moved again and again',
        [
          { op: 'replace', path: '/extension/0/valueString', value: 'y'.repeat(200_000) },
          { op: 'add', path: '/extension/1', value: { url: 'https://example.jp/x', valueString: 'z' } },
          ...Array(200).fill({ op: 'move', from: '/extension/1', path: '/extension/0' }),
        ],
        '[52]',
      ],
      [
        'ever deeper',
        [0, 1, 2].map((at) => ({
          op: 'add',
          path: `/extension/0${'/extension/0'.repeat(100 * at)}/extension`,
          value: nested(100),
        })),
        'Observation',
      ],
    ];
    for (const [name, more, place] of ways) {
      const { status, json } = await patch(made.id, [start, ...more]);
      expect([status, issuesOf(json).map(({ code, expression }) => [code, expression])], name).toEqual([
        422,
        [['patch-too-costly', place]],
      ]);
    }
    expect((await call('GET', `/fhir/Observation/${made.id}`)).json).toEqual(made);
    const copied = await patch(made.id, [
      start,
      ...Array(4).fill({ op: 'copy', from: '/extension/0', path: '/extension/-' }),
    ]);
    expect([copied.status, copied.json.extension]).toEqual([200, Array(5).fill(start.value[0])]);
  });

  test('tells which of its operations fails', async () => {
    const { id } = await stored();
    const first = { op: 'replace', path: '/status', value: 'final' };
    for (const second of [
      { op: 'remove', path: '/note/00' },
      { op: 'copy', from: '/bodySite/x', path: '/code' },
      { op: 'test', path: '/status', value: 'preliminary' },
    ]) {
      const { status, json } = await patch(id, [first, second]);
      expect([status, issuesOf(json)[0]?.expression], second.path).toEqual([422, '[1]']);
    }
  });

  test('adds no item to a list that is not there (RFC 6902), and says that the list can be added', async () => {
    const { id } = await stored();
    const value = { text: '朝' };
    for (const path of ['/category/0', '/category/-']) {
      const { status, json } = await patch(id, [{ op: 'add', path, value }]);
      expect([status, issuesOf(json)[0]?.en]).toEqual([
        422,
        'there is nothing where the operation at `[0]` points; where the list `/category` is not there yet, add it as a whole (`path` `/category`, `value` `[ … ]`)',
      ]);
      expect(issuesOf(json)[0]?.ja).toContain('リストごと（path が「/category」、value が [ … ]）add してください。');
    }
    const whole = await patch(id, [
      { op: 'add', path: '/category', value: [value] },
      { op: 'add', path: '/category/-', value },
    ]);
    expect([whole.status, whole.json.category]).toEqual([200, [value, value]]);
  });

  test('cannot take away a label that the rules give', async () => {
    const { id, meta } = await stored();
    const { status, json } = await patch(id, [{ op: 'remove', path: '/meta/security' }]);
    expect([status, json.meta.security]).toEqual([200, meta.security]);
  });

  test('of what is hidden or absent is answered alike, of what another holds is refused, of a consent needs the version', async () => {
    const { id } = await stored();
    const operations = [{ op: 'replace', path: '/status', value: 'final' }];
    const hidden = await patch(id, operations, {}, 'soudan-minato');
    const absent = await patch('00000000-0000-4000-8000-000000000000', operations, {}, 'soudan-minato');
    const told = ({ status, json }: any, of: string) => [status, JSON.stringify(json).replaceAll(of, 'ID')];
    expect(told(hidden, id)).toEqual(told(absent, '00000000-0000-4000-8000-000000000000'));
    expect(hidden.status).toBe(404);
    const device = await stored({
      resourceType: 'Organization',
      text,
      name: 'A病院',
      identifier: [{ system: 'https://example.jp/o', value: '1' }],
    });
    const foreign = await call(
      'PATCH',
      `/fhir/Organization/${device.id}`,
      [{ op: 'replace', path: '/name', value: 'B' }],
      JSON_PATCH,
      'soudan-minato',
    );
    expect([foreign.status, codes(foreign.json)]).toEqual([403, ['not-holder']]);
    const blind = await call('PATCH', `/fhir/Consent/${id}`, operations, JSON_PATCH);
    expect([blind.status, codes(blind.json)]).toEqual([428, ['if-match-needed']]);
    const person = await patch(id, operations, {}, 'person-b');
    expect([person.status, codes(person.json)]).toEqual([403, ['scope-missing']]);
  });

  test('is not taken as another content type', async () => {
    const { status, json } = await patch('x', '<patch/>', { 'Content-Type': 'text/csv' });
    expect([status, codes(json)]).toEqual([415, ['content-type-unsupported']]);
    expect(issuesOf(json)[0]?.en).toContain('application/json-patch+json or application/fhir+json');
  });
});

describe('a FHIRPath Patch', () => {
  const code = (name: string, value: string): [string, object] => [name, { valueCode: value }];
  const string = (name: string, value: string): [string, object] => [name, { valueString: value }];
  const integer = (name: string, value: number): [string, object] => [name, { valueInteger: value }];

  test('adds, inserts, deletes, replaces and moves', async () => {
    const { id } = await stored();
    const { status, json } = await fhirPath(
      id,
      operation(code('type', 'replace'), string('path', 'Observation.status'), ['value', { valueCode: 'final' }]),
      operation(code('type', 'replace'), string('path', 'Observation.value'), ['value', { valueInteger: 61 }]),
      operation(code('type', 'add'), string('path', 'Observation'), string('name', 'issued'), [
        'value',
        { valueInstant: '2026-11-20T10:00:00+09:00' },
      ]),
      operation(code('type', 'add'), string('path', 'Observation'), string('name', 'note'), [
        'value',
        { valueAnnotation: { text: '四' } },
      ]),
      operation(code('type', 'add'), string('path', 'Observation'), string('name', 'component'), [
        'value',
        {
          part: [
            { name: 'code', valueCodeableConcept: { text: '靴' } },
            { name: 'valueString', valueString: '有' },
          ],
        },
      ]),
      operation(code('type', 'insert'), string('path', 'Observation.note'), integer('index', 1), [
        'value',
        { valueAnnotation: { text: '間' } },
      ]),
      operation(
        code('type', 'move'),
        string('path', 'Observation.note'),
        integer('source', 0),
        integer('destination', 4),
      ),
      operation(code('type', 'delete'), string('path', "Observation.note.where(text = '三')")),
      operation(code('type', 'delete'), string('path', 'Observation.bodySite')),
    );
    expect([status, codes(json)]).toEqual([200, []]);
    expect(notes(json)).toEqual(['間', '二', '四', '一']);
    expect([json.status, json.valueString, json.valueInteger, json.issued]).toEqual([
      'final',
      undefined,
      61,
      '2026-11-20T10:00:00+09:00',
    ]);
    expect(json.component).toEqual([{ code: { text: '靴' }, valueString: '有' }]);
  });

  test('inserts the first item of a list that is not there yet, and no later one', async () => {
    const { id } = await stored();
    const insert = (path: string, index: number, value: object) =>
      operation(code('type', 'insert'), string('path', path), integer('index', index), ['value', value]);
    const morning = { valueCodeableConcept: { text: '朝' } };
    const coding = { valueCoding: { system: 'urn:x', code: 'a' } };
    const { status, json } = await fhirPath(
      id,
      insert('Observation.category', 0, morning),
      insert('Observation.category', 1, { valueCodeableConcept: { text: '晩' } }),
      insert("Observation.category.where(text = '朝').coding", 0, coding),
    );
    expect([status, json.category]).toEqual([200, [{ text: '朝', coding: [coding.valueCoding] }, { text: '晩' }]]);
    for (const [path, index, value] of [
      ['Observation.component', 1, { part: [] }],
      ['Observation.category.extension', 0, { valueString: 'x' }],
      ['Observation.issued', 0, { valueInstant: '2026-11-20T10:00:00+09:00' }],
      ['Observation.colour', 0, { valueString: 'x' }],
      ['Observation', 0, { valueString: 'x' }],
    ] as const) {
      const refused = await fhirPath(id, insert(path, index, value));
      expect([path, refused.status, codes(refused.json)]).toEqual([path, 422, ['patch-path-missing']]);
    }
  });

  test('makes an element of its parts as R4 defines it: choices by their type, what repeats as a list', async () => {
    const { id } = await stored();
    const text = (words: string) => ({ valueCodeableConcept: { text: words } });
    const measured = (name: string, words: string, value: object) =>
      operation(code('type', 'add'), string('path', 'Observation'), string('name', name), [
        'value',
        {
          part: [
            { name: 'code', ...text(words) },
            { name: 'value', ...value },
          ],
        },
      ]);
    const coding = (value: string) => ({ name: 'coding', part: [{ name: 'code', valueCode: value }] });
    const { status, json } = await fhirPath(
      id,
      measured('component', '腹囲', { valueQuantity: { value: 80, unit: 'cm' } }),
      measured('component', '靴', { valueBoolean: true }),
      operation(code('type', 'insert'), string('path', 'Observation.component'), integer('index', 0), [
        'value',
        {
          part: [
            { name: 'code', part: [coding('a'), coding('b'), { name: 'text', valueString: '身長' }] },
            { name: 'value', valueInteger: 170 },
          ],
        },
      ]),
      operation(code('type', 'replace'), string('path', "Observation.component.where(code.text = '靴')"), [
        'value',
        {
          part: [
            { name: 'code', ...text('杖') },
            { name: 'valueQuantity', part: [{ name: 'value', valueDecimal: 1 }] },
          ],
        },
      ]),
    );
    expect([status, codes(json)]).toEqual([200, []]);
    expect(json.component).toEqual([
      { code: { coding: [{ code: 'a' }, { code: 'b' }], text: '身長' }, valueInteger: 170 },
      { code: { text: '腹囲' }, valueQuantity: { value: 80, unit: 'cm' } },
      { code: { text: '杖' }, valueQuantity: { value: 1 } },
    ]);
    for (const [parts, wrong] of [
      [
        [
          { name: 'code', ...text('a') },
          { name: 'code', ...text('b') },
        ],
        [400, 'patch-operation-malformed'],
      ],
      [[{ name: 'code' }], [400, 'patch-operation-malformed']],
      [[{ name: '__proto__', valueString: 'x' }], [400, 'patch-operation-malformed']],
      [
        [
          { name: 'code', ...text('a') },
          { name: 'colour', valueString: 'x' },
        ],
        [422, 'element-unknown'],
      ],
    ] as const) {
      const refused = await fhirPath(
        id,
        operation(code('type', 'add'), string('path', 'Observation'), string('name', 'component'), [
          'value',
          { part: parts },
        ]),
      );
      expect([refused.status, codes(refused.json)[0]]).toEqual(wrong);
    }
  });

  test('changes nothing when one of its operations fails', async () => {
    const made = await stored();
    const add = (...more: [string, object][]) => operation(code('type', 'add'), ...more);
    for (const [bad, status, expected] of [
      [add(string('path', 'Observation')), 400, 'patch-operation-malformed'],
      [operation(code('type', 'grow'), string('path', 'Observation.note')), 400, 'patch-operation-malformed'],
      [
        add(string('path', 'Observation'), string('name', 'status'), code('value', 'final')),
        400,
        'patch-operation-malformed',
      ],
      [
        add(string('path', 'Observation'), string('name', '__proto__'), code('value', 'final')),
        400,
        'patch-operation-malformed',
      ],
      [
        operation(code('type', 'replace'), string('path', 'Observation.note'), string('value', 'x')),
        422,
        'patch-path-missing',
      ],
      [operation(code('type', 'delete'), string('path', 'Observation.note')), 422, 'patch-path-missing'],
      [
        operation(code('type', 'replace'), string('path', 'Observation.issued'), string('value', 'x')),
        422,
        'patch-path-missing',
      ],
      [
        operation(code('type', 'replace'), string('path', 'Observation.status.(('), string('value', 'x')),
        422,
        'patch-path-missing',
      ],
      [
        operation(
          code('type', 'move'),
          string('path', 'Observation.note'),
          integer('source', 0),
          integer('destination', 3),
        ),
        422,
        'patch-path-missing',
      ],
      [operation(code('type', 'delete'), string('path', 'Observation.id')), 422, 'patch-identity'],
      [operation(code('type', 'delete'), string('path', 'Observation.status')), 422, 'cardinality-min'],
    ] as const) {
      const first = operation(code('type', 'replace'), string('path', 'Observation.status'), code('value', 'final'));
      const refused = await fhirPath(made.id, first, bad);
      expect([refused.status, codes(refused.json)[0]], JSON.stringify(bad)).toEqual([status, expected]);
    }
    expect((await call('GET', `/fhir/Observation/${made.id}`)).json).toEqual(made);
  });
});

describe('a FHIRPath Patch that would take for ever', () => {
  const BACK_AND_FORTH = `'${'a'.repeat(40)}!'.matches('^(a+)+$')`;
  const remove = (path: string) => operation(['type', { valueCode: 'delete' }], ['path', { valueString: path }]);

  test.each([
    `Observation.note.where(${BACK_AND_FORTH})`,
    // Nothing of what bars it by name sees this one: it is ended by its time.
    `Observation.note.where(${BACK_AND_FORTH.replace('matches', '`matches`')})`,
    `Observation.note.where('a'${".replace('a', 'aaaaaaaaaa')".repeat(9)} = 'b')`,
    `Observation.note${'.select($this.combine($this))'.repeat(30)}`,
    'Observation.repeat($this)',
    "Observation.descendants().where($this = 'x')",
    'Observation.children()',
  ])('is refused where it stands: %s', async (path) => {
    const made = await stored();
    const refused = await fhirPath(made.id, remove('Observation.note[0]'), remove(path));
    expect([refused.status, issuesOf(refused.json).map(({ code, expression }) => [code, expression])]).toEqual([
      422,
      [['patch-too-costly', 'Parameters.parameter[1]']],
    ]);
    expect((await call('GET', `/fhir/Observation/${made.id}`)).json).toEqual(made);
  });

  test('is refused before it is begun where it has too many operations, and a thousand are done', async () => {
    const { id } = await stored();
    const set = (at: number) =>
      operation(
        ['type', { valueCode: 'replace' }],
        ['path', { valueString: 'Observation.note[0].text' }],
        ['value', { valueString: `${at}` }],
      );
    const many = Array.from({ length: 1_001 }, (_, at) => set(at));
    const refused = await fhirPath(id, ...many);
    expect([refused.status, codes(refused.json)]).toEqual([422, ['patch-too-costly']]);
    const done = await fhirPath(id, ...many.slice(0, 1_000));
    expect([done.status, notes(done.json)]).toEqual([200, ['999', '二', '三']]);
  });

  test('a function that is only quoted is none', async () => {
    const { id } = await stored({ ...note, note: [{ text: "matches('x')" }, { text: '二' }] });
    const done = await fhirPath(id, remove("Observation.note.where(text = 'matches(\\'x\\')')"));
    expect([done.status, notes(done.json)]).toEqual([200, ['二']]);
  });
});

describe('a deletion', () => {
  test('is done once and said twice, of the version that was read, and its mark is told to its holder', async () => {
    const { id } = await stored();
    const path = `/fhir/Observation/${id}`;
    const late = await call('DELETE', path, undefined, { 'If-Match': 'W/"7"' });
    expect([late.status, codes(late.json)]).toEqual([412, ['version-conflict']]);
    expect((await call('DELETE', path, undefined, {}, 'soudan-minato')).status).toBe(404);
    expect((await call('DELETE', path, undefined, { 'If-Match': 'W/"1"' })).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path, undefined, {}, 'soudan-minato')).status).toBe(404);
    expect((await call('GET', `${path}/_history`)).json.total).toBe(2);
    const mark = await call('GET', `${path}/_history/2`);
    expect([mark.status, codes(mark.json)]).toEqual([410, ['gone']]);
    expect((await call('GET', `${path}/_history/2`, undefined, {}, 'soudan-minato')).status).toBe(404);
    expect((await call('GET', `${path}/_history/1`)).status).toBe(200);
  });

  test('is told to its holder also where it is patched, and to nobody else', async () => {
    const { id } = await stored();
    await call('DELETE', `/fhir/Observation/${id}`);
    const change = [{ op: 'replace', path: '/status', value: 'final' }];
    const path: [string, object] = ['path', { valueString: 'Observation.note' }];
    const parameters = { resourceType: 'Parameters', parameter: [operation(['type', { valueCode: 'delete' }], path)] };
    const profile = [{ name: 'meta', valueMeta: { tag: [{ system: 'urn:t', code: 'a' }] } }];
    for (const answer of [
      await patch(id, change),
      await patch(id, change, { 'If-Match': 'W/"1"' }),
      await call('PATCH', `/fhir/Observation/${id}`, parameters),
      await call('POST', `/fhir/Observation/${id}/$meta-add`, { resourceType: 'Parameters', parameter: profile }),
    ])
      expect([answer.status, issuesOf(answer.json)]).toEqual([
        410,
        issuesOf((await call('GET', `/fhir/Observation/${id}`)).json),
      ]);
    const absent = '00000000-0000-4000-8000-000000000000';
    for (const who of ['soudan-minato', 'soudan-hikari']) {
      const [deleted, unknown] = [await patch(id, change, {}, who), await patch(absent, change, {}, who)];
      expect([who, deleted.status, JSON.stringify(deleted.json)]).toEqual([
        who,
        404,
        JSON.stringify(unknown.json).replaceAll(absent, id),
      ]);
    }
  });
});
