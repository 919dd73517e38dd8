/** JSON schemas of what people and programs write, and all that is not as they say: place, reason, and how to mend it. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Bilingual } from './issue.ts';
import { choiceWords, FORM, schemaWords, shownName, typeWords } from './schema-words.ts';

/** One fault: why, and how to mend it, as may follow its place and a colon. */
export interface SchemaFault extends Bilingual {
  /** JSON pointer: `/rules/0/actor`; `/` is the whole. */
  readonly pointer: string;
  /** The same as a path: `rules.0.actor`; `$` is the whole. */
  readonly path: string;
}

/** Whether a value is as a schema says; if not, `schemaFaults` tells why. */
export type SchemaCheck<T> = ValidateFunction<T>;

const FAULTS_MAX = 100;

// Verbose, so that a fault knows what was found and what else the schema knows there.
const options = { verbose: true, strictSchema: true, strictTypes: false, strictTuples: false, strictRequired: false };
const every = new Ajv({ ...options, allErrors: true }).addVocabulary([FORM]);
const first = new Ajv(options).addVocabulary([FORM]);

/** Reads a schema. `first`: looks no further than the first fault, where what is read may be long and of anybody. */
export const compileSchema = <T>(schema: object, stop?: 'first'): SchemaCheck<T> =>
  (stop === 'first' ? first : every).compile<T>(schema);

/** What the last value that was checked has wrong. */
export function schemaFaults({ errors }: Pick<SchemaCheck<unknown>, 'errors'>): SchemaFault[] {
  const found: Found[] = [];
  for (const error of errors ?? []) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf')
      found.push(...alternatives(error, takeWithin(found, error)));
    else if (!WRAPPERS.includes(error.keyword)) found.push({ error, words: schemaWords(error) });
  }
  return found.slice(0, FAULTS_MAX).map(({ error, words }) => ({ ...placeOf(error), ...words }));
}

/** What only says that something below it is wrong. */
const WRAPPERS: readonly string[] = ['if', 'propertyNames'];

interface Found {
  readonly error: ErrorObject;
  readonly words: Bilingual;
}

/** Of a choice, its branches fail first: their faults stand right before it. */
function takeWithin(found: Found[], { instancePath }: ErrorObject): Found[] {
  const outside = found.findLastIndex(
    ({ error }) => error.instancePath !== instancePath && !error.instancePath.startsWith(`${instancePath}/`),
  );
  return found.splice(outside + 1);
}

/** The faults of the branch that was meant: of one whose type it is, or else what types there are. */
function alternatives(error: ErrorObject, within: readonly Found[]): Found[] {
  const choices = (error.schema as readonly { readonly required?: readonly string[] }[]).map(
    ({ required = [] }) => required,
  );
  if (choices.every((names) => names.length > 0)) {
    const others = within.filter(
      ({ error: { keyword, params } }) =>
        !(keyword === 'required' && choices.flat().includes(params['missingProperty'])),
    );
    return [...others, { error, words: choiceWords(choices, error.keyword === 'oneOf') }];
  }
  const isOfType = ({ error: one }: Found) => one.keyword === 'type' && one.instancePath === error.instancePath;
  const meant = within.filter((one) => !isOfType(one));
  if (meant.length > 0) return meant;
  const types = within.flatMap(({ error: { params } }) => params['type'] as string | string[]);
  return [{ error, words: types.length > 0 ? typeWords(types, error.data) : schemaWords(error) }];
}

function placeOf({ instancePath, propertyName, keyword, params }: ErrorObject): Pick<SchemaFault, 'pointer' | 'path'> {
  const named = propertyName ?? (keyword === 'additionalProperties' ? String(params['additionalProperty']) : undefined);
  const above = instancePath
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  const names = [...above, ...(named === undefined ? [] : [named])].map(shownName);
  return {
    pointer: `/${names.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    path: names.join('.') || '$',
  };
}
