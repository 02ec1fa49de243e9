import type { PriceOf } from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import type { Grant } from '../share/grant.ts';
import type { ReadsRpc, RetentionRpc, WriterRpc } from '../store/writer-rpc.ts';
import { Alarm } from './alarm.ts';
import type { AlertDeps } from './alerts/alert-deps.ts';
import { Alerts } from './alerts/alerts.ts';
import { BudgetWatch } from './budgets/budget-watch.ts';
import { ReportSender } from './reports/report-sender.ts';
import { Audit } from './auth/audit.ts';
import { FlushScheduler } from './flush/flush-scheduler.ts';
import { Flusher } from './flush/flusher.ts';
import { Parked } from './flush/parked/parked.ts';
import { troublesOf } from './incidents/service-troubles.ts';
import { Ingest } from './ingest/ingest.ts';
import { SenderClocks } from './ingest/clocks/sender-clocks.ts';
import { Journal } from './ingest/journal.ts';
import { Keys } from './auth/keys.ts';
import { LastTimes } from './ingest/last-times.ts';
import { Links } from './share/links.ts';
import { Views } from './share/views.ts';
import { LIVE_BOUNDS, type LiveBounds } from './live/bounds.ts';
import { Live } from './live/live.ts';
import { ConnectionLimits } from './live/connection-limits.ts';
import { WorkspaceState } from './state/workspace-state.ts';
import { upgrade } from './storage/upgrade/upgrade.ts';
import { newProgress, writeProgress } from './state/progress.ts';
import { replay } from './ingest/replay.ts';
import { readSetAside, type SetAside } from './ingest/set-aside.ts';
import { createTables, isProvisioned, migrateTables } from './storage/migrations.ts';
import { readMeta, textOf, writeMeta } from './storage/storage.ts';
import { StoredUnknownNames } from './ingest/unknown-names.ts';
import { WorkspaceLabels } from './ingest/labels.ts';
import { Aging } from './retention/aging.ts';
import { Deletions } from './retention/deletions.ts';
import { forgetNamed } from './retention/forget-named.ts';
import { RetentionPolicy } from './retention/policy.ts';
import { Tombstones } from './retention/tombstones.ts';
import { Maintenance } from './retention/maintenance.ts';
import { Viewers } from './live/viewers.ts';
import { WasteWatch } from './waste/waste-watch.ts';

export type HubDeps = {
  ctx: DurableObjectState;
  writer: () => WriterRpc & RetentionRpc;
  /** What reports and budgets are read from. */
  reads: () => ReadsRpc;
  priceOf: PriceOf;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  alertDeps: AlertDeps;
  journalCap: { bytes: number; events: number };
  /** Changes storage and starts the object again from it; a test opens the hub again by itself. */
  restart?: (change: () => void) => Promise<void>;
  /** What viewers may take; a test makes them small. */
  liveBounds?: LiveBounds;
};

/** The parts of a provisioned hub, read from its storage. */
export type OpenHub = {
  workspace: string;
  /** Epoch ms. */
  now: () => number;
  /** Resolves when all that was written is durable. */
  sync: () => Promise<void>;
  keys: Keys;
  links: Links;
  views: Views;
  audit: Audit;
  alarm: Alarm;
  alerts: Alerts;
  journal: Journal;
  workspaceState: WorkspaceState;
  flusher: Flusher;
  parked: Parked;
  flushScheduler: FlushScheduler;
  viewers: Viewers;
  connectionLimits: ConnectionLimits;
  live: Live;
  ingest: Ingest;
  unknownNames: StoredUnknownNames;
  labels: WorkspaceLabels;
  tombstones: Tombstones;
  deletions: Deletions;
  aging: Aging;
  policy: RetentionPolicy;
  maintenance: Maintenance;
  reports: ReportSender;
  budgets: BudgetWatch;
  waste: WasteWatch;
  /** Events that it did not survive folding. */
  setAside: SetAside;
};

export function provision(ctx: DurableObjectState, workspace: string, now: number): void {
  const { storage } = ctx;
  storage.transactionSync(() => {
    createTables(storage.sql);
    writeProgress(storage.sql, newProgress(now));
    writeMeta(storage.sql, 'workspace', workspace);
  });
}

/** A hub on its way up: what is left to fold, a saved step at a time, and the hub once that is done. */
export type Opening = { steps: Generator<undefined>; hub: () => OpenHub };

/** The hub as its storage has it; null for one that was never provisioned: it writes nothing (SHR7). */
export function openHub(deps: HubDeps): OpenHub | null {
  const opening = beginOpening(deps);
  while (opening?.steps.next().done === false);
  return opening?.hub() ?? null;
}

/**
 * Opens the hub of an object: at once where its checkpoint holds all, else nobody is answered until what
 * came after it is folded. The steps are made durable between them: what is written in one turn is
 * stored in one transaction, so without it a hub that is killed would begin from the start.
 */
export function openInSteps(deps: HubDeps, isOpen: (hub: OpenHub | null) => void): void {
  const { ctx } = deps;
  const opening = beginOpening(deps);
  if (opening === null || opening.steps.next().done === true) {
    isOpen(opening?.hub() ?? null);
    return;
  }
  void ctx.blockConcurrencyWhile(async () => {
    do await ctx.storage.sync();
    while (opening.steps.next().done === false);
    isOpen(opening.hub());
  });
}

export function beginOpening(deps: HubDeps): Opening | null {
  const { storage } = deps.ctx;
  if (!isProvisioned(storage.sql)) return null;
  storage.transactionSync(() => {
    migrateTables(storage.sql, deps.now());
  });
  let folded: Folded | null = null;
  function* steps(): Generator<undefined> {
    yield* upgrade({ storage, priceOf: deps.priceOf });
    const read = readParts(deps);
    yield* replay({ sql: storage.sql, ...read });
    read.workspaceState.rise();
    folded = read;
  }
  return {
    steps: steps(),
    hub: () => {
      if (folded === null) throw new Error('a hub is asked for that is not open yet');
      return partsOf(deps, folded);
    },
  };
}

/** What events are folded into. */
function readParts(deps: HubDeps): Folded {
  const { ctx, now, sleep } = deps;
  const { storage } = ctx;
  const { sql } = storage;
  const workspace = textOf(readMeta(sql, 'workspace'));
  const journal = new Journal(sql);
  const labels = new WorkspaceLabels(sql);
  const policy = new RetentionPolicy(sql);
  const workspaceState = new WorkspaceState({
    storage,
    priceOf: deps.priceOf,
    requestKeysKept: () => policy.now.requestKeys,
  });
  workspaceState.isLabelShown = (key) => !labels.isHidden(key);
  const waitUntil = (work: Promise<unknown>): void => {
    ctx.waitUntil(work);
  };
  const alarm = new Alarm(storage);
  const alerts = new Alerts({
    ...deps.alertDeps,
    deliveredKept: () => policy.now.deliveredMessages,
    resolvedKept: () => policy.now.resolvedIncidents,
    sql,
    workspace,
    workspaceState,
    alarm,
    now,
    sleep,
    waitUntil,
  });
  const waste = new WasteWatch({
    ...{ sql, workspaceState, priceOf: deps.priceOf },
    horizonDays: () => policy.now.horizonDays,
  });
  const { beforeCheckpoint } = workspaceState;
  workspaceState.beforeCheckpoint = () => {
    beforeCheckpoint();
    waste.save(now());
  };
  return { workspace, journal, workspaceState, labels, alarm, alerts, policy, waste };
}

/** What memory holds is of before: nothing else may run until the object has ended. */
const restart = (ctx: DurableObjectState, change: () => void): Promise<void> =>
  ctx.blockConcurrencyWhile(async () => {
    change();
    await ctx.storage.sync();
    ctx.abort('the workspace was emptied');
  });

type Folded = Pick<
  OpenHub,
  'workspace' | 'journal' | 'workspaceState' | 'labels' | 'alarm' | 'alerts' | 'policy' | 'waste'
>;

function partsOf(deps: HubDeps, folded: Folded): OpenHub {
  const { ctx, now, sleep } = deps;
  const { storage } = ctx;
  const { workspace, journal, workspaceState, labels, alarm, alerts, policy, waste } = folded;
  const waitUntil = (work: Promise<unknown>): void => {
    ctx.waitUntil(work);
  };
  const viewers = new Viewers(ctx);
  const links = new Links(storage.sql);
  const views = new Views(storage.sql);
  const grantOf = (link: string): Grant | null => links.grant(link);
  const bounds = deps.liveBounds ?? LIVE_BOUNDS;
  const incidents = alerts.incidents.store;
  const live = new Live({ workspaceState, incidents, viewers, bounds, workspace, now, grantOf });
  const connectionLimits = new ConnectionLimits(viewers, bounds);
  const parked = new Parked(storage.sql, () => ({ ...LIMITS, parkedRows: policy.now.parkedRows }));
  const flusher = new Flusher({ ...deps, workspaceState, journal, parked, workspace });
  const flushScheduler = new FlushScheduler({
    flusher,
    journal,
    workspaceState,
    alarm,
    now,
    sleep,
    waitUntil,
  });
  const sync = (): Promise<void> => storage.sync();
  const abort = (reason: string): void => {
    // A turn later, so that those who wait are answered first.
    setTimeout(() => {
      ctx.abort(reason);
    }, 0);
  };
  const { journalCap } = deps;
  const unknownNames = new StoredUnknownNames({ sql: storage.sql, now, sleep, waitUntil });
  const tombstones = new Tombstones(storage.sql);
  const ingest = new Ingest({
    journal,
    workspaceState,
    live,
    alerts,
    waste,
    flushScheduler,
    unknownNames,
    labels,
    tombstones,
    clocks: new SenderClocks(storage.sql),
    policy,
    arrivals: new LastTimes(storage.sql, 'last arrivals'),
    journalCap,
    now,
    sync,
    abort,
  });
  alerts.serviceTroubles = () => troublesOf({ flusher, parked });
  alerts.incidents.publish = () => {
    waitUntil(
      ingest.between(() => {
        alerts.incidents.store.stamp(workspaceState.nextSeq());
        live.changed(0);
        flushScheduler.committed();
      }),
    );
  };
  const keys = new Keys(storage.sql);
  const audit = new Audit(storage.sql, () => policy.now.auditLines);
  const deletions = new Deletions({
    ...deps,
    sql: storage.sql,
    workspace,
    workspaceState,
    journal,
    flusher,
    parked,
    live,
    tombstones,
    forget: (named) => {
      const stores = {
        workspaceState,
        ingest,
        alerts,
        waste,
        budgets,
        views,
        links,
        keys,
        audit,
        viewers,
      };
      forgetNamed(stores, named);
    },
    restart: deps.restart ?? ((change) => restart(ctx, change)),
  });
  flusher.isHeld = () => deletions.holdsFlushes;
  const aging = new Aging({
    ...deps,
    sql: storage.sql,
    workspace,
    workspaceState,
    flusher,
    live,
    alerts,
    policy,
  });
  const maintenance = new Maintenance({ jobs: [deletions, aging], alarm, now, sync, waitUntil });
  const work = { ...deps, sql: storage.sql, workspace, alerts, alarm, waitUntil };
  const reports = new ReportSender({
    ...work,
    isFresh: async () => (await flushScheduler.forReading()).fresh,
  });
  const budgets = new BudgetWatch({
    ...work,
    audit,
    workspaceState,
    freshen: () => flushScheduler.forReading(),
  });
  ingest.onFolded = () => {
    budgets.folded();
  };
  flushScheduler.onFlushed = () => {
    budgets.start();
  };
  return {
    workspace,
    now,
    sync,
    keys,
    links,
    views,
    audit,
    alarm,
    alerts,
    journal,
    workspaceState,
    flusher,
    parked,
    flushScheduler,
    viewers,
    connectionLimits,
    live,
    ingest,
    unknownNames,
    labels,
    tombstones,
    deletions,
    aging,
    policy,
    maintenance,
    reports,
    budgets,
    waste,
    setAside: readSetAside(storage.sql),
  };
}
