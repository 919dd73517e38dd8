/** Makes a committed example of a mapping anew, with pictures of its prints: `npm run examples -- MAPPING [form|bundle] [-SUFFIX]`, from its form or from its Bundle. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isRefusal } from '#fhir';
import { type Form, listOverlays, loadMapping, toFhir, toForm } from '../../src/mapping/index.ts';
import { writeForm } from '../../src/paper/index.ts';
import { countingIds } from './examples.ts';
import { pictureOf, toPng } from './print-image.ts';

function must<T>(value: T): Exclude<T, { refused: true }> {
  if (isRefusal(value)) throw new Error(JSON.stringify(value, null, 2));
  return value as Exclude<T, { refused: true }>;
}

const [id = '', from = 'bundle', suffix = ''] = process.argv.slice(2);
const folder = `examples/${id}`;
const mapping = must(loadMapping(id));
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
const write = (name: string, value: unknown) =>
  writeFileSync(`${folder}/${name}`, `${JSON.stringify(value, null, 2)}\n`);
if (from === 'form') {
  const outcome = must(toFhir(mapping, read(`form${suffix}.json`), { ids: countingIds() }));
  console.log(outcome.issues.map(({ code, en }) => `${code}: ${en}`).join('\n'));
  write(`bundle${suffix}.json`, outcome.output);
}
const form = mapping.direction === 'to-fhir' ? read(`form${suffix}.json`) : formFromBundle();
writeFileSync(`${folder}/form${suffix}.xlsx`, await writeForm(mapping, form, 'xlsx'));

function formFromBundle(): Form {
  const outcome = must(toForm(mapping, read(`bundle${suffix}.json`)));
  console.log(outcome.issues.map(({ code, en }) => `${code}: ${en}`).join('\n'));
  write(`form${suffix}.json`, outcome.output);
  return outcome.output;
}
if (suffix === '')
  for (const overlay of [undefined, ...listOverlays(id)]) {
    const own = must(loadMapping(id, overlay === undefined ? {} : { overlay }));
    const name = overlay === undefined ? 'form' : `form-${overlay}`;
    writeFileSync(`${folder}/${name}.png`, toPng(await pictureOf(await writeForm(own, read(`${name}.json`), 'pdf'))));
  }
