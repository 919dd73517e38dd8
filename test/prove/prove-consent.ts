/** `npm run prove:consent -- --help`: proofs of consent that take longer than a test may. Ends with 1 when one fails, with 2 when it is asked wrongly. */
import { parseArgs } from 'node:util';

/** A proof tells what it counted and whether it holds. */
interface Proof {
  readonly counted: unknown;
  readonly holds: boolean;
}

const USAGE = `使い方 / usage: npm run prove:consent -- [NAME…] [--pairs N] [--requests N] [--seed N] [--from N] [--case FILE]

  NAME          pairs | race | erasure（なければ全部 / all of them where none is named）
  --pairs N     pairs: 組の数 / how many pairs (1000000)
  --requests N  race, erasure: 要求の数 / how many requests (race 10000, erasure 1000000)
  --seed N      乱数の種 / where the random numbers begin (20260510)
  --from N      erasure: 最初の保管庫の種 / the seed of the first store (--seed)
  --case FILE   erasure: 一つの事例だけを試す / tries one case alone
  --help        これを表示する / shows this
`;

const PROOFS: Readonly<Record<string, (asked: Asked) => Promise<Proof>>> = {
  pairs: async ({ seed, pairs }) => (await import('./prove-pairs.ts')).provePairs({ seed, pairs: pairs ?? 1_000_000 }),
  race: async ({ requests }) => (await import('./prove-race.ts')).proveRace({ requests: requests ?? 10_000 }),
  erasure: async ({ requests, from, seed, file }) =>
    (await import('./prove-erasure.ts')).proveErasure({ requests: requests ?? 1_000_000, from: from ?? seed, file }),
};

interface Asked {
  readonly names: readonly string[];
  readonly seed: number;
  readonly pairs?: number | undefined;
  readonly requests?: number | undefined;
  readonly from?: number | undefined;
  readonly file?: string | undefined;
}

/** What is asked for; `help`; or why it cannot be read. */
function readAsked(): Asked | 'help' | Error {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals: names } = parseArgs({
      options: {
        seed: text,
        pairs: text,
        requests: text,
        from: text,
        case: text,
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
    });
    if (values.help) return 'help';
    const unknown = names.find((name) => !Object.hasOwn(PROOFS, name));
    if (unknown !== undefined) throw new Error(`${unknown}: ${Object.keys(PROOFS).join(' | ')}`);
    const count = (name: 'seed' | 'pairs' | 'requests' | 'from'): number | undefined => {
      const given = values[name];
      if (given !== undefined && !/^\d{1,15}$/.test(given)) throw new Error(`--${name} ${given}: N`);
      return given === undefined ? undefined : Number(given);
    };
    const [pairs, requests, from] = [count('pairs'), count('requests'), count('from')];
    return { names, seed: count('seed') ?? 20_260_510, pairs, requests, from, file: values.case };
  } catch (error) {
    return error as Error;
  }
}

const asked = readAsked();
if (asked === 'help') {
  process.stdout.write(USAGE);
} else if (asked instanceof Error) {
  process.stderr.write(`${asked.message}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  for (const [name, prove] of Object.entries(PROOFS)) {
    if (asked.names.length > 0 && !asked.names.includes(name)) continue;
    const { counted, holds } = await prove(asked);
    process.stdout.write(`${holds ? '✓' : '✗'} ${name} ${JSON.stringify(counted, null, 2)}\n`);
    if (!holds) process.exitCode = 1;
  }
}
