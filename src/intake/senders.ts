/** Who sends over which connection: the region's list of peers and what they call themselves, each bound to a client. */
import { BlockList, isIP } from 'node:net';
import { compileSchema, type Issue, type Refusal, refuseAll, type SchemaFault, schemaFaults } from '#fhir';

/** One line of the list. */
interface Sender {
  /** The id of the registered client in whose name is sent. */
  readonly client: string;
  /** Addresses and CIDR ranges. */
  readonly peers: readonly string[];
  /** MSH-4, its first component. */
  readonly facility: string;
  /** MSH-3, its first component; any where it is left out. */
  readonly application?: string;
}

/** What a message and its connection say of who sends. */
export interface Claim {
  readonly peer: string;
  readonly application: string;
  readonly facility: string;
}

export type FindSender = (claim: Claim) => string | undefined;

const text = { type: 'string', minLength: 1, maxLength: 200 };
const conforms = compileSchema<readonly Sender[]>({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['client', 'peers', 'facility'],
    properties: {
      client: text,
      peers: { type: 'array', minItems: 1, items: text },
      facility: text,
      application: text,
    },
  },
});

/** The list as a function from a claim to the id of a client: of none, or of several, comes nothing. 422 `senders-malformed`. */
export function readSenders(list: unknown): FindSender | Refusal {
  if (!conforms(list)) return refuseAll(422, schemaFaults(conforms).map(malformed));
  const wrong = list.flatMap(({ peers }, at) =>
    peers.flatMap((peer, i) => (isRange(peer) ? [] : [malformed({ pointer: `/${at}/peers/${i}`, ...NO_RANGE })])),
  );
  if (wrong.length > 0) return refuseAll(422, wrong);
  const known = list.map((sender) => ({ sender, peers: blockListOf(sender.peers) }));
  return ({ peer, application, facility }) => {
    const clients = known
      .filter(
        ({ sender, peers }) =>
          isIP(peer) !== 0 &&
          peers.check(peer, isIP(peer) === 6 ? 'ipv6' : 'ipv4') &&
          sender.facility === facility &&
          (sender.application === undefined || sender.application === application),
      )
      .map(({ sender }) => sender.client);
    return new Set(clients).size === 1 ? clients[0] : undefined;
  };
}

function isRange(peer: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(peer) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}

function blockListOf(peers: readonly string[]): BlockList {
  const list = new BlockList();
  for (const peer of peers) {
    const [address = '', bits] = peer.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const NO_RANGE = {
  ja: 'IP アドレスか、その範囲（10.0.0.0/8 の形）で書いてください',
  en: 'must be an address or a range such as `10.0.0.0/8`',
};

const malformed = ({ pointer, ja, en }: Omit<SchemaFault, 'path'>): Issue => ({
  severity: 'error',
  code: 'senders-malformed',
  type: 'invalid',
  ja: `送信元の一覧の ${pointer} が正しくありません: ${ja}。`,
  en: `the list of senders is wrong at \`${pointer}\`: ${en}`,
  expression: pointer,
});
