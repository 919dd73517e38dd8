/** Reads what pages are written from: our own profiles with their examples and forms, or the packages of others. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { matrixShipped } from '#consent';
import { cataloguePage, type Definitions, readPublished } from '#validation';
import type { Example, Expected, Form, Publication, Published } from './publication.ts';

const OWN = new URL('../../profiles/package/', import.meta.url);
const FORMS = new URL('../../profiles/form-fields.json', import.meta.url);
const EXAMPLES = new URL('../../examples/profiles/', import.meta.url);

/** Our own profiles, with their examples and the fields of the forms. */
export function ownPublication(definitions: Definitions): Publication {
  const forms = existsSync(FORMS) ? (JSON.parse(readFileSync(FORMS, 'utf8')) as { forms: Form[] }).forms : [];
  const own = publicationOf([fileURLToPath(OWN)], definitions);
  return { ...own, examples: ownExamples(), forms, matrix: matrixShipped };
}

/** Packages of others, each a `.tgz` or a folder. They must have been loaded into `definitions` already. */
export function publicationOf(sources: readonly string[], definitions: Definitions): Publication {
  const packages = sources.map(readPublished);
  return {
    title: packages.map(({ title, name }) => title ?? name).join(', '),
    description: packages.map(({ description }) => description ?? '').join(' '),
    packages: packages.map(({ name, version }) => (version === '' ? name : `${name}#${version}`)),
    resources: packages.flatMap(({ resources }) => resources.filter(isDefinition)).toSorted(byKindAndId),
    definitions,
    examples: [],
    forms: [],
    messages: cataloguePage(),
  };
}

/** Some packages hold instances among their definitions; what no canonical names defines nothing. */
const isDefinition = (resource: Published): boolean =>
  typeof resource.url === 'string' || resource.resourceType === 'NamingSystem';

/** Packages are laid out in any order; pages are not. */
function byKindAndId(one: Published, other: Published): number {
  const [a, b] = [one, other].map(({ resourceType, id, url }) => `${resourceType}/${id ?? url}`);
  return String(a) < String(b) ? -1 : 1;
}

function ownExamples(): Example[] {
  if (!existsSync(EXAMPLES)) return [];
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap(examplesIn);
}

const EXPECTED = '.expected.json';

function examplesIn(of: string): Example[] {
  const folder = new URL(`${of}/`, EXAMPLES);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith(EXPECTED));
  // The good ones first: they are what most readers look for.
  const rank = (file: string): string => (file.startsWith('good') ? `0${file}` : `1${file}`);
  return files
    .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map((file) => {
      const name = file.slice(0, -'.json'.length);
      return {
        of,
        name,
        good: name.startsWith('good'),
        json: readFileSync(new URL(file, folder), 'utf8'),
        expected: expectedOf(new URL(`${name}${EXPECTED}`, folder)),
      };
    });
}

function expectedOf(file: URL): readonly Expected[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { issues: Expected[] }).issues : [];
}
