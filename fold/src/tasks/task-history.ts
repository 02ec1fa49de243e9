import { LIMITS } from '@claude-monitor/protocol/limits';
import {
  TASK_MOMENTS,
  type TaskHistory,
  type TaskMoment,
} from '@claude-monitor/protocol/task-history';
import { firstPlan } from './asked.ts';
import { attemptAt } from '../sessions/attempts.ts';
import { identityOf } from '../sessions/identity.ts';
import { shownOwner } from '../derive/owner.ts';
import { partsOf, type Part } from './parts.ts';
import { droppedAt } from './replaced.ts';
import type { FoldState } from '../state.ts';
import { isCountedBoundary } from './track.ts';

/**
 * What all sessions told of a task, in order of time: from the structure that is always in memory, so
 * no page is read. Of plans, handovers and progress as much as is kept. Null: the task is not here.
 */
export function taskHistory(state: FoldState, id: string): TaskHistory | null {
  const parts = partsOf(state, id);
  if (parts.length === 0) return null;
  const firstPlannedAt = firstPlan(parts)?.at ?? null;
  const ends = parts.flatMap(({ track }) => track.completions.map(({ at }) => at));
  const firstEnd = Math.min(...ends);
  const moments = parts.flatMap((part) => {
    const tell = teller(state, part);
    return [
      ...plansOf(part, firstPlannedAt).map(tell),
      ...startsOf(part, firstEnd).map(tell),
      ...progressOf(part).map(tell),
      ...part.track.completions.map(({ at, status, durationMs }) =>
        tell({ at, kind: OUTCOMES[status], durationMs }),
      ),
      ...(part.track.handovers ?? []).map(({ at, to }) => tell({ at, kind: 'handed over', to })),
    ];
  });
  const cancelledAt = droppedAt(state, id);
  if (cancelledAt !== null) moments.push({ ...SILENT, at: cancelledAt, kind: 'dropped' });
  moments.sort(byTime);
  return {
    moments: moments.slice(-LIMITS.taskHistory),
    more: Math.max(0, moments.length - LIMITS.taskHistory),
  };
}

type Said = Pick<TaskMoment, 'at' | 'kind'> & Partial<TaskMoment>;

const SILENT = {
  cardId: null,
  sessionId: null,
  agentName: null,
  description: null,
  priority: null,
  dependsOn: null,
  progress: null,
  durationMs: null,
  to: null,
} as const;

function teller(state: FoldState, { session }: Part): (said: Said) => TaskMoment {
  return (said) => {
    const itself = { session, attempt: attemptAt(session, said.at) };
    const owner = shownOwner(state, itself);
    const { agentName } = identityOf(owner.session, owner.attempt);
    const who = { cardId: owner.attempt.card, sessionId: owner.session.sessionId, agentName };
    return { ...SILENT, ...who, ...said };
  };
}

/** The plans that are kept, and when it was first planned. */
function plansOf({ track }: Part, firstAt: number | null): Said[] {
  const kindAt = (at: number): TaskMoment['kind'] => (at === firstAt ? 'planned' : 're-planned');
  const plans = (track.plans ?? []).map(({ at, description, priority, dependsOn }) => ({
    at,
    kind: kindAt(at),
    description,
    priority,
    dependsOn,
  }));
  const { planAt } = track;
  if (planAt === undefined || plans.some(({ at }) => at === planAt)) return plans;
  return [{ at: planAt, kind: kindAt(planAt) }, ...plans];
}

/** Where a stretch of work began: a start that was told twice is one. */
const startsOf = ({ track }: Part, firstEnd: number): Said[] =>
  track.starts
    .filter(({ id, at }) => isCountedBoundary(track, id, at))
    .map(({ at }) => ({ at, kind: at > firstEnd ? 'retried' : 'started' }));

function progressOf({ track }: Part): Said[] {
  const { firstProgressAt, progress } = track;
  if (progress === null) return [];
  const last: Said = { at: progress.time, kind: 'progressed', progress: progress.value };
  const isFirst = firstProgressAt === null || firstProgressAt === progress.time;
  return isFirst ? [last] : [{ at: firstProgressAt, kind: 'progressed' }, last];
}

const OUTCOMES = { success: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

function byTime(a: TaskMoment, b: TaskMoment): number {
  if (a.at !== b.at) return a.at - b.at;
  const order = TASK_MOMENTS.indexOf(a.kind) - TASK_MOMENTS.indexOf(b.kind);
  return order !== 0 ? order : (a.cardId ?? '') < (b.cardId ?? '') ? -1 : 1;
}
