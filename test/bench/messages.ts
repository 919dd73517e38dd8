/** Hospital messages a second on one core: raw bytes to the record, and raw bytes to the FHIR transaction. */
import { readFileSync } from 'node:fs';
import { Hl7Message } from '@medplum/core';
import { isRefusal } from '../../src/fhir/index.ts';
import { readHl7, ssmix2ToFhir } from '../../src/messages/index.ts';
import { type Figure, median } from './figure.ts';

const STORE = 'examples/ssmix2/000/012/0000123';
const OPTIONS = { institution: '1310000001', hospitalName: 'A市民こころの病院' };
const MESSAGES: Readonly<Record<string, string>> = {
  'ADT-00 (person)': '-/ADT-00/0000123_-_ADT-00_999999999999999_20260401093012345_-_1',
  'ADT-22 (admission)': '20231016/ADT-22/0000123_20231016_ADT-22_999999999999999_20231016143515123_30_1',
  'PPR-01 (diagnoses)': '-/PPR-01/0000123_-_PPR-01_000000000000881_20260403100000000_30_1',
  'OMP-01 (prescription)': '20260910/OMP-01/0000123_20260910_OMP-01_000000011000185_20260910103045000_30_1',
  'OML-11 (results)': '20260912/OML-11/0000123_20260912_OML-11_000000011000354_20260913103000000_30_1',
};
const ROUNDS_MIN = 5;
const SECONDS_A_ROUND = 0.5;
const BETWEEN_LOOKS = 20;

export async function measureMessages({ rounds }: { readonly rounds: number }): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, path] of Object.entries(MESSAGES)) {
    const bytes = new Uint8Array(readFileSync(`${STORE}/${path}`));
    const decoder = new TextDecoder('iso-2022-jp');
    const carry = () => {
      if (isRefusal(ssmix2ToFhir(bytes, OPTIONS))) throw new Error(`${path} is refused`);
    };
    const read = () => {
      if (isRefusal(readHl7(bytes))) throw new Error(`${path} is refused`);
    };
    // Each beside the other in every round: what else the machine does meets both.
    const rates = { carry: [] as number[], read: [] as number[], parse: [] as number[] };
    for (let round = -1; round < Math.max(rounds, ROUNDS_MIN); round += 1) {
      const measured = {
        carry: rate(carry),
        read: rate(read),
        parse: rate(() => Hl7Message.parse(decoder.decode(bytes))),
      };
      // The first round warms all of them up.
      if (round < 0) continue;
      rates.carry.push(measured.carry);
      rates.read.push(measured.read);
      rates.parse.push(measured.parse);
    }
    const parse = median(rates.parse);
    const against = 'TextDecoder and @medplum/core Hl7Message.parse';
    figures.push(
      { name: `${name} to FHIR`, value: median(rates.carry), unit: 'messages/s' },
      {
        name: `${name} read`,
        value: median(rates.read),
        unit: 'messages/s',
        against,
        ratio: median(rates.read) / parse,
      },
    );
  }
  return figures;
}

/** By the processor's own time: what else runs on the machine takes none of it. */
function rate(act: () => unknown): number {
  const start = process.cpuUsage();
  let spent = 0;
  let count = 0;
  while (spent < SECONDS_A_ROUND) {
    for (let i = 0; i < BETWEEN_LOOKS; i += 1) act();
    count += BETWEEN_LOOKS;
    const { user, system } = process.cpuUsage(start);
    spent = (user + system) / 1_000_000;
  }
  return count / spent;
}
