/** Measures agreement with the recorded verdicts of HL7's validator: `npm run bench:validation [-- --suite DIR] [-v]`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { figuresOf, missesOf, missingPlacesOf, tableOf } from './suite-report.ts';
import { runSuite } from './suite-run.ts';

const { values, positionals } = parseArgs({
  options: {
    suite: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
  allowPositionals: true,
});
const folder = values.suite ?? positionals[0] ?? '../shared/corpora/fhir-validation';
if (!existsSync(join(folder, 'manifest.json'))) {
  process.stderr.write(`${folder}: no manifest.json; name the folder of a suite with --suite DIR\n`);
  process.exit(2);
}

const run = await runSuite(folder, Number(values.seconds));
for (const miss of missesOf(run.outcomes)) console.log(miss);
if (values.verbose) for (const place of missingPlacesOf(run.outcomes)) console.log(place);
console.table(tableOf(run));
const { perSecond, ...figures } = figuresOf(run);
const { checks, agree, wrongAccepts, wrongRejects, locationRecall } = figures;
const invalid = run.outcomes.filter(({ expected }) => expected).length;
console.log(`agreement ${agree} of ${checks} (${((100 * agree) / checks).toFixed(1)} %)`);
console.log(`wrong accepts ${wrongAccepts} of ${invalid}, wrong rejects ${wrongRejects} of ${checks - invalid}`);
console.log(`error places found ${(100 * locationRecall).toFixed(1)} %`);
console.log(`${perSecond} checks a second of processor time; @medplum/core ${run.medplumPerSecond}`);
console.log(JSON.stringify({ ...figures, perSecond }));
