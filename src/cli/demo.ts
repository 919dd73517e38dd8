/** Walks the main job from admission to the record of disclosures, and tells each step in both languages. */
import { createDemoClient, type Exchanged } from './demo-client.ts';
import { STEPS } from './demo-steps.ts';
import type { SandboxKeys } from './sandbox-client.ts';

/** Every exchange of the walk, in order. Each is printed by `out` as it happens. */
export async function runDemo(baseUrl: string, keys: SandboxKeys, out: (text: string) => void): Promise<Exchanged[]> {
  const client = createDemoClient(baseUrl, keys);
  const exchanged: Exchanged[] = [];
  const learned = { document: '', consent: '', plan: '', pathway: '', before: [] };
  for (const [index, step] of STEPS.entries()) {
    out(`\n${index + 1}. ${step.ja}\n   ${step.en}\n`);
    await step.run({
      learned,
      say: (ja, en) => out(ja === en ? `     ${ja}\n` : `     ${ja}\n     ${en}\n`),
      send: async (sending) => {
        const result = await client.send(index + 1, sending);
        exchanged.push(result);
        out(`   ${result.who}: ${result.method} ${result.path} → ${result.status}\n`);
        return result;
      },
    });
  }
  return exchanged;
}
