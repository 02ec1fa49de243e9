import { expireSession, forgetSession, hourKey, sealHour } from '@claude-monitor/fold';
import type { Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/**
 * A step of a deletion, under a seq of its own; the checkpoint after it makes it last. The tasks that
 * went with it, and whether nothing of the session is left.
 */
export function deletionStep(
  workspaceState: WorkspaceState,
  key: string,
  budget: number,
): { isDone: boolean; tasks: string[] } {
  const { state, progress, unchanged, priceOf } = workspaceState;
  const seq = ++progress.seq;
  unchanged.add(seq);
  const isDone = forgetSession(state, key, { seq, priceOf, budget });
  progress.goneSeq = seq;
  const tasks = [...state.changes.goneTasks].filter((id) => workspaceState.task(id) === null);
  return { isDone, tasks };
}

/**
 * Seals hours that nothing arrived for since before this day, some at a time; true when there are no
 * more. What libSQL does not have yet stays for the next time.
 */
export function sealingStep(workspaceState: WorkspaceState, before: number): boolean {
  const { state, progress } = workspaceState;
  const { arrivals } = workspaceState.records;
  const entry = arrivals.before(before);
  if (entry === null) return true;
  const stay: string[] = [];
  for (const hour of state.facts.hoursOf(entry)) {
    // One that something arrived for later stands in a later entry too.
    if (hour.arrivedOn >= before) continue;
    if (hour.rev <= progress.flushedSeq) sealHour(state, hour);
    else stay.push(hourKey(hour.session, hour.hour));
    state.budget.endEvent();
  }
  arrivals.remove(entry.id);
  if (stay.length > 0) arrivals.add(Math.max(entry.day, before), stay);
  return false;
}

type ExpiryStep = { skip: number; limit: number; budget: number };

/** Lets sessions go that are beyond the horizon; how many of the first stay, and whether that were all. */
export function expiryStep(
  workspaceState: WorkspaceState,
  before: number,
  { skip, limit, budget }: ExpiryStep,
): { isDone: boolean; stay: number } {
  const { state, progress, unchanged } = workspaceState;
  const keys = workspaceState.records.listed.session.oldest(before, { skip, limit });
  let stay = 0;
  for (const key of keys) {
    const seq = ++progress.seq;
    unchanged.add(seq);
    const end = expireSession(state, key, { seq, budget, before });
    if (end === 'stays') stay++;
    else progress.goneSeq = seq;
    state.budget.endEvent();
    if (end === 'more') return { isDone: false, stay };
  }
  return { isDone: keys.length < limit, stay };
}

/** Takes the names of deleted sessions out of what is kept in one piece: lines, what went away, cells, requests. */
export function forgetKeptNames(
  { state, lines, gone, requests }: WorkspaceState,
  { sessions, keys, sessionIds }: Named,
): void {
  const { series, seriesCells } = state;
  const left = lines.filter(
    ({ session, subject }) => !sessions.has(session) && !sessionIds.has(subject ?? ''),
  );
  lines.splice(0, lines.length, ...left);
  for (const [id, { sessionId }] of gone.sessions) {
    if (sessions.has(id) || sessionIds.has(sessionId)) gone.sessions.delete(id);
  }
  for (const [name, { at, agentName: _, model: _m, ...sums }] of series) {
    if (Object.values(sums).some((sum) => sum !== 0)) continue;
    series.delete(name);
    seriesCells.set(at, (seriesCells.get(at) ?? 1) - 1);
  }
  for (const key of keys) requests.forgetSession(key);
}
