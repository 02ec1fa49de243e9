import type { FoldState, PriceOf, StoragePort } from '@claude-monitor/fold';
import {
  adoptFacts,
  adoptPromptedAt,
  adoptRows,
  adoptSession,
  adoptTrack,
  computeAdopted,
  processAdopted,
} from '@claude-monitor/fold/upgrade/index';
import type { RemovedItems } from '../kept.ts';
import { dropPart, dropSession, dropTask, readPart, readSession, readTasks } from './old-rows.ts';
import type { UpgradeProgress } from './progress.ts';

/** What a step may do, each about a tenth of a second's work. */
export type StepBounds = { sessions: number; tracks: number; facts: number; jobs: number };
export const STEP_BOUNDS: StepBounds = { sessions: 100, tracks: 500, facts: 2_000, jobs: 20 };

/** Rows of history that fit an hour's first part: it is read with the facts of the next ones. */
type StepDeps = {
  sql: SqlStorage;
  state: FoldState;
  records: StoragePort;
  gone: RemovedItems;
  priceOf: PriceOf;
  bounds: StepBounds;
};

/** One step of the phase; how far it came, null when the phase is over. */
export function takeStep(deps: StepDeps, upgrade: UpgradeProgress): UpgradeProgress | null {
  switch (upgrade.phase) {
    case 'sessions':
      return stepSessions(deps, upgrade);
    case 'tracks':
      return stepTracks(deps, upgrade);
    case 'facts':
      return stepFacts(deps, upgrade);
    case 'backlog':
      return stepBacklog(deps, upgrade);
    case 'figures':
      return stepFigures(deps, upgrade);
    case 'tasks':
      return stepTasks(deps, upgrade);
  }
}

function stepSessions(
  { sql, state, gone, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  let { after } = upgrade;
  for (let count = 0; count < bounds.sessions; count++) {
    const old = readSession(sql, after);
    if (old === null) return count === 0 ? null : { ...upgrade, after };
    const { sessionId } = old;
    for (const id of adoptSession(state, old, upgrade.seq)) {
      gone.sessions.set(id, { sessionId, seq: upgrade.seq });
    }
    after = old.key;
  }
  return { ...upgrade, after };
}

/** Sessions with few tasks go many a step; one with very many in several. */
function stepTracks(
  { sql, state, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  const { seq } = upgrade;
  let left = bounds.tracks;
  for (let sessions = 0; sessions < bounds.sessions; sessions++) {
    const old = readSession(sql, null);
    if (old === null) return sessions === 0 ? null : { ...upgrade, track: 0 };
    const session = state.sessions.get(old.key);
    if (session !== undefined) {
      const first = sessions === 0 ? upgrade.track : 0;
      const tracks = [...old.tracks.values()].slice(first, first + left);
      for (const track of tracks) adoptTrack(session, track, { state, seq });
      left -= tracks.length;
      if (first + tracks.length < old.tracks.size) {
        return { ...upgrade, track: first + tracks.length };
      }
      adoptPromptedAt(state, session, old.promptedAt);
    }
    dropSession(sql, old.key);
    if (left <= 0) break;
  }
  return { ...upgrade, track: 0 };
}

function stepFacts(
  { sql, state, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  const { seq } = upgrade;
  let left = bounds.facts;
  for (; left > 0; left--) {
    const part = readPart(sql);
    if (part === null) return left === bounds.facts ? null : upgrade;
    const { session, hour, facts, rows } = part;
    const run = state.sessions.get(session);
    if (run !== undefined) {
      adoptRows(state, run, { hour, rows, seq });
      adoptFacts(state, run, { hour, facts: facts.values(), seq });
    }
    dropPart(sql, part);
    left -= facts.size;
  }
  return upgrade;
}

function stepBacklog(
  { state, priceOf, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  for (let jobs = 0; jobs < bounds.jobs; jobs++) {
    if (!processAdopted(state, { seq: upgrade.seq, priceOf })) return jobs === 0 ? null : upgrade;
  }
  return upgrade;
}

function stepFigures(
  { state, records, priceOf, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  const { seq } = upgrade;
  let { after } = upgrade;
  let place = { hour: upgrade.hour, chunk: upgrade.chunk };
  let left = bounds.facts;
  const keys = records.listed.session.after(after, bounds.sessions);
  if (keys.length === 0) return null;
  for (const key of keys) {
    const run = state.sessions.get(key);
    if (run !== undefined) {
      const done = computeAdopted(state, run, { place, budget: left, seq, priceOf });
      left -= done.facts;
      if (done.next !== null) return { ...upgrade, after, ...done.next };
    }
    place = { hour: 0, chunk: 0 };
    after = key;
    if (left <= 0) break;
  }
  return { ...upgrade, after, ...place };
}

/** A task that is derived no more: libSQL has a row of it. */
function stepTasks(
  { sql, state, gone, bounds }: StepDeps,
  upgrade: UpgradeProgress,
): UpgradeProgress | null {
  const tasks = readTasks(sql, bounds.tracks);
  for (const task of tasks) {
    if (state.tasks.get(task) === undefined) gone.tasks.set(task, { seq: upgrade.seq });
    dropTask(sql, task);
  }
  return tasks.length === 0 ? null : upgrade;
}
