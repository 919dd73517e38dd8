import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { FORM_CODEC_NAMES } from '../../src/mapping/codec-names.ts';

const HOME = 'mappings/schemas';
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const schemas = readdirSync(HOME).map((name) => [name, read(join(HOME, name))] as const);

/** Every property that a schema names, with the schema of its value. */
function propertiesOf(node: unknown, place: string): [string, { title?: string; description?: string }][] {
  if (Array.isArray(node)) return node.flatMap((one, at) => propertiesOf(one, `${place}/${at}`));
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'properties'
      ? Object.entries(value as object).flatMap(([name, one]): [string, { title?: string }][] => [
          [`${place}/${name}`, one],
          ...propertiesOf(one, `${place}/${name}`),
        ])
      : propertiesOf(value, `${place}/${key}`),
  );
}

test.each(schemas)('%s is a schema by itself, and an editor tells each of its words in Japanese', (name, schema) => {
  expect(() => new Ajv({ strict: false }).compile(schema)).not.toThrow();
  expect([schema.title, schema.description].every((text) => /[ぁ-んァ-ヶ一-龠]/.test(text))).toBe(true);
  // A ConceptMap is FHIR's own, and conditions repeat a word that has its title elsewhere.
  const own = name.startsWith('concept-map') ? [] : propertiesOf(schema, '');
  const silent = own.filter(
    ([place, { title = '', description = '' }]) =>
      !/\$schema|\/if\//.test(place) && ![title, description].every((text) => /[ぁ-んァ-ヶ一-龠]/.test(text)),
  );
  expect(silent.map(([place]) => place)).toEqual([]);
});

test.each([...globSync('mappings/schemas/*.json'), ...globSync('src/consent/*-schema.json')])(
  '%s says of each pattern in both languages what is to be written',
  (path) => {
    const silent = objectsOf(read(path)).filter(
      ({ pattern, form }) => typeof pattern === 'string' && !(form?.ja && form.en),
    );
    expect(silent).toEqual([]);
  },
);

const objectsOf = (value: any): any[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsOf)] : [];

test('the schema of rules names every codec of forms', () => {
  const { description } = read(`${HOME}/rules.schema.json`).definitions.rule.properties.codec;
  expect(FORM_CODEC_NAMES.filter((name) => !description.includes(name))).toEqual([]);
});

test('every form and overlay says by which schema an editor helps', () => {
  const forms = readdirSync('mappings').filter((id) => existsSync(`mappings/${id}/layout.json`));
  const overlays = readdirSync('mappings/overlays').flatMap((region) =>
    readdirSync(`mappings/overlays/${region}`).map((name) => `mappings/overlays/${region}/${name}`),
  );
  const files = [...forms.flatMap((id) => [`mappings/${id}/rules.json`, `mappings/${id}/layout.json`]), ...overlays];
  const without = files.filter((path) => {
    const { $schema } = read(path);
    return typeof $schema !== 'string' || !existsSync(join(dirname(path), $schema));
  });
  expect(without).toEqual([]);
});
