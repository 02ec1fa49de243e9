import {
  newFoldState,
  newSmallState,
  noChanges,
  recordsSaved,
  saveRecords,
  smallStateOf,
  type PriceOf,
} from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import { readProgress, writeProgress } from '../../state/progress.ts';
import { loadKept, saveKept, type Kept } from '../kept.ts';
import { sqlRecords } from '../record-tables.ts';
import { StoredRequests } from '../stored-requests.ts';
import { dropOldTables, readOldKept } from './old-rows.ts';
import {
  endUpgrade,
  nextPhase,
  readUpgrade,
  writeUpgrade,
  type UpgradeProgress,
} from './progress.ts';
import { STEP_BOUNDS, takeStep, type StepBounds } from './steps.ts';

type Deps = { storage: DurableObjectStorage; priceOf: PriceOf; bounds?: StepBounds };

/**
 * Brings what the first edition stored into records, in bounded steps (rules HUB3, HUB8): each is
 * stored in one transaction with how far it came, and what it read is deleted, so a hub that is killed in
 * between goes on from there. At each `yield` the caller makes durable what was written. Figures are
 * derived, not copied. At the end the storage has a new epoch, and libSQL is sent all rows again.
 */
export function* upgrade({ storage, priceOf, bounds = STEP_BOUNDS }: Deps): Generator<undefined> {
  const { sql } = storage;
  let progress = readUpgrade(sql);
  if (progress === null) return;
  const records = sqlRecords(sql);
  const requests = new StoredRequests(sql);
  const state = newFoldState({ storage: records, requests, cacheBytes: LIMITS.cacheBytes });
  const isBegun = progress.phase !== 'sessions' || progress.after !== null;
  const { lines, gone, unchanged, ...small } = (isBegun ? loadKept(sql) : null) ?? newKept(sql);
  Object.assign(state, small);
  const deps = { sql, state, records, gone, priceOf, bounds };
  while (progress !== null) {
    const now: UpgradeProgress = progress;
    progress = storage.transactionSync(() => {
      const next = takeStep(deps, now) ?? nextPhase(now);
      saveRecords(state);
      requests.checkpoint();
      saveKept(sql, { ...smallStateOf(state), lines, gone, unchanged });
      if (next === null) finish(sql, now);
      else writeUpgrade(sql, next);
      return next;
    });
    recordsSaved(state);
    state.changes = noChanges();
    state.budget.endEvent();
    yield;
  }
}

function finish(sql: SqlStorage, { epoch, seq }: UpgradeProgress): void {
  dropOldTables(sql);
  writeProgress(sql, { ...readProgress(sql), epoch, seqFloor: seq });
  endUpgrade(sql);
}

/** Sums begin at nothing; windows stay where they were. */
function newKept(sql: SqlStorage): Kept {
  const small = newSmallState();
  const old = readOldKept(sql);
  if (old === null) {
    const gone = { sessions: new Map(), tasks: new Map() };
    return { ...small, lines: [], gone, unchanged: [] };
  }
  const { lines, gone, unchanged, seriesAt, calls } = old;
  small.totals.day.at = old.totals.day.at;
  return { ...small, seriesAt, calls, lines, gone, unchanged };
}
