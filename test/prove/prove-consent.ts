/** `npm run prove:consent -- NAME… [--pairs N] [--requests N] [--seed N] [--from N] [--case FILE]`: proofs of consent that take longer than a test may. Ends with 1 when one fails. */
import { parseArgs } from 'node:util';
import { proveErasure } from './prove-erasure.ts';
import { provePairs } from './prove-pairs.ts';
import { proveRace } from './prove-race.ts';

/** A proof tells what it counted and whether it holds. */
interface Proof {
  readonly counted: unknown;
  readonly holds: boolean;
}

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260510' },
    pairs: { type: 'string', default: '1000000' },
    requests: { type: 'string' },
    from: { type: 'string' },
    case: { type: 'string' },
  },
  allowPositionals: true,
});
const [seed, pairs] = [Number(values.seed), Number(values.pairs)];
const requests = (usual: number) => Number(values.requests ?? usual);

const PROOFS: Readonly<Record<string, () => Promise<Proof>>> = {
  pairs: () => provePairs({ seed, pairs }),
  race: () => proveRace({ requests: requests(10_000) }),
  erasure: () => proveErasure({ requests: requests(1_000_000), from: Number(values.from ?? seed), file: values.case }),
};

const unknown = positionals.filter((name) => !(name in PROOFS));
if (unknown.length > 0) {
  process.stderr.write(`${unknown.join(', ')}: ${Object.keys(PROOFS).join(' | ')}\n`);
  process.exit(2);
}
for (const [name, prove] of Object.entries(PROOFS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const { counted, holds } = await prove();
  process.stdout.write(`${holds ? '✓' : '✗'} ${name} ${JSON.stringify(counted, null, 2)}\n`);
  if (!holds) process.exitCode = 1;
}
