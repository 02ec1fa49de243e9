import type { Task } from '../view.ts';
import { attemptAt } from './attempts.ts';
import { identityOf } from './identity.ts';
import type { Session, Track } from './session.ts';
import { compareStamps, type Stamped } from './stamp.ts';
import type { FoldState } from './state.ts';
import { partsOf } from './tasks.ts';
import { statusOf } from './track.ts';

type Part = { session: Session; track: Track };

/** The task as pages show it: what all sessions that name it say, the later word first. */
export function taskView(state: FoldState, id: string): Task | null {
  const figures = state.tasks.get(id);
  const parts = partsOf(state, id);
  if (figures === undefined || parts.length === 0) return null;
  const tracks = parts.map((part) => part.track);
  const worker = workerOf(parts);
  const status = worker === null ? 'planned' : statusOf(worker.track);
  const startedAt = worker === null ? null : startOf(worker.track);
  const completion = worker?.track.completions.at(-1);
  const endedAt = status === 'planned' || status === 'started' ? null : (completion?.at ?? null);
  const attempt = worker === null ? null : attemptAt(worker.session, boundaryAt(worker.track));
  return {
    id,
    taskId: figures.taskId,
    description: pick(tracks.map((track) => track.description)),
    priority: pick(tracks.map((track) => track.priority)),
    status,
    progress: status === 'success' ? 1 : pick(tracks.map((track) => track.progress)),
    cardId: attempt?.card ?? null,
    agentName:
      worker === null || attempt === null ? null : identityOf(worker.session, attempt).agentName,
    project: projectOf(parts),
    isImplied: worker !== null && worker.track.starts.length === 0,
    startedAt,
    endedAt,
    durationMs:
      endedAt === null ? null : (completion?.durationMs ?? elapsed(startedAt, endedAt)),
    dependsOn: pick(tracks.map((track) => track.dependsOn)) ?? [],
    usage: figures.usage,
    lastAt: Math.max(...tracks.map((track) => track.lastAt)),
    changedSeq: figures.changedSeq,
  };
}

/** The session whose boundary is the latest (ties: the greater key) works on the task. */
function workerOf(parts: Part[]): Part | null {
  let worker: Part | null = null;
  for (const part of parts) {
    if (statusOf(part.track) === 'planned') continue;
    const at = boundaryAt(part.track);
    const best = worker === null ? -1 : boundaryAt(worker.track);
    if (at > best || (at === best && worker !== null && part.session.key > worker.session.key)) {
      worker = part;
    }
  }
  return worker;
}

const boundaryAt = (track: Track): number =>
  Math.max(
    track.starts.at(-1)?.at ?? -1,
    track.completions.at(-1)?.at ?? -1,
    track.starts.length === 0 ? (track.firstProgressAt ?? -1) : -1,
  );

const startOf = (track: Track): number | null => track.starts.at(-1)?.at ?? track.firstProgressAt;

const elapsed = (startedAt: number | null, endedAt: number): number | null =>
  startedAt === null ? null : Math.max(0, endedAt - startedAt);

function projectOf(parts: Part[]): string | null {
  for (const { session, track } of parts) {
    if (track.project !== '') return track.project;
    if (session.project !== null) return session.project.value;
  }
  return null;
}

function pick<Value>(values: (Stamped<Value> | null)[]): Value | null {
  return values.flatMap((value) => value ?? []).sort(compareStamps).at(-1)?.value ?? null;
}
