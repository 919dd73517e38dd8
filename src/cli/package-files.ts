/** The files of our FHIR package: definitions, index and manifest as they were built, and the good examples beside them. */
import { readdirSync, readFileSync } from 'node:fs';

/** One file of the package; the name begins with `package/`. */
export interface PackageFile {
  readonly name: string;
  readonly content: Buffer;
}

const DEFINITIONS = new URL('../../profiles/package/', import.meta.url);
const EXAMPLES = new URL('../../examples/profiles/', import.meta.url);

export function packageFiles(): PackageFile[] {
  const definitions = readdirSync(DEFINITIONS).sort();
  const examples = goodExamples();
  return [
    ...definitions.map((name) => ({ name: `package/${name}`, content: readFileSync(new URL(name, DEFINITIONS)) })),
    { name: 'package/example/.index.json', content: indexOf(examples) },
    ...examples.map(({ name, content }) => ({ name: `package/example/${name}`, content })),
  ];
}

/** Faulty examples stay out: whoever installs the package may take an example for a model. */
function goodExamples(): PackageFile[] {
  return readdirSync(EXAMPLES)
    .sort()
    .flatMap((profile) => {
      const folder = new URL(`${profile}/`, EXAMPLES);
      const names = readdirSync(folder).filter((name) => /^good.*\.json$/.test(name));
      return names.sort().map((name) => ({
        name: `${profile}-${name}`,
        content: readFileSync(new URL(name, folder)),
      }));
    });
}

function indexOf(examples: readonly PackageFile[]): Buffer {
  const files = examples.map(({ name, content }) => {
    const { resourceType, id } = JSON.parse(content.toString('utf8')) as { resourceType: string; id?: string };
    return { filename: name, resourceType, id };
  });
  return Buffer.from(`${JSON.stringify({ 'index-version': 1, files }, null, 2)}\n`);
}
