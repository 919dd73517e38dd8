import { beforeAll, expect, test } from 'vitest';
import { isRefusal, parseSearch } from '../../src/fhir/index.ts';
import type { Store } from '../../src/store/index.ts';
import { freshDatabase } from '../database.ts';
import { RECORDS } from './records.ts';
import { openStore, PARAMETERS, pageOf, permitOf, queryOf, storeAll, uuid } from './world.ts';

const database = await freshDatabase();
let store: Store;

beforeAll(async () => {
  store = await openStore(database);
  await storeAll(store, RECORDS);
});

/** A value as people write it in a search, and what of a record answers it. */
type Json = Record<string, unknown>;
type Values = (record: Json) => unknown[];

const list = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const at =
  (...path: string[]): Values =>
  (record) =>
    path.reduce<unknown[]>((found, name) => found.flatMap((value) => list((value as Json)[name])), [record]);

/** The ids of the records that a search finds, in the order of ids. */
async function found(type: string, query: string): Promise<string[]> {
  const page = await pageOf(store, permitOf(), queryOf(type, query));
  expect(page.total).toBe(page.rows.length);
  return page.rows.map(({ id }) => id);
}

const expected = (type: string, matches: (record: Json) => boolean): string[] =>
  RECORDS.filter((record) => record.resourceType === type && matches(record as unknown as Json)).map(
    ({ id = '' }) => id,
  );

/** Asserts the answer, and that it is neither empty nor everything unless that is what is meant. */
async function agrees(type: string, query: string, matches: (record: Json) => boolean): Promise<void> {
  expect(await found(type, query), query).toEqual(expected(type, matches));
}

const encode = encodeURIComponent;

// --- tokens

interface Coded {
  system?: string;
  code?: string;
  value?: string;
}
const codings =
  (...path: string[]): Values =>
  (record) =>
    at(...path)(record).flatMap((concept) => list((concept as Json)['coding']));
const TOKENS: [string, string, Values][] = [
  ['Observation', 'code', codings('code')],
  ['Condition', 'code', codings('code')],
  ['CarePlan', 'category', codings('category')],
  ['Patient', 'identifier', at('identifier')],
];
const codeOf = ({ code, value }: Coded): string | undefined => code ?? value;

test.each(TOKENS)(
  '%s?%s finds a code with its system, without any, of one system, and of any',
  async (type, param, values) => {
    for (const code of ['x', 'y', 'X', '1', '001', 'a,b', 'a|b', 'none']) {
      const written = encode(code.replace(/([,|])/g, '\\$1'));
      const any = (record: Json) => values(record).some((coded) => codeOf(coded as Coded) === code);
      await agrees(type, `${param}=${written}`, any);
      await agrees(type, `${param}:not=${written}`, (record) => !any(record));
      await agrees(type, `${param}=urn:a%7C${written}`, (record) =>
        values(record).some((coded) => (coded as Coded).system === 'urn:a' && codeOf(coded as Coded) === code),
      );
      await agrees(type, `${param}=%7C${written}`, (record) =>
        values(record).some((coded) => (coded as Coded).system === undefined && codeOf(coded as Coded) === code),
      );
    }
    await agrees(type, `${param}=urn:b%7C`, (record) =>
      values(record).some((coded) => (coded as Coded).system === 'urn:b'),
    );
    await agrees(type, `${param}:not=urn:a%7Cx,urn:b%7C`, (record) =>
      values(record).every((coded) => {
        const { system, code } = coded as Coded;
        return system !== 'urn:b' && !(system === 'urn:a' && code === 'x');
      }),
    );
  },
);

test('plain codes and booleans are found as tokens', async () => {
  await agrees('Patient', 'gender=male', ({ gender }) => gender === 'male');
  await agrees('Patient', 'gender:not=male', ({ gender }) => gender !== 'male');
  await agrees('Patient', 'active=true', ({ active }) => active === true);
  await agrees('Patient', 'active=false', ({ active }) => active === false);
  await agrees('CarePlan', 'intent=plan,proposal', () => true);
});

// --- missing

const MISSING: [string, string, Values][] = [
  ['Patient', 'name', at('name')],
  ['Patient', 'birthdate', at('birthDate')],
  ['Patient', 'gender', at('gender')],
  ['Patient', 'identifier', at('identifier')],
  ['Patient', 'address-city', at('address', 'city')],
  ['Observation', 'subject', at('subject')],
  ['Observation', 'patient', at('subject')],
  ['Observation', 'date', at('effectiveDateTime')],
  ['Observation', 'value-quantity', at('valueQuantity')],
  ['Condition', 'onset-age', at('onsetAge')],
  ['Condition', 'recorded-date', at('recordedDate')],
  ['CarePlan', 'instantiates-uri', at('instantiatesUri')],
  ['CarePlan', 'date', (record) => at('period')(record).filter((period) => Object.keys(period as Json).length > 0)],
  ['Communication', 'sent', at('sent')],
  ['Communication', 'recipient', at('recipient')],
  ['RiskAssessment', 'probability', at('prediction', 'probabilityDecimal')],
  ['Patient', '_id', at('id')],
  ['Patient', '_lastUpdated', () => ['always']],
];

test.each(MISSING)('%s?%s:missing tells who has no value from who has one', async (type, param, values) => {
  await agrees(type, `${param}:missing=true`, (record) => values(record).length === 0);
  await agrees(type, `${param}:missing=false`, (record) => values(record).length > 0);
});

// --- references

test('a reference is found by type and id, by id alone, and without its version', async () => {
  const reference = (path: string) => (record: Json) => at(path, 'reference')(record) as string[];
  for (const n of [0, 1, 2, 3]) {
    const about = (record: Json) => reference('subject')(record).includes(`Patient/${uuid(n)}`);
    for (const param of ['patient', 'subject']) {
      await agrees('Observation', `${param}=Patient/${uuid(n)}`, about);
      await agrees('Observation', `${param}=${uuid(n)}`, about);
    }
  }
  await agrees('Observation', `subject=Group/${uuid(1)}`, () => false);
  const member = (record: Json) => reference('hasMember')(record).some((text) => text.includes(uuid(41)));
  expect(expected('Observation', member).length).toBeGreaterThan(0);
  await agrees('Observation', `has-member=Observation/${uuid(41)}`, member);
  await agrees('Communication', `recipient=${uuid(1)}`, (record) => at('recipient')(record).length > 0);
  await agrees('Communication', `recipient=Organization/${uuid(1)}`, (record) =>
    reference('recipient')(record).includes(`Organization/${uuid(1)}`),
  );
});

// --- dates

type Span = [low: number, high: number];
const DAY_MS = 86_400_000;

/** The span of a date by counting: a day without zone begins at 15:00 UTC of the day before. */
function span(text: string): Span {
  if (!text.includes('T')) {
    const [year = 0, month, day] = text.split('-').map(Number);
    const next = day ? [year, month, day + 1] : month ? [year, month + 1, 1] : [year + 1, 1, 1];
    const start = (y = 0, m = 1, d = 1) => Date.UTC(y, m - 1, d) - 9 * 3_600_000;
    return [start(year, month, day), start(...next) - 1];
  }
  const fraction = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const low = Date.parse(text);
  return [low, low + 10 ** (3 - fraction) - 1];
}

const PREFIXES: Record<string, (value: Span, asked: Span) => boolean> = {
  '': ([low, high], [from, to]) => from <= low && high <= to,
  eq: ([low, high], [from, to]) => from <= low && high <= to,
  ne: ([low, high], [from, to]) => !(from <= low && high <= to),
  gt: ([, high], [, to]) => high > to,
  lt: ([low], [from]) => low < from,
  ge: ([low, high], [from, to]) => high > to || (from <= low && high <= to),
  le: ([low, high], [from, to]) => low < from || (from <= low && high <= to),
  sa: ([low], [, to]) => low > to,
  eb: ([, high], [from]) => high < from,
  ap: ([low, high], [from, to]) => low <= to + 36.5 * DAY_MS && high >= from - 36.5 * DAY_MS,
};
const ASKED = [
  '2026',
  '2026-04',
  '2026-04-01',
  '2026-04-01T00:00:00+09:00',
  '2026-04-01T01:30:15.25Z',
  '2026-03-31T15:00Z',
];
const asSpan = (text: string): Span =>
  /T\d\d:\d\dZ$/.test(text) ? [Date.parse(text), Date.parse(text) + 59_999] : span(text);
const DATED: [string, string, (record: Json) => Span[]][] = [
  ['Patient', 'birthdate', (record) => (at('birthDate')(record) as string[]).map(span)],
  ['Observation', 'date', (record) => (at('effectiveDateTime')(record) as string[]).map(span)],
  ['Condition', 'recorded-date', (record) => (at('recordedDate')(record) as string[]).map(span)],
  ['Communication', 'sent', (record) => (at('sent')(record) as string[]).map(span)],
  [
    'CarePlan',
    'date',
    (record) =>
      (at('period')(record) as { start?: string; end?: string }[])
        .filter(({ start, end }) => start ?? end)
        .map(({ start, end }) => [start ? span(start)[0] : -Infinity, end ? span(end)[1] : Infinity]),
  ],
];

test.each(DATED)('%s?%s answers every prefix over spans of Japan time', async (type, param, spans) => {
  let answers = 0;
  for (const [prefix, holds] of Object.entries(PREFIXES)) {
    for (const asked of ASKED) {
      const matches = (record: Json) => spans(record).some((value) => holds(value, asSpan(asked)));
      answers += expected(type, matches).length;
      await agrees(type, `${param}=${prefix}${encode(asked)}`, matches);
    }
  }
  expect(answers).toBeGreaterThan(200);
});

test('the 1st of April of Japan begins at 15:00 UTC of the 31st of March and ends a day later', async () => {
  const sent = async (query: string) => {
    const ids = new Set(await found('Communication', query));
    const times = RECORDS.filter(({ id = '' }) => ids.has(id)).map((record) => (record as unknown as Json)['sent']);
    return [...new Set(times)].sort();
  };
  const day = [
    '2026-03-31T15:00:00Z',
    '2026-04-01T00:00:00+09:00',
    '2026-04-01T10:30:15.25+09:00',
    '2026-04-01T23:59:59+09:00',
  ];
  expect(await sent('sent=2026-04-01')).toEqual(day);
  expect(await sent('sent=2026-03-31')).toEqual(['2026-03-31T14:59:59.999Z']);
  expect(await sent('sent=sa2026-04-01')).toEqual(['2026-04-01T15:00:00Z']);
  expect(await sent('sent=ge2026-04-01&sent=lt2026-04-02')).toEqual(day);
});

test('_lastUpdated takes dates of Japan and prefixes', async () => {
  expect(await found('Patient', '_lastUpdated=2026-05-10')).toHaveLength(40);
  expect(await found('Patient', '_lastUpdated=lt2026-05-10')).toEqual([]);
  expect(await found('Patient', `_lastUpdated=${encode('2026-05-10T10:00:00.000+09:00')}`)).toHaveLength(40);
  expect(await found('Patient', `_lastUpdated=gt${encode('2026-05-10T10:00:00.000+09:00')}`)).toEqual([]);
  expect(await found('Patient', '_lastUpdated=lt2026-05-10,ge2026')).toHaveLength(40);
});

// --- strings

const HIRAGANA: Record<string, string> = {
  ｻﾄｳ: 'さとう',
  サトウ: 'さとう',
  ﾊﾅｺ: 'はなこ',
  ハナコ: 'はなこ',
  ガンジー: 'がんじー',
};
/** The forms of the names in this file, spelled out by hand. */
const plain = (text: string): string =>
  (HIRAGANA[text] ?? text).replace('　', '').replace('Ａｎｎａ', 'Anna').replace('Ａ', 'A').toLowerCase();
const nameParts = (record: Json): string[] =>
  at('name')(record).flatMap((name) => {
    const { family, given = [], text } = name as { family?: string; given?: string[]; text?: string };
    return [family, ...given, text, family && `${plain(family)}${given.map(plain).join('')}`].filter(
      (part) => part !== undefined,
    );
  });

test.each([
  ['さとう', 'さとう'],
  ['サトウ', 'さとう'],
  ['ｻﾄｳ', 'さとう'],
  ['ｻﾄｳ ﾊﾅｺ', 'さとうはなこ'],
  ['サトウ　ハナコ', 'さとうはなこ'],
  ['ハナコ', 'はなこ'],
  ['佐藤', '佐藤'],
  ['佐', '佐'],
  ['佐藤花子', '佐藤花子'],
  ['佐藤 花子', '佐藤花子'],
  ['佐藤　花子', '佐藤花子'],
  ['ANNA', 'anna'],
  ['ａｎｎａ', 'anna'],
  ['sato', 'sato'],
  ['ｶﾞﾝ', 'がん'],
  ['100%', '100%'],
  ['100_', '100_'],
  ['会', '会'],
])('?name=%s finds every name that begins with it, whatever its width and script', async (written, normal) => {
  await agrees('Patient', `name=${encode(written)}`, (record) =>
    nameParts(record).some((part) => plain(part).startsWith(normal)),
  );
  await agrees('Patient', `name:contains=${encode(written)}`, (record) =>
    nameParts(record).some((part) => plain(part).includes(normal)),
  );
});

test('the names of the records are all found by at least one of the spellings', async () => {
  for (const family of ['佐藤', 'サトウ', 'ｻﾄｳ', 'さとう', '斎藤', 'Sato', 'ガンジー']) {
    expect((await found('Patient', `family=${encode(family)}`)).length, family).toBeGreaterThan(0);
  }
  expect(await found('Patient', 'name=さとう')).toEqual(await found('Patient', `name=${encode('ｻﾄｳ')}`));
});

test('per cent, underscore and backslash in a name mean themselves', async () => {
  const texts = (wanted: RegExp) => (record: Json) => nameParts(record).some((part) => wanted.test(part));
  await agrees('Patient', `name=${encode('100%の')}`, texts(/^100%の/));
  await agrees('Patient', `name:contains=${encode('会_')}`, texts(/会_/));
  await agrees('Patient', `name:contains=${encode('\\\\')}`, () => false);
});

test(':exact compares letter by letter', async () => {
  for (const family of ['サトウ', 'ｻﾄｳ', 'さとう', '佐藤', '佐', 'sato', 'Sato']) {
    await agrees('Patient', `family:exact=${encode(family)}`, (record) =>
      at('name', 'family')(record).includes(family),
    );
  }
});

test('an address is found by city, line or text', async () => {
  await agrees('Patient', `address=${encode('A市')}`, (record) => at('address', 'city')(record).length > 0);
  await agrees('Patient', `address=${encode('１丁目')}`, (record) => at('address', 'line')(record).length > 0);
  await agrees('Patient', `address:contains=${encode('２丁目')}`, (record) => at('address', 'text')(record).length > 0);
});

// --- numbers and quantities

interface Amount {
  value: number;
  unit?: string;
  system?: string;
  code?: string;
}
const half = (text: string): number => 0.5 * 10 ** -(text.split('.')[1]?.length ?? 0);
const exact = (value: number): number => Number(value.toPrecision(12));
const COMPARE: Record<string, (value: number, asked: number, half: number) => boolean> = {
  '': (value, asked, h) => value >= exact(asked - h) && value < exact(asked + h),
  ne: (value, asked, h) => !(value >= exact(asked - h) && value < exact(asked + h)),
  gt: (value, asked) => value > asked,
  lt: (value, asked) => value < asked,
  ge: (value, asked) => value >= asked,
  le: (value, asked) => value <= asked,
  sa: (value, asked) => value > asked,
  eb: (value, asked) => value < asked,
  ap: (value, asked) => Math.abs(value - asked) <= Math.abs(asked) / 10,
};
/** What is asked, the amounts that have such a unit, and their values in it. */
const UNITS: [string, (amount: Amount) => number | undefined][] = [
  ['', ({ value }) => value],
  [
    '|http://unitsofmeasure.org|kg',
    ({ value, system, code }) => {
      if (system !== 'http://unitsofmeasure.org') return undefined;
      return code === 'kg' ? value : code === 'g' ? value / 1000 : undefined;
    },
  ],
  [
    '|http://unitsofmeasure.org|mg',
    ({ value, system, code }) => {
      if (system !== 'http://unitsofmeasure.org') return undefined;
      return code === 'kg' ? value * 1e6 : code === 'g' ? value * 1000 : undefined;
    },
  ],
  ['||kg', ({ value, code, unit }) => (code === 'kg' || unit === 'kg' ? value : undefined)],
  ['||㎏', ({ value, unit }) => (unit === '㎏' ? value : undefined)],
];

test.each([
  ['Observation', 'value-quantity', at('valueQuantity')],
  ['Condition', 'onset-age', at('onsetAge')],
] as [string, string, Values][])(
  '%s?%s answers every prefix, to the precision of what is asked',
  async (type, param, values) => {
    for (const [prefix, holds] of Object.entries(COMPARE)) {
      for (const asked of ['5.4', '5.40', '5', '-5.4', '0', '54.0', '5400', '5400000']) {
        for (const [suffix, valueIn] of UNITS) {
          await agrees(type, `${param}=${prefix}${encode(asked + suffix)}`, (record) =>
            (values(record) as Amount[]).some((amount) => {
              const value = valueIn(amount);
              return value !== undefined && holds(exact(value), Number(asked), half(asked));
            }),
          );
        }
      }
    }
  },
);

test('a number is found to the precision of what is asked', async () => {
  const probabilities = at('prediction', 'probabilityDecimal');
  await agrees('RiskAssessment', 'probability=0.5', (record) =>
    (probabilities(record) as number[]).some((value) => value >= 0.45 && value < 0.55),
  );
  await agrees('RiskAssessment', 'probability=0.50', (record) => probabilities(record).includes(0.5));
  await agrees('RiskAssessment', 'probability=lt5e-1', (record) => probabilities(record).includes(0.45));
});

// --- the rest

test('a URI is found as it stands, not by its beginning', async () => {
  await agrees('CarePlan', 'instantiates-uri=https://example.jp/path', (record) =>
    at('instantiatesUri')(record).includes('https://example.jp/path'),
  );
  await agrees('CarePlan', 'instantiates-uri=urn:x', (record) => at('instantiatesUri')(record).includes('urn:x'));
});

test('_id takes a list, ignores what is no id, and can be negated', async () => {
  expect(await found('Patient', `_id=${uuid(3)},${uuid(1)},${uuid(41)},nobody`)).toEqual([uuid(1), uuid(3)]);
  expect(await found('Patient', '_id=nobody')).toEqual([]);
  await agrees('Patient', `_id:not=${uuid(3)}`, ({ id }) => id !== uuid(3));
});

test('alternatives within one filter add, several filters narrow', async () => {
  const has = (record: Json, code: string) => codings('code')(record).some((coded) => (coded as Coded).code === code);
  await agrees('Observation', 'code=x,y', (record) => has(record, 'x') || has(record, 'y'));
  await agrees('Observation', 'code=x&code=y', (record) => has(record, 'x') && has(record, 'y'));
  await agrees('Observation', 'code=x&status=final&value-quantity=gt0&date:missing=false', (record) => {
    const { status, valueQuantity, effectiveDateTime } = record as {
      status: string;
      valueQuantity?: Amount;
      effectiveDateTime?: string;
    };
    return has(record, 'x') && status === 'final' && (valueQuantity?.value ?? 0) > 0 && effectiveDateTime !== undefined;
  });
});

test.each([
  [
    'Observation',
    'date=tomorrow',
    'date',
    'the value `tomorrow` of `date` is not valid; expected a date such as `2026-04-01` or `ge2026-04`',
  ],
  [
    'Observation',
    'date=2026-02-30',
    'date',
    'the value `2026-02-30` of `date` is not valid; expected a date such as `2026-04-01` or `ge2026-04`',
  ],
  [
    'Observation',
    'value-quantity=heavy',
    'value-quantity',
    'the value `heavy` of `value-quantity` is not valid; expected a number such as `5.4` or `ge5.4|http://unitsofmeasure.org|kg`',
  ],
])('%s?%s is refused, not answered with everything', (type, query, code, en) => {
  const asked = { parameters: PARAMETERS, types: [type], query: new URLSearchParams(query), countMax: 10 };
  const refusal = parseSearch(asked);
  expect(isRefusal(refusal) && refusal.issues).toMatchObject([
    { severity: 'error', code: 'search-value-invalid', en, expression: `http.${code}` },
  ]);
  expect(isRefusal(refusal) && refusal.issues[0]?.ja).toContain('を指定してください。');
});
