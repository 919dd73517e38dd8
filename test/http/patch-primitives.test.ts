import { describe, expect, test } from 'vitest';
import { issuesOf, sandboxGateway } from '../gateway.ts';

const gateway = await sandboxGateway();
const BIRTH_TIME = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime';
const REASON = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
const time = (hour: number) => ({ url: BIRTH_TIME, valueDateTime: `1958-04-02T0${hour}:00:00+09:00` });
const note = (words: string) => ({ url: 'https://example.jp/note', valueString: words });
const beside = (...words: string[]) => ({ extension: words.map(note) });
const unknown = { extension: [{ url: REASON, valueCode: 'unknown' }] };

const call = (method: string, path: string, body?: unknown) => gateway.call('hospital-ehr', method, path, body);
/** What is found wrong; the gateway does not know the extension that the tests write. */
const told = (json: any) =>
  issuesOf(json)
    .map(({ code }) => code)
    .filter((code) => code !== 'extension-unknown');
const stored = async (person: object): Promise<any> => {
  const { status, json } = await call('POST', '/fhir/Patient', {
    resourceType: 'Patient',
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">記録</div>' },
    identifier: [{ system: 'https://example.jp/patients', value: crypto.randomUUID() }],
    gender: 'female',
    ...(!('_birthDate' in person) && { birthDate: '1958-04-02' }),
    ...person,
  });
  expect([status, told(json)]).toEqual([201, []]);
  return json;
};

const PART = { type: 'valueCode', path: 'valueString', name: 'valueString' } as const;
const parts = (given: object): object[] =>
  Object.entries(given).map(([name, value]) =>
    name === 'value' ? { name, ...value } : { name, [PART[name as keyof typeof PART] ?? 'valueInteger']: value },
  );
const patched = (id: string, ...operations: object[]) =>
  call('PATCH', `/fhir/Patient/${id}`, {
    resourceType: 'Parameters',
    parameter: operations.map((given) => ({ name: 'operation', part: parts(given) })),
  });

/** What the operations make of the names of a person. */
async function nameAfter(name: object, ...operations: object[]): Promise<any> {
  const { id } = await stored({ name: [{ text: '名', ...name }] });
  const { status, json } = await patched(id, ...operations);
  expect([status, told(json)]).toEqual([200, []]);
  expect((await call('GET', `/fhir/Patient/${id}`)).json).toEqual(json);
  const { text, ...rest } = json.name[0];
  return rest;
}

/** What they make of the birth date. */
async function birthAfter(birth: object, ...operations: object[]): Promise<any> {
  const { id } = await stored({ name: [{ text: '名' }], ...birth });
  const { status, json } = await patched(id, ...operations);
  expect([status, told(json)]).toEqual([200, []]);
  return { birthDate: json.birthDate, _birthDate: json._birthDate };
}

const GIVEN = 'Patient.name[0].given';

describe('a FHIRPath Patch of a list of primitives', () => {
  const three = { given: ['一', '二', '三'], _given: [beside('of 一'), null, null] };

  test('moves an item with what stands beside it', async () => {
    expect(await nameAfter(three, { type: 'move', path: GIVEN, source: 0, destination: 2 })).toEqual({
      given: ['二', '三', '一'],
      _given: [null, null, beside('of 一')],
    });
    expect(await nameAfter(three, { type: 'move', path: GIVEN, source: 2, destination: 0 })).toEqual({
      given: ['三', '一', '二'],
      _given: [null, beside('of 一'), null],
    });
  });

  test('inserts and adds an item with what is given beside it, and shifts the others whole', async () => {
    const value = { valueString: '零' };
    expect(await nameAfter(three, { type: 'insert', path: GIVEN, index: 0, value })).toEqual({
      given: ['零', '一', '二', '三'],
      _given: [null, beside('of 一'), null, null],
    });
    const whole = { ...value, _valueString: beside('of 零') };
    expect(await nameAfter({ given: ['一'] }, { type: 'insert', path: GIVEN, index: 0, value: whole })).toEqual({
      given: ['零', '一'],
      _given: [beside('of 零'), null],
    });
    expect(await nameAfter(three, { type: 'add', path: 'Patient.name[0]', name: 'given', value: whole })).toEqual({
      given: ['一', '二', '三', '零'],
      _given: [beside('of 一'), null, null, beside('of 零')],
    });
    expect(await nameAfter({}, { type: 'add', path: 'Patient.name[0]', name: 'given', value: whole })).toEqual({
      given: ['零'],
      _given: [beside('of 零')],
    });
  });

  test('deletes an item with what stands beside it', async () => {
    const two = { given: ['花子', 'みどり'], _given: [null, beside('second')] };
    expect(await nameAfter(two, { type: 'delete', path: `${GIVEN}[0]` })).toEqual({
      given: ['みどり'],
      _given: [beside('second')],
    });
    expect(await nameAfter(two, { type: 'delete', path: `${GIVEN}[1]` })).toEqual({ given: ['花子'] });
    expect(await nameAfter(two, { type: 'delete', path: `${GIVEN}.where($this = 'みどり')` })).toEqual({
      given: ['花子'],
    });
  });

  test('replaces an item with all that stands beside it', async () => {
    const value = { valueString: '壱' };
    const path = `${GIVEN}[0]`;
    expect(await nameAfter(three, { type: 'replace', path, value })).toEqual({ given: ['壱', '二', '三'] });
    expect(await nameAfter(three, { type: 'replace', path, value: { ...value, _valueString: beside('new') } })).toEqual(
      { given: ['壱', '二', '三'], _given: [beside('new'), null, null] },
    );
    expect(await nameAfter(three, { type: 'replace', path, value: { _valueString: unknown } })).toEqual({
      given: [null, '二', '三'],
      _given: [unknown, null, null],
    });
  });

  test('counts an item that has no value, and keeps it when its neighbours change', async () => {
    const gap = { given: [null, '二'], _given: [unknown, null] };
    expect(await nameAfter(gap, { type: 'delete', path: `${GIVEN}[1]` })).toEqual({ _given: [unknown] });
    expect(await nameAfter(gap, { type: 'delete', path: `${GIVEN}[0]` })).toEqual({ given: ['二'] });
    expect(await nameAfter(gap, { type: 'replace', path: `${GIVEN}[0]`, value: { valueString: '一' } })).toEqual({
      given: ['一', '二'],
    });
    expect(await nameAfter(gap, { type: 'move', path: GIVEN, source: 0, destination: 1 })).toEqual({
      given: ['二', null],
      _given: [null, unknown],
    });
    expect(
      await nameAfter({ _given: [unknown] }, { type: 'insert', path: GIVEN, index: 1, value: { valueString: '二' } }),
    ).toEqual(gap);
    expect(await nameAfter({ _given: [unknown], family: '姓' }, { type: 'delete', path: `${GIVEN}[0]` })).toEqual({
      family: '姓',
    });
  });

  test('changes what stands beside an item', async () => {
    const more = { given: ['一', '二'], _given: [beside('a', 'b'), null] };
    const add = { type: 'add', name: 'extension', value: { valueExtension: note('c') } };
    expect(await nameAfter(more, { type: 'delete', path: `${GIVEN}[0].extension[0]` })).toEqual({
      given: ['一', '二'],
      _given: [beside('b'), null],
    });
    expect(await nameAfter(three, { type: 'delete', path: `${GIVEN}[0].extension[0]` })).toEqual({
      given: ['一', '二', '三'],
    });
    expect(await nameAfter(more, { ...add, path: `${GIVEN}[1]` })).toEqual({
      given: ['一', '二'],
      _given: [beside('a', 'b'), beside('c')],
    });
    expect(await nameAfter({ given: ['一', '二'] }, { ...add, path: `${GIVEN}[1]` })).toEqual({
      given: ['一', '二'],
      _given: [null, beside('c')],
    });
    const path = `${GIVEN}[0].extension`;
    expect(await nameAfter(more, { type: 'move', path, source: 0, destination: 1 })).toEqual({
      given: ['一', '二'],
      _given: [beside('b', 'a'), null],
    });
    expect(await nameAfter(more, { type: 'delete', path: `${GIVEN}.where(extension.exists())` })).toEqual({
      given: ['二'],
    });
    const gap = { given: [null, '二'], _given: [unknown, null] };
    expect(await nameAfter(gap, { type: 'delete', path: `${GIVEN}[0].extension('${REASON}')` })).toEqual({
      given: ['二'],
    });
  });
});

describe('a FHIRPath Patch of a primitive', () => {
  const born = { birthDate: '1958-04-02', _birthDate: { id: 'born', extension: [time(3), note('n')] } };
  const path = 'Patient.birthDate';

  test('deletes and replaces it with what stands beside it', async () => {
    expect(
      await nameAfter({ family: '姓', _family: beside('f') }, { type: 'delete', path: 'Patient.name[0].family' }),
    ).toEqual({});
    expect(await nameAfter({ _family: unknown }, { type: 'delete', path: 'Patient.name[0].family' })).toEqual({});
    const value = { valueDate: '1958-04-03' };
    expect(await birthAfter(born, { type: 'replace', path, value })).toEqual({ birthDate: '1958-04-03' });
    const whole = { ...value, _valueDate: { extension: [time(5)] } };
    const made = { birthDate: '1958-04-03', _birthDate: { extension: [time(5)] } };
    expect(await birthAfter(born, { type: 'replace', path, value: whole })).toEqual(made);
    expect(await birthAfter({ _birthDate: unknown }, { type: 'replace', path, value: whole })).toEqual(made);
    const family = { valueString: '姓', _valueString: beside('f') };
    expect(await nameAfter({}, { type: 'add', path: 'Patient.name[0]', name: 'family', value: family })).toEqual({
      family: '姓',
      _family: beside('f'),
    });
  });

  test('deletes, replaces and adds what stands beside it', async () => {
    const { birthDate } = born;
    const [first, second] = born._birthDate.extension;
    for (const gone of ['extension[0]', `extension.where(url='${BIRTH_TIME}')`, `extension('${BIRTH_TIME}')`])
      expect(await birthAfter(born, { type: 'delete', path: `${path}.${gone}` }), gone).toEqual({
        birthDate,
        _birthDate: { id: 'born', extension: [second] },
      });
    expect(await birthAfter(born, { type: 'delete', path: `${path}.id` })).toEqual({
      birthDate,
      _birthDate: { extension: [first, second] },
    });
    const once = { birthDate, _birthDate: { extension: [first] } };
    expect(await birthAfter(once, { type: 'delete', path: `${path}.extension[0]` })).toEqual({ birthDate });
    const value = { valueDateTime: time(7).valueDateTime };
    expect(
      await birthAfter(once, { type: 'replace', path: `${path}.extension.where(url='${BIRTH_TIME}').value`, value }),
    ).toEqual({ birthDate, _birthDate: { extension: [time(7)] } });
    const add = { type: 'add', path, name: 'extension', value: { valueExtension: note('added') } };
    expect(await birthAfter({ birthDate }, add)).toEqual({ birthDate, _birthDate: beside('added') });
    expect(await birthAfter(once, add)).toEqual({ birthDate, _birthDate: { extension: [first, note('added')] } });
    expect(await birthAfter({ birthDate }, { type: 'add', path, name: 'id', value: { valueString: 'born' } })).toEqual({
      birthDate,
      _birthDate: { id: 'born' },
    });
  });

  test('finds a choice by what stands beside it', async () => {
    const { id } = await stored({ name: [{ text: '名' }], _deceasedBoolean: unknown });
    const value = { valueBoolean: false, _valueBoolean: beside('asked') };
    const { status, json } = await patched(id, { type: 'replace', path: 'Patient.deceased', value });
    expect([status, json.deceasedBoolean, json._deceasedBoolean]).toEqual([200, false, beside('asked')]);
    const other = { valueDateTime: '2020-01-01' };
    const changed = await patched(id, { type: 'replace', path: 'Patient.deceased', value: other });
    const { deceasedDateTime, deceasedBoolean, _deceasedBoolean } = changed.json;
    expect([deceasedDateTime, deceasedBoolean, _deceasedBoolean]).toEqual(['2020-01-01', undefined, undefined]);
  });

  test('makes the parts of an element with what stands beside them', async () => {
    const { id } = await stored({ name: [{ text: '名' }] });
    const value = {
      part: [
        { name: 'name', valueHumanName: { text: '母の名' } },
        { name: 'relationship', part: [{ name: 'text', valueString: '母', _valueString: beside('r') }] },
        { name: 'gender', valueCode: 'female', _valueCode: beside('g') },
      ],
    };
    const { status, json } = await patched(id, { type: 'add', path: 'Patient', name: 'contact', value });
    expect([status, told(json)]).toEqual([200, []]);
    expect(json.contact).toEqual([
      {
        name: { text: '母の名' },
        relationship: [{ text: '母', _text: beside('r') }],
        gender: 'female',
        _gender: beside('g'),
      },
    ]);
  });

  test('adds none that exists already, with a value or without, and says so', async () => {
    for (const birth of [born, { _birthDate: unknown }]) {
      const made = await stored({ name: [{ text: '名' }], ...birth });
      const value = { valueDate: '1958-04-03' };
      const { status, json } = await patched(
        made.id,
        { type: 'replace', path: 'Patient.name[0].text', value: { valueString: '新' } },
        { type: 'add', path: 'Patient', name: 'birthDate', value },
      );
      expect([status, issuesOf(json)]).toMatchObject([
        400,
        [{ code: 'patch-operation-malformed', expression: 'Parameters.parameter[1]' }],
      ]);
      expect(issuesOf(json)[0]?.ja).toContain(
        '2 番目の操作の add が足そうとする要素は一つだけのもので、すでにあります。変えるには replace で、その要素までを path に書いてください。',
      );
      expect(issuesOf(json)[0]?.en).toBe(
        'the element that the operation adds exists already and does not repeat; use `replace`, with the `path` of the element itself',
      );
      expect((await call('GET', `/fhir/Patient/${made.id}`)).json).toEqual(made);
    }
  });

  test('is refused where what is beside it is no element', async () => {
    const { id } = await stored({ name: [{ text: '名' }], ...born });
    for (const [operations, status, code] of [
      // The profile asks for a birth date, and what stood beside the deleted one does not stand in for it.
      [[{ type: 'delete', path }], 422, 'cardinality-min'],
      [
        [{ type: 'replace', path, value: { valueDate: '1958-04-03', _valueDate: 'x' } }],
        400,
        'patch-operation-malformed',
      ],
      [[{ type: 'replace', path, value: { valueDate: null } }], 400, 'patch-operation-malformed'],
      [[{ type: 'add', path, name: 'value', value: { valueString: 'x' } }], 422, 'element-unknown'],
      [
        [{ type: 'replace', path: `${path}.extension[2]`, value: { valueExtension: time(1) } }],
        422,
        'patch-path-missing',
      ],
      [
        [
          { type: 'replace', path: 'Patient.name[0]', value: { valueHumanName: { family: '姓', _family: 'x' } } },
          { type: 'add', path: 'Patient.name[0].family', name: 'extension', value: { valueExtension: note('n') } },
        ],
        422,
        'patch-path-missing',
      ],
    ] as const) {
      const refused = await patched(id, ...operations);
      expect([refused.status, told(refused.json)[0]], JSON.stringify(operations)).toEqual([status, code]);
    }
  });
});

test('a person is found by the given names beside one of which only the reason of its absence is known', async () => {
  const { id } = await stored({ name: [{ text: '名', given: [null, 'ふたつめ'], _given: [unknown, null] }] });
  const { status, json } = await call('GET', `/fhir/Patient?given=${encodeURIComponent('ふたつめ')}`);
  expect([status, json.entry.map(({ resource }: any) => resource.id)]).toEqual([200, [id]]);
});
