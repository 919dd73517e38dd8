import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { type Form, listMappings, listOverlays, loadMapping, type Mapping } from '../../src/mapping/index.ts';
import { layOut } from '../../src/mapping/sheet.ts';
import { writeForm } from '../../src/paper/index.ts';
import { formOf } from './form-records.ts';
import { difference, fromPng, linesOf, pictureOf, toPng, wordsOf } from './print-image.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value));
  return value as Exclude<T, { refused: true }>;
}

const SEED = 20260410;
/** Another build of the drawing library may shade an edge differently; a letter that moves is more than this. */
const DIFFERENCE_MAX = 0.0005;

const forms = listMappings()
  .map((id) => must(loadMapping(id)))
  .filter(({ kind }) => kind === 'form');
const variants: (readonly [string, Mapping])[] = forms.flatMap((base) => [
  [base.id, base] as const,
  ...listOverlays(base.id).map(
    (overlay) => [`${base.id} in ${overlay}`, must(loadMapping(base.id, { overlay }))] as const,
  ),
]);
const read = (path: string): Form => JSON.parse(readFileSync(path, 'utf8'));
const plain = (text: string): string => text.replace(/\s/g, '');

describe.each(variants)('%s', (_, mapping) => {
  const name = mapping.overlay === undefined ? 'form' : `form-${mapping.overlay}`;
  const folder = `examples/${mapping.id}`;

  test('prints its example as it was seen and found good', async () => {
    const picture = await pictureOf(await writeForm(mapping, read(`${folder}/${name}.json`), 'pdf'));
    expect(existsSync(`${folder}/${name}.png`), `npm run examples -- ${mapping.id} makes it`).toBe(true);
    expect(difference(picture, fromPng(readFileSync(`${folder}/${name}.png`)))).toBeLessThan(DIFFERENCE_MAX);
  });

  test('prints every word of a form, however long and many they are', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(formOf(mapping), async (form) => {
        const words = await wordsOf(await writeForm(mapping, form, 'pdf'));
        for (const sheet of layOut(mapping, form))
          for (const { text } of sheet.boxes) {
            // What the font lacks is named at the end; what it draws in several signs is read in another way.
            const parts = text.split(/[^ -~、-んァ-ヶ一-龠（）：]+/).map(plain);
            for (const part of parts) expect(words).toContain(part);
          }
      }),
      { seed: SEED, numRuns: 5 },
    );
  });
});

test('no picture is left of a form that is gone', () => {
  const known = variants.map(([, { id, overlay }]) => `${id}/form${overlay === undefined ? '' : `-${overlay}`}.png`);
  const found = forms.flatMap(({ id }) =>
    readdirSync(`examples/${id}`).flatMap((name) => (name.endsWith('.png') ? [`${id}/${name}`] : [])),
  );
  expect(found.toSorted()).toEqual(known.toSorted());
});

test('a picture is read as it was written, and a moved letter is seen', () => {
  const greys = Uint8Array.from({ length: 35 }, (_, at) => at % 16);
  const picture = { width: 7, height: 5, greys };
  expect(fromPng(toPng(picture))).toEqual(picture);
  expect(difference(picture, { ...picture, greys: greys.with(3, 15) })).toBeCloseTo(1 / 35);
});

test('a page that begins within a table begins with its headings, and what no box can hold stands in an annex', async () => {
  const mapping = must(loadMapping('service-plan'));
  const form = read('examples/service-plan/form.json');
  const [row] = form.tables['needs'] ?? [];
  const role = (value: string) => ({ fields: { ...row?.fields, 'F01-24': { label: '本人の役割', value } } });
  const words = '毎日その日にしたいことを紙に書く。'.repeat(600);
  const needs = [...Array.from({ length: 30 }, (_, at) => role(`役割その${at + 1}。`)), role(words)];
  const print = await wordsOf(await writeForm(mapping, { ...form, tables: { needs } }, 'pdf'));
  expect(print.split('課題解決のための本人の役割').length - 1).toBe(3);
  expect(print.split('別紙1').length - 1).toBe(2);
  expect(print).toContain(words);
  expect(print).toContain('役割その30。');
  // Whose page it is, on those that go on and on the annex.
  expect(print).toContain('サービス等利用計画佐藤健一（2枚目）');
  expect(print).toContain('サービス等利用計画佐藤健一（3枚目）');
});

test('the figures of a number stay on one line, in smaller letters where the column is narrow', async () => {
  const mapping = must(loadMapping('service-plan'));
  const form = read('examples/service-plan/form.json');
  const [row] = form.tables['needs'] ?? [];
  const numbered = { fields: { ...row?.fields, 'F01-18': { label: '優先順位', value: '88' } } };
  const pdf = must(await writeForm(mapping, { ...form, tables: { needs: [numbered] } }, 'pdf'));
  expect((await linesOf(pdf)).filter((line) => line.startsWith('88'))).toHaveLength(1);
});

/** The sizes of letters in which words stand on a print, in points. */
async function sizesOf(pdf: Uint8Array): Promise<number[]> {
  const sizes = [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/stream\r?\n([\s\S]*?)endstream/g),
  ].flatMap(([, body]) => {
    const text = unpacked(Buffer.from(body ?? '', 'latin1'));
    return [...text.matchAll(/\/F\d+ ([\d.]+) Tf/g)].map(([, size]) => Number(size));
  });
  return [...new Set(sizes)].toSorted((a, b) => a - b);
}

function unpacked(body: Buffer): string {
  try {
    return inflateSync(body).toString('latin1');
  } catch {
    return '';
  }
}

test('words of a half hour stay large enough to be read: the row grows, and what is still too long stands in a note', async () => {
  const mapping = must(loadMapping('weekly-plan'));
  const form = read('examples/weekly-plan/form.json');
  const slot = (time: string, text: string) => ({
    fields: { 'F02-02': { label: '時間帯', value: time }, 'F02-03': { label: '内容', value: text } },
  });
  const grows = '昼食の前に血圧と体重を測り、お薬手帳を職員に見せて確かめる（訪問看護あさひ）';
  const noted = '雨の日は施設の車で迎えに行き、濡れた服の着替えを手伝う。'.repeat(6);
  const slots = [
    ...'月火水木金土日'.split('').map((day) => slot(`${day} 19:00〜19:30`, grows)),
    slot('火 12:00〜12:30', noted),
  ];
  const pdf = await writeForm(mapping, { ...form, tables: { ...form.tables, slots } }, 'pdf');
  const print = await wordsOf(must(pdf));
  expect(print.split(grows)).toHaveLength(8);
  expect(print.split('（注1）')).toHaveLength(3);
  expect(print.split(noted)).toHaveLength(2);
  expect((await sizesOf(must(pdf)))[0]).toBeGreaterThanOrEqual(5.5);
  expect((await pictureOf(must(pdf))).height).toBe(595);
});
