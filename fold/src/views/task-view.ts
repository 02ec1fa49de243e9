import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Task } from '@claude-monitor/protocol/view';
import { firstPlan, isAskedFor } from '../tasks/asked.ts';
import { attemptAt } from '../sessions/attempts.ts';
import { identityOf } from '../sessions/identity.ts';
import { shownOwner, type Owner } from '../derive/owner.ts';
import { isLater, newestBoundary, partsOf, workerOf, type Part } from '../tasks/parts.ts';
import { droppedAt } from '../tasks/replaced.ts';
import { compareStamps, type Stamped } from '../facts/stamp.ts';
import type { FoldState } from '../state.ts';
import { lastCompletion, startedAt, statusOf, trackProject } from '../tasks/track.ts';

/** The task as pages show it: what all sessions that name it say, the later word first. */
export function taskView(state: FoldState, id: string): Task | null {
  const figures = state.tasks.get(id);
  const parts = partsOf(state, id);
  if (figures === undefined || parts.length === 0) return null;
  const tracks = parts.map((part) => part.track);
  const worker = workerOf(parts);
  const cancelledAt = droppedAt(state, id);
  const status =
    worker !== null ? statusOf(worker.track) : cancelledAt === null ? 'planned' : 'cancelled';
  const start = worker === null ? null : startedAt(worker.track);
  const completion = worker === null ? null : lastCompletion(worker.track);
  const endedAt = completion?.at ?? cancelledAt;
  const owner = worker === null ? null : ownerOfPart(state, worker);
  return {
    id,
    taskId: figures.taskId,
    description: pick(tracks.map((track) => track.description)),
    priority: pick(tracks.map((track) => track.priority)),
    status,
    progress: status === 'success' ? 1 : pick(tracks.map((track) => track.progress)),
    cardId: owner?.attempt.card ?? null,
    agentName: owner === null ? null : identityOf(owner.session, owner.attempt).agentName,
    project: projectOf(parts),
    isImplied: worker !== null && worker.track.starts.length === 0,
    startedAt: start,
    endedAt,
    durationMs: endedAt === null ? null : (completion?.durationMs ?? elapsed(start, endedAt)),
    dependsOn: pick(tracks.map((track) => track.dependsOn)) ?? [],
    workers: workersOf(state, parts),
    origin: originOf(state, parts),
    usage: figures.usage,
    lastAt: Math.max(...tracks.map((track) => track.lastAt)),
    changedSeq: figures.changedSeq,
  };
}

/** The card that shows what this session told of the task. */
function ownerOfPart(state: FoldState, { session, track }: Part): Owner {
  const attempt = attemptAt(session, newestBoundary(track) ?? 0);
  return shownOwner(state, { session, attempt });
}

/** All who began it or said how it ended, the newest word first; of one card its newest. */
function workersOf(state: FoldState, parts: Part[]): Task['workers'] {
  const begun = parts.filter(({ track }) => statusOf(track) !== 'planned');
  begun.sort((a, b) => (isLater(a, b) ? -1 : 1));
  const workers = new Map<string, Task['workers'][number]>();
  for (const part of begun) {
    const { session, attempt } = ownerOfPart(state, part);
    const cardId = attempt.card;
    if (workers.has(cardId)) continue;
    const { agentName } = identityOf(session, attempt);
    const at = newestBoundary(part.track) ?? 0;
    workers.set(cardId, { cardId, agentName, status: statusOf(part.track), at });
  }
  return [...workers.values()].slice(0, LIMITS.taskWorkers);
}

function originOf(state: FoldState, parts: Part[]): Task['origin'] {
  const plan = firstPlan(parts);
  if (plan === null) return null;
  return isAskedFor(state, plan.session, plan.at) ? 'prometheus' : 'plan';
}

const elapsed = (start: number | null, end: number): number | null =>
  start === null ? null : Math.max(0, end - start);

/** All parts of a task name the same project, or none does. */
function projectOf(parts: Part[]): string | null {
  const [part] = parts;
  const project = part === undefined ? '' : trackProject(part.session, part.track);
  return project === '' ? null : project;
}

function pick<Value>(values: (Stamped<Value> | null)[]): Value | null {
  return (
    values
      .flatMap((value) => value ?? [])
      .sort(compareStamps)
      .at(-1)?.value ?? null
  );
}
