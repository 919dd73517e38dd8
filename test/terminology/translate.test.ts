import { expect, test } from 'vitest';
import { NEW_SERVICES, operate, read, refused, SERVICES, vs, WARDS } from './loaded.ts';

const map = (id: string): string => `https://example.jp/ConceptMap/${id}`;
const translate = (query: string) => read(operate('ConceptMap/$translate', query));

test('a code is translated with what the map says of the match', () => {
  expect(translate(`url=${map('to-new')}&system=${SERVICES}&code=nurse`)).toEqual({
    result: true,
    match: [
      {
        equivalence: 'equivalent',
        concept: { system: NEW_SERVICES, code: 'N1', display: '訪問看護' },
        source: map('to-new'),
      },
    ],
  });
});

test('a match that depends on more is given only when that is said', () => {
  const ask = (parameters: object[]) =>
    read(
      operate('ConceptMap/$translate', [
        { name: 'url', valueUri: map('to-new') },
        { name: 'coding', valueCoding: { system: SERVICES, code: 'helper' } },
        ...(parameters as never[]),
      ]),
    )['match'];
  expect(ask([])).toEqual([
    { equivalence: 'wider', concept: { system: NEW_SERVICES, code: 'H1' }, source: map('to-new') },
  ]);
  const dependency = {
    name: 'dependency',
    part: [
      { name: 'element', valueUri: 'https://example.jp/age' },
      { name: 'concept', valueCodeableConcept: { coding: [{ code: 'child' }] } },
    ],
  };
  expect(ask([dependency])[1]).toEqual({
    equivalence: 'narrower',
    concept: { system: NEW_SERVICES, code: 'H2' },
    product: { element: 'https://example.jp/hours', concept: { system: NEW_SERVICES, code: '2h' } },
    source: map('to-new'),
  });
});

test('a code that has no counterpart is said to have none', () => {
  expect(translate(`url=${map('to-new')}&system=${SERVICES}&code=workshop`)).toEqual({
    result: false,
    message: '対応するコードがありません。 / there is no code to translate to',
    match: [{ equivalence: 'unmatched', source: map('to-new') }],
  });
  expect(translate(`url=${map('to-new')}&system=${WARDS}&code=A1`)).toMatchObject({ result: false });
});

test('what a map leaves open goes to another map, to a fixed code, or through as it is', () => {
  expect(translate(`url=${map('to-new')}&system=${SERVICES}&code=grouphome`)['match']).toEqual([
    {
      equivalence: 'relatedto',
      concept: { system: NEW_SERVICES, code: 'OTHER', display: 'その他' },
      source: map('rest'),
    },
  ]);
  expect(translate(`url=${map('same')}&system=${WARDS}&code=A1`)['match']).toEqual([
    {
      equivalence: 'equal',
      concept: { system: 'https://example.jp/CodeSystem/same', code: 'A1' },
      source: map('same'),
    },
  ]);
  expect(translate(`url=${map('circle')}&system=${WARDS}&code=A1`)['result']).toBe(false);
});

test('translated back, what was wider is narrower', () => {
  const back = (code: string) => translate(`url=${map('to-new')}&system=${NEW_SERVICES}&code=${code}&reverse=true`);
  expect(back('N1')['match']).toEqual([
    { equivalence: 'equivalent', concept: { system: SERVICES, code: 'nurse' }, source: map('to-new') },
  ]);
  expect(back('H1')['match']).toEqual([
    { equivalence: 'narrower', concept: { system: SERVICES, code: 'helper' }, source: map('to-new') },
  ]);
  expect(back('X')['result']).toBe(false);
});

test('without a map every map between the named value sets is asked', () => {
  const ask = `system=${SERVICES}&code=nurse`;
  const sources = (query: string): string[] =>
    (translate(query)['match'] ?? []).map(({ source }: { source: string }) => source);
  expect(sources(ask)).toEqual([map('to-new'), map('rest')]);
  expect(sources(`${ask}&source=${vs('all')}`)).toEqual([map('to-new')]);
  expect(sources(`${ask}&target=${vs('nowhere')}`)).toEqual([]);
  expect(sources(`${ask}&targetsystem=${NEW_SERVICES}`)).toEqual([map('to-new'), map('rest')]);
  expect(sources(`${ask}&targetsystem=urn:other`)).toEqual([]);
});

test.each([
  [`url=${map('nowhere')}&system=${SERVICES}&code=nurse`, '404 definition-not-loaded'],
  [`url=${map('to-new')}&conceptMapVersion=9&system=${SERVICES}&code=nurse`, '404 definition-not-loaded'],
  [`url=${map('to-new')}&code=nurse`, '400 parameter-wrong'],
  [`url=${map('to-new')}`, '400 parameter-wrong'],
  [`url=${map('to-new')}&system=${SERVICES}&code=nurse&reverse=1`, '400 parameter-wrong'],
])('`%s` is refused: %s', (query, refusal) => {
  expect(refused(operate('ConceptMap/$translate', query))).toBe(refusal);
});

test('a map may be sent along', () => {
  const resource = {
    resourceType: 'ConceptMap',
    status: 'active',
    group: [
      {
        source: SERVICES,
        target: 'urn:t',
        element: [{ code: 'nurse', target: [{ code: 'T', equivalence: 'equal' }] }],
      },
    ],
  };
  const parameters = [
    { name: 'conceptMap', resource: resource as never },
    { name: 'coding', valueCoding: { system: SERVICES, code: 'nurse' } },
  ];
  expect(read(operate('ConceptMap/$translate', parameters))).toEqual({
    result: true,
    match: [{ equivalence: 'equal', concept: { system: 'urn:t', code: 'T' } }],
  });
  expect(refused(operate('ConceptMap/$translate', [...parameters, { name: 'url', valueUri: map('same') }]))).toBe(
    '400 parameter-wrong',
  );
});
