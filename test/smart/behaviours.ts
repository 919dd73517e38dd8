/** The table of required behaviours: each number, what it asks, and the tests that name it. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECKS } from '../../src/cli/smart-check/index.ts';

export const TABLE = new URL('BEHAVIOURS.md', import.meta.url);

/** Where tests of our own server stand; those of the checker itself prove nothing of it. */
const TESTS = [
  'test/smart/**/*.test.ts',
  'test/auth/*.test.ts',
  'test/visit/scope*.test.ts',
  'test/http/tls.test.ts',
  'test/process/tls.test.ts',
];
const NUMBERED = /^\s*test\((['"`])([0-9]+(?:[–, ]+[0-9]+)*): (.*?)\1,/gm;
/** What the server does not offer. */
const LEFT_OUT: Readonly<Record<number, string>> = { 104: 'app state is optional and not offered' };
const isOffered = (number: number): boolean => number < 68 || number > 88;

/** The table in Markdown. */
export function behavioursTable(): string {
  const tests = numberedTests();
  const rows = CHECKS.filter(({ number }) => isOffered(number)).map(({ number, en, spec }) => {
    const named = (tests.get(number) ?? []).map(({ file, name }) => `\`${file}\`: ${name}`);
    const whole =
      number in LEFT_OUT ? [LEFT_OUT[number]] : number === 12 || number === 102 ? named : [JUDGED, ...named];
    return `| ${number} | ${en.replaceAll('|', '\\|')} | ${spec} | ${whole.join('<br>').replaceAll('|', '\\|')} |`;
  });
  return `${HEAD}\n${rows.join('\n')}\n`;
}

const JUDGED = '`required-behaviours.test.ts`: the checker, from outside';
const HEAD = `# Required behaviours of a SMART App Launch 2.2 server, and the tests that show them

Written by \`node test/smart/behaviours.ts\`; a test holds that it is up to date. Numbers 68–88 are of bulk export and
subscriptions, which the server does not offer. The checker is \`kakehashi smart-check\`, which judges any server.

| number | behaviour | specification | tests |
|---|---|---|---|`;

/** Each numbered test, by each of its numbers. */
export function numberedTests(): Map<number, { readonly file: string; readonly name: string }[]> {
  const found = new Map<number, { file: string; name: string }[]>();
  for (const path of TESTS.flatMap((pattern) => globSync(pattern)).sort()) {
    const file = path.replace(/^test\/smart\//, '').replace(/^test\//, '../');
    for (const [, , numbers = '', name = ''] of readFileSync(path, 'utf8').matchAll(NUMBERED))
      for (const number of numbersOf(numbers)) found.set(number, [...(found.get(number) ?? []), { file, name }]);
  }
  return found;
}

const numbersOf = (text: string): number[] =>
  text.split(/,\s*/).flatMap((part) => {
    const [first = 0, last = first] = part.split('–').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TABLE, behavioursTable());
