/** Makes the committed example of a mapping anew: `node test/mapping/make-examples.ts MAPPING [form|bundle]`, from its form or from its Bundle. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isRefusal } from '#fhir';
import { loadMapping, toFhir, toForm, writeForm } from '#mapping';
import { countingIds } from './examples.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value, null, 2));
  return value as Exclude<T, { refused: true }>;
}

const [id = '', from = 'bundle'] = process.argv.slice(2);
const folder = `examples/${id}`;
const mapping = must(loadMapping(id));
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
const write = (name: string, value: unknown) =>
  writeFileSync(`${folder}/${name}`, `${JSON.stringify(value, null, 2)}\n`);
if (from === 'form') {
  const outcome = must(toFhir(mapping, read('form.json'), { ids: countingIds() }));
  console.log(outcome.issues.map(({ code, en }) => `${code}: ${en}`).join('\n'));
  write('bundle.json', outcome.output);
}
const outcome = must(toForm(mapping, read('bundle.json')));
console.log(outcome.issues.map(({ code, en }) => `${code}: ${en}`).join('\n'));
write('form.json', outcome.output);
writeFileSync(`${folder}/form.xlsx`, await writeForm(mapping, outcome.output, 'xlsx'));
