/** Random documents of a house, as they were received, and the signatures on them. */
import type { Dice } from '../consent/random-world.ts';
import { type Drafted, dressed, made, OFFICES, randomLabel, staff } from './random-parts.ts';
import type { Json } from './store-rows.ts';

/**
 * Documents as they are stored: with the versions that they were received with. Some have no sections drawn, since what they
 * were received as is not there. Of the others some are signed, in themselves or by their holder, and so whole or not at all;
 * the rest are shown as far as their sections and parts may be seen.
 */
export function documents(d: Dice, drafted: readonly Drafted[]): Drafted[] {
  const received = new Map(
    drafted.map(({ versions }) => {
      const at = Math.floor(versions.length * (d.chance(0.5) ? 0 : 0.9));
      const resource = versions[at] as Json;
      return [`${resource['resourceType']}/${resource['id']}/_history/${at + 1}`, resource];
    }),
  );
  const parts = [...received.keys()];
  const papers = parts.filter((one) => one.startsWith('Composition/'));
  return papers.map((paper, n) => {
    const told = JSON.stringify(received.get(paper));
    const isListed = (place: string) => told.includes(`"${place.split('/', 2).join('/')}"`);
    const listed = parts.filter((place) => isListed(place) && d.chance(0.7));
    const others = d.some(parts, d.one([0, 1, 3])).filter((place) => d.chance(0.3) || !papers.includes(place));
    const members = byOwnAddress([paper, ...(d.chance(0.7) ? listed : []), ...others]);
    const entry = members.map((member) => ({ fullUrl: addressOf(member), resource: received.get(member) }));
    const addressed = d.chance(0.4) ? byAddress(entry, members) : entry;
    const document = made('Bundle', `document-${n}`, {
      type: 'document',
      identifier: { system: 'urn:documents', value: String(n) },
      timestamp: '2026-05-02T01:00:00Z',
      entry: [],
      meta: d.chance(0.2) ? { security: [randomLabel(d)] } : {},
      ...(d.chance(0.7) ? { entry: addressed, ...(d.chance(0.25) ? { signature: SIGNATURE } : {}) } : {}),
    });
    return { versions: [document], custodian: d.one(OFFICES), members };
  });
}

/** No two entries of a document have one address (bdl-7), though records of several types may share an id. */
const byOwnAddress = (members: readonly string[]): string[] => {
  const alike = Map.groupBy(members, addressOf);
  return [...alike.values()].flatMap(([first]) => first ?? []);
};

const addressOf = (member: string): string => `urn:uuid:${member.split('/')[1]}`;

/** The parts call each other by the addresses that they have in the document. */
const byAddress = (entry: readonly Json[], members: readonly string[]): Json[] => {
  const known = new Map(members.map((member) => [member.split('/', 2).join('/'), addressOf(member)]));
  return JSON.parse(
    JSON.stringify(entry).replace(/"reference":"([^"]+)"/g, (_, name) => `"reference":"${known.get(name) ?? name}"`),
  ) as Json[];
};

/** Some documents that have no signature of their own are signed by their holder, Compositions by anybody or nobody. */
export function signatures(d: Dice, drafted: readonly Drafted[]): Drafted[] {
  return drafted.flatMap(({ versions: [first], custodian }): Drafted[] => {
    const { resourceType = '', id = '', entry, signature } = first ?? {};
    const isPaper = resourceType === 'Composition' && d.chance(0.3);
    const isDocument = resourceType === 'Bundle' && entry.length > 0 && signature === undefined && d.chance(0.4);
    if (!isPaper && !isDocument) return [];
    const signed = dressed(
      d,
      made('Provenance', `signature of ${id}`, {
        recorded: '2026-05-02T01:00:00Z',
        target: [{ reference: `${resourceType}/${id}` }],
        agent: [{ who: staff(d) }],
        signature: [SIGNATURE],
      }),
    );
    return [{ versions: [signed], custodian: d.one([custodian, custodian, ...OFFICES]), deleted: d.chance(0.2) }];
  });
}

const SIGNATURE = {
  type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
  when: '2026-05-02T01:00:00Z',
  who: { reference: OFFICES[0] },
};
