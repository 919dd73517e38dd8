/** Holds every mutant of every example against the validator, one world of packages after the other: `node test/bench/mutants.ts`. */
import { loadWorld, readExamples, runMutants, WORLDS } from './mutant-run.ts';

for (const packages of WORLDS) {
  const options = { perProfile: Number.POSITIVE_INFINITY, seed: 1 };
  const run = runMutants(await loadWorld(packages), readExamples(packages), options);
  for (const { example, profile, mutant, found } of run.survivors) {
    const where = `${mutant.kind} ${mutant.element} at ${mutant.place}`;
    console.log(`SURVIVOR ${where} of ${example} by ${profile}: ${found.slice(0, 2).join(', ') || 'accepted'}`);
  }
  console.log(packages.join(', '));
  console.table(Object.fromEntries([...run.counts].sort(([a], [b]) => (a < b ? -1 : 1))));
  const tried = [...run.counts.values()].reduce((sum, one) => sum + one.tried, 0);
  console.log(`${tried} mutants of ${run.pairs} pairs of example and profile, ${run.survivors.length} survivors`);
}
