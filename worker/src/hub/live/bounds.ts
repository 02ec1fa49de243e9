import { LIMITS } from '@claude-monitor/protocol';

/** Sockets of a kind together, of one key or link, and how many of one always find a place. */
export type ConnectionBounds = { all: number; own: number; reserved: number };

/** So much at once, and so much more with each millisecond. */
export type Rate = { burst: number; perMs: number };

/** What viewers may take. Links have bounds of their own: they never take what keys need (rule HUB8). */
export type LiveBounds = {
  keys: ConnectionBounds;
  links: ConnectionBounds;
  /** New sockets by one link. */
  newSocketsOfLink: Rate;
  /** Bytes of snapshots that are made for links and sent to them. */
  linkBytes: Rate;
  snapshotBytes: number;
  patchBytes: number;
  /** Patches of one audience that are kept for who comes back. */
  tailBytes: number;
  /** Snapshots kept for the audiences of links, together. */
  linkSnapshotsBytes: number;
};

export const LIVE_BOUNDS: LiveBounds = {
  keys: {
    all: LIMITS.socketsOfKeys,
    own: LIMITS.socketsOfKey,
    reserved: LIMITS.socketsReserved,
  },
  links: {
    all: LIMITS.socketsOfLinks,
    own: LIMITS.socketsOfLink,
    reserved: LIMITS.socketsReserved,
  },
  newSocketsOfLink: { burst: LIMITS.linkSocketsAtOnce, perMs: LIMITS.linkSocketsPerSecond / 1_000 },
  linkBytes: { burst: LIMITS.linkBytesAtOnce, perMs: LIMITS.linkBytesPerMs },
  snapshotBytes: LIMITS.snapshotBytes,
  patchBytes: LIMITS.patchBytes,
  tailBytes: LIMITS.tailBytes,
  linkSnapshotsBytes: LIMITS.linkSnapshotsBytes,
};
