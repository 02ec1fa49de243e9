import { LIMITS } from '@claude-monitor/protocol/limits';
import type { SessionRecord } from '../sessions/session.ts';
import { withItsSessions } from '../sessions/users/user-of.ts';
import type { FoldContext } from '../derive/effects.ts';
import { applyTrack } from './apply-track.ts';
import { applyAsker, markOrigins } from './plans/plan-origin.ts';
import { addJob, startPass, advancePass, takeJob, type Job } from './backlog.ts';
import { rematch } from './plans/match-plan.ts';
import { markReplaced } from './plans/replaced.ts';
import { tracksOf } from './sums.ts';
import { newTrack, trackOf } from './track.ts';

/** Makes sure the task exists that an event names; true when the event said anything new of it. */
export function nameTask(
  session: SessionRecord,
  named: { taskId: string; project: string; at: number },
  context: FoldContext,
): boolean {
  const { state } = context;
  const known = trackOf(state, session.key, named);
  if (known !== undefined && known.firstAt <= named.at && known.lastAt >= named.at) return false;
  const track = known ?? newTrack({ session: session.key, ...named });
  track.firstAt = Math.min(track.firstAt, named.at);
  track.lastAt = Math.max(track.lastAt, named.at);
  applyTrack(session, track, context);
  return true;
}

/** Whose a session is changed, and with it those that it works for, where they do not say else. */
export function applyUser(session: SessionRecord, { state, effects }: FoldContext): void {
  for (const near of withItsSessions(state.sessions, session)) {
    applyAsker(state, near);
    effects.touch('tasks', near);
  }
}

/** Does what is left to do, this event's own included, as far as one event may go; true if any was. */
export function processBacklog(context: FoldContext): boolean {
  const { state } = context;
  let budget: number = LIMITS.stepsOfEvent;
  let hasWorked = false;
  const unfinished: Job[] = [];
  while (budget > 0) {
    const job = takeJob(state);
    if (job === null) break;
    const { steps, isDone } = work(job, budget, context);
    budget -= Math.max(1, steps);
    hasWorked = true;
    if (!isDone) unfinished.push(job);
  }
  for (const { kind, key } of unfinished) addJob(state, kind, key);
  return hasWorked;
}

type Done = { steps: number; isDone: boolean };

function work({ kind, key }: Job, budget: number, context: FoldContext): Done {
  const { state, seq, effects } = context;
  switch (kind) {
    case 'session':
      return review(key, budget, context);
    case 'name':
      return rematch(state, { taskId: key, budget }, (session, track) => {
        const before = track.plan;
        applyTrack(session, track, context);
        if (track.plan !== before) effects.touch('shown', session);
      });
    case 'scope':
      return markReplaced(state, key, { budget, seq });
    case 'plans':
      return markOrigins(state, { budget, seq });
    case 'moved':
      return settleMoved(key, context);
  }
}

function review(key: string, budget: number, context: FoldContext): Done {
  const { state } = context;
  const tasks = state.sessionTasks.get(key);
  const session = state.sessions.get(key);
  for (let steps = 0; ; steps++) {
    if (tasks === undefined || session === undefined || tasks.review === null) {
      return { steps, isDone: true };
    }
    state.sessionTasks.touch(key);
    const next = tracksOf(state, key, tasks.tracks).next(tasks.review);
    if (next === undefined) {
      tasks.review = tasks.review.again ? startPass(null) : null;
      continue;
    }
    if (steps >= budget) return { steps, isDone: false };
    advancePass(tasks.review, next);
    const track = state.tracks.get(next.id);
    if (track !== undefined) applyTrack(session, track, context);
  }
}

/** Once all its tracks are where they belong, the session's facts are counted for their tasks. */
function settleMoved(key: string, context: FoldContext): Done {
  const { state, effects } = context;
  const tasks = state.sessionTasks.get(key);
  const session = state.sessions.get(key);
  if (tasks === undefined || session === undefined) return { steps: 0, isDone: true };
  if (tasks.review !== null) return { steps: 0, isDone: false };
  tasks.hasMoved = false;
  state.sessionTasks.touch(key);
  effects.boundaries(session, 0);
  effects.touch('shown', session);
  return { steps: 1, isDone: true };
}
