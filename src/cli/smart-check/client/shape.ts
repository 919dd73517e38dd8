/** Checks the shape of JSON, and says in both languages where it is wrong. */

export interface Fault {
  readonly path: string;
  readonly ja: string;
  readonly en: string;
}

/** Adds what is wrong with the value at this path. */
export type Shape = (value: unknown, path: string, faults: Fault[]) => void;

export const anything: Shape = () => undefined;

export const text: Shape = (value, path, faults) => {
  if (typeof value !== 'string' || value === '') wrong(faults, path, '空でない文字列', 'a text that is not empty');
};

export const number: Shape = (value, path, faults) => {
  if (typeof value !== 'number') wrong(faults, path, '数', 'a number');
};

export const pattern =
  (form: RegExp, name: string): Shape =>
  (value, path, faults) => {
    if (typeof value !== 'string' || !form.test(value)) wrong(faults, path, name, name);
  };

export const oneOf =
  (...values: readonly string[]): Shape =>
  (value, path, faults) => {
    if (!values.includes(String(value))) wrong(faults, path, values.join(' | '), values.join(' | '));
  };

export const list =
  (each: Shape): Shape =>
  (value, path, faults) => {
    if (!Array.isArray(value)) return wrong(faults, path, '配列', 'an array');
    for (const [index, one] of value.entries()) each(one, `${path}/${index}`, faults);
  };

export const record =
  (each: Shape): Shape =>
  (value, path, faults) => {
    if (!isObject(value)) return wrong(faults, path, 'オブジェクト', 'an object');
    for (const [name, one] of Object.entries(value)) each(one, `${path}/${name}`, faults);
  };

/** Members that must and that may be there; any other is wrong, unless `*` says what it is. */
export const object =
  (required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  (value, path, faults) => {
    if (!isObject(value)) return wrong(faults, path, 'オブジェクト', 'an object');
    for (const name of Object.keys(required)) {
      if (!(name in value)) faults.push({ path: `${path}/${name}`, ja: '必要です', en: 'is required' });
    }
    const known: Readonly<Record<string, Shape>> = { ...required, ...optional };
    for (const [name, one] of Object.entries(value)) {
      const shape = known[name] ?? known['*'];
      if (shape) shape(one, `${path}/${name}`, faults);
      else faults.push({ path: `${path}/${name}`, ja: '知らない項目です', en: 'is not known' });
    }
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wrong(faults: Fault[], path: string, ja: string, en: string): void {
  faults.push({ path: path || '/', ja: `${ja} でなければなりません`, en: `must be ${en}` });
}
