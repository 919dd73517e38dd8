/** The doors of hospitals' own systems: messages over MLLP, and the folders of SS-MIX2 standard storage. */
export type { ChannelLog, MllpLimits } from './mllp-connection.ts';
/** Listens for messages; rejects when the address is taken. `stop` answers those that are being dealt with. */
export { MLLP_LIMITS, type Mllp, type MllpOptions, startMllp } from './mllp-server.ts';
/** The channels of a gateway, as its settings have them. */
export { type ChannelNeeds, type Channels, createWatcher, openChannels } from './open-channels.ts';
/** One walk through standard storage; resolves to nothing where another process walks for the same client. */
export { type Sightings, type WalkReport, type WatchOptions, walkStorage } from './walk-storage.ts';
/** Walks again and again until it is stopped. */
export { type Watching, watchStorage } from './watch-storage.ts';
