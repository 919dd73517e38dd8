import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

/** The floor of every room. A room imports rooms of lower floors only, and never a neighbour. */
const FLOORS: Record<string, number> = {
  fhir: 0,
  database: 0,
  html: 0,
  representation: 1,
  terminology: 1,
  auth: 1,
  consent: 1,
  audit: 1,
  mapping: 1,
  intake: 1,
  pathway: 1,
  validation: 2,
  store: 2,
  vigil: 2,
  paper: 2,
  messages: 2,
  cda: 3,
  lists: 3,
  pages: 3,
  visit: 3,
  'structure-maps': 4,
  records: 4,
  conversion: 5,
  catalogue: 5,
  sharing: 5,
  upkeep: 5,
  forms: 6,
  reception: 7,
  http: 8,
  channel: 8,
  cli: 8,
  // Anybody may ask for the settings; what they are made of is named by the rooms that they are for.
  settings: 9,
};
const LINES_MAX = 300;

const files = globSync('src/**/*.ts').map((path) => ({
  path: path.split(sep).join('/'),
  room: path.split(sep).length > 2 ? (path.split(sep)[1] ?? '') : '',
  text: readFileSync(path, 'utf8'),
}));

/** Every specifier that a file imports or re-exports, static or dynamic. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)['"]([^'"]+)['"]/g)].map((m) => m[1] ?? '');
}

function offences(check: (file: (typeof files)[number]) => string[]): string[] {
  return files.flatMap((file) => check(file).map((offence) => `${file.path}: ${offence}`));
}

test('every folder of src is a room with a floor', () => {
  const rooms = globSync('src/*')
    .filter((p) => statSync(p).isDirectory())
    .map((p) => relative('src', p));
  expect(rooms.filter((room) => !(room in FLOORS))).toEqual([]);
});

test('a room imports rooms of lower floors only, and only through their door', () => {
  const found = offences(({ path, room, text }) =>
    importsOf(text).flatMap((specifier) => {
      if (specifier.startsWith('#')) {
        const target = specifier.slice(1);
        if (room === '' || target === 'settings') return [];
        const from = FLOORS[room] ?? -1;
        const to = FLOORS[target];
        return to === undefined || to >= from ? [`imports ${specifier} from floor ${from}`] : [];
      }
      if (specifier.startsWith('..')) return [`imports ${specifier}`];
      if (specifier.startsWith('.') && room === '' && dirname(path) === 'src') {
        return [`imports ${specifier} past a door`];
      }
      return [];
    }),
  );
  expect(found).toEqual([]);
});

test('inside a room there is no import cycle', () => {
  const graph = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter((s) => s.startsWith('./'))
        .map((s) => `${dirname(path)}/${s.slice(2)}`),
    ]),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  expect(cycles).toEqual([]);
});

test('express is known in http only, the environment in settings only, and a permit is made in consent only', () => {
  expect(
    offences(({ room, text }) => [
      ...(room !== 'http' && importsOf(text).includes('express') ? ['imports express'] : []),
      ...(room !== 'settings' && /process\.env/.test(text) ? ['reads process.env'] : []),
      ...(room !== 'consent' && /\bas (unknown as )?Permit\b/.test(text) ? ['forges a permit'] : []),
    ]),
  ).toEqual([]);
});

test('no file of src is longer than its cap', () => {
  expect(
    offences(({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > LINES_MAX ? [`${lines} lines`] : [];
    }),
  ).toEqual([]);
});

test('no export is a default, no word is left to be done later, and no test is switched off', () => {
  const source = [
    ...files,
    ...globSync('test/**/*.ts').map((path) => ({ path, room: '', text: readFileSync(path, 'utf8') })),
  ];
  // Written with a class of one letter, so that this file does not find itself.
  const marks = /\b(TOD[O]|FIXM[E])\b|\b(test|describe|it)\.(ski[p]|onl[y]|tod[o])\(/;
  expect(source.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  expect(offences(({ text }) => (/^export default/m.test(text) ? ['default export'] : []))).toEqual([]);
});
