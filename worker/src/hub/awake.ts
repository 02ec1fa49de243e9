import type { PriceOf } from '@claude-monitor/fold';
import type { Grant } from '../share/grant.ts';
import type { WriterRpc } from '../store/rows.ts';
import type { Post } from '../alerts/send.ts';
import type { Outcome } from '../domain/alerts/retry.ts';
import { Alarm } from './alarm.ts';
import { Alerts } from './alerts/alerts.ts';
import { Audit } from './auth/audit.ts';
import { FlushPace } from './flush/flush-pace.ts';
import { Flusher } from './flush/flusher.ts';
import { Parked } from './flush/parked.ts';
import { Ingest } from './ingest/ingest.ts';
import { Journal } from './ingest/journal.ts';
import { Keys } from './auth/keys.ts';
import { LastTimes } from './ingest/last-times.ts';
import { Links } from './share/links.ts';
import { Live } from './live/live.ts';
import { Present } from './state/present.ts';
import { newProgress, writeProgress } from './state/progress.ts';
import {
  createTables,
  isProvisioned,
  migrateTables,
  readMeta,
  textOf,
  writeMeta,
} from './storage/storage.ts';
import { StoredUnknownNames } from './ingest/unknown-names.ts';
import { Viewers } from './live/viewers.ts';

/** What a hub needs of the world. */
export type HubWorld = {
  ctx: DurableObjectState;
  writer: () => WriterRpc;
  priceOf: PriceOf;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  outside: Outside;
  journalCap: { bytes: number; events: number };
};

/** What alerts need of the world. */
export type Outside = {
  send: (post: Post) => Promise<Outcome>;
  /** Stand-ins on this machine may be called: for tests (rule SHR5). */
  isLocalAllowed: boolean;
  newId: () => string;
  /** From 0 to 1. */
  random: () => number;
};

/** The parts of a provisioned hub that is awake. */
export type AwakeHub = {
  workspace: string;
  keys: Keys;
  links: Links;
  audit: Audit;
  alarm: Alarm;
  alerts: Alerts;
  journal: Journal;
  present: Present;
  flusher: Flusher;
  parked: Parked;
  pace: FlushPace;
  viewers: Viewers;
  live: Live;
  ingest: Ingest;
  unknownNames: StoredUnknownNames;
};

/** Makes the tables of a new workspace. */
export function provision(ctx: DurableObjectState, workspace: string, now: number): void {
  const { storage } = ctx;
  storage.transactionSync(() => {
    createTables(storage.sql);
    writeProgress(storage.sql, newProgress(now));
    writeMeta(storage.sql, 'workspace', workspace);
  });
}

/** The hub as its storage has it; null for one that was never provisioned: it writes nothing (SHR7). */
export function wake(world: HubWorld): AwakeHub | null {
  const { ctx, now, sleep } = world;
  const { storage } = ctx;
  if (!isProvisioned(storage.sql)) return null;
  storage.transactionSync(() => {
    migrateTables(storage.sql);
  });
  const workspace = textOf(readMeta(storage.sql, 'workspace'));
  const journal = new Journal(storage.sql);
  const present = new Present(storage, world.priceOf);
  const waitUntil = (work: Promise<unknown>): void => {
    ctx.waitUntil(work);
  };
  const alarm = new Alarm(storage);
  const { sql } = storage;
  const alerts = new Alerts({ ...world.outside, sql, present, alarm, now, sleep, waitUntil });
  replay(journal, present, alerts);
  const viewers = new Viewers(ctx);
  const links = new Links(storage.sql);
  const grantOf = (link: string): Grant | null => links.grant(link);
  const live = new Live({ present, viewers, workspace, now, grantOf });
  const parked = new Parked(storage.sql);
  const flusher = new Flusher({ ...world, present, journal, parked, workspace });
  const pace = new FlushPace({ flusher, journal, present, alarm, now, sleep, waitUntil });
  const sync = (): Promise<void> => storage.sync();
  const abort = (reason: string): void => {
    // A turn later, so that those who wait are answered first.
    setTimeout(() => {
      ctx.abort(reason);
    }, 0);
  };
  const { journalCap } = world;
  const unknownNames = new StoredUnknownNames({ sql: storage.sql, now, sleep, waitUntil });
  const ingest = new Ingest({
    journal,
    present,
    live,
    alerts,
    pace,
    unknownNames,
    arrivals: new LastTimes(storage.sql, 'last arrivals'),
    journalCap,
    now,
    sync,
    abort,
  });
  const keys = new Keys(storage.sql);
  const audit = new Audit(storage.sql);
  return {
    workspace,
    keys,
    links,
    audit,
    alarm,
    alerts,
    journal,
    present,
    flusher,
    parked,
    pace,
    viewers,
    live,
    ingest,
    unknownNames,
  };
}

/** Folds what came after the last checkpoint (rule HUB3). */
function replay(journal: Journal, present: Present, alerts: Alerts): void {
  const { foldedSeq } = present.progress;
  for (const row of journal.after(foldedSeq)) {
    for (const [index, event] of row.events.entries()) {
      const seq = row.firstSeq + index;
      if (seq <= foldedSeq) continue;
      present.take(seq, event);
      alerts.note(seq, event);
    }
  }
  alerts.woke();
}
