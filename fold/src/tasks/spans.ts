import { after, from, isBefore, START, type Position } from '../storage/sorted.ts';
import type { SessionTasks, TaskRecords, Track } from './records.ts';
import { completionsOf, NEVER, spansOf, statusesOf, startsOf } from './sums.ts';
import { firstStartAfter, newestBoundary, openSince, spanId, statusOf, trackOf } from './track.ts';

type Tracked = { tasks: SessionTasks; track: Track };

/**
 * Changes a boundary of a track and the spans in which it was open. Only what lies between the
 * completions around the boundary can change, so that is taken out before and entered again after.
 */
export function changeBoundary(
  state: TaskRecords,
  { tasks, track, boundary }: Tracked & { boundary: Position },
  change: () => void,
): void {
  const around = {
    low: completionsOf(state, track).previous(boundary),
    high: completionsOf(state, track).next({ at: boundary.at, id: `${boundary.id}\0` }),
  };
  const list = spansOf(state, track.session, tasks.spans);
  for (const span of stretchesIn(state, track, around)) {
    list.delete({ at: span.since, id: spanId(track) });
    if (span.isCounted) track.stretches--;
  }
  change();
  for (const span of stretchesIn(state, track, around)) {
    applySpan(state, { tasks, track }, span);
    if (span.isCounted) track.stretches++;
  }
  const twin = twinOf(state, track);
  const since = twin === null ? null : openSince(state, twin, boundary.at);
  if (twin !== null && since !== null)
    applySpan(state, { tasks, track: twin }, rawSpan(state, twin, since));
}

/** A start of the same moment as a completion comes before it. */
export const ofStart = ({ at }: Position): Position => from(at);

/** A track's twin is another one now: completions of the one close the other. */
export function applySpans(state: TaskRecords, tasks: SessionTasks, track: Track): void {
  for (const span of stretchesIn(state, track, {})) applySpan(state, { tasks, track }, span);
}

/** The same task as calls of this session name it that say its project, or that do not. */
export function twinOf(state: TaskRecords, track: Track): Track | null {
  const project = track.project === '' ? (state.tasks.get(track.task)?.project ?? '') : '';
  if (project === track.project) return null;
  const twin = trackOf(state, track.session, { taskId: track.taskId, project });
  return twin !== undefined && twin !== track && twin.task === track.task ? twin : null;
}

/** How the track stands among those of its session; of a task with two names the newer boundary counts. */
export function applyStatus(state: TaskRecords, tasks: SessionTasks, track: Track): void {
  const at = newestBoundary(state, track);
  const twin = twinOf(state, track);
  const twinAt = twin === null ? null : newestBoundary(state, twin);
  const isOvertaken =
    at !== null && twinAt !== null && (twinAt > at || (twinAt === at && track.project === ''));
  const list = statusesOf(state, track.session, tasks.statuses);
  const before = track.indexed.status;
  const next = at === null || isOvertaken ? null : { at, status: statusOf(state, track) };
  if (before?.at === next?.at && before?.status === next?.status) return;
  if (before !== null) list.delete({ at: before.at, id: track.ref });
  if (next !== null) list.set({ at: next.at, id: track.ref, value: next.status });
  track.indexed.status = next;
  state.tracks.touch(track.ref);
  state.sessionTasks.touch(track.session);
}

type Stretch = { since: number; until: number; isCounted: boolean };

/** The stretches that began behind one completion, up to another; each from the first of its starts. */
function* stretchesIn(
  state: TaskRecords,
  track: Track,
  { low, high }: { low?: Position | undefined; high?: Position | undefined },
): Generator<Stretch> {
  const [starts, completions] = [startsOf(state, track), completionsOf(state, track)];
  let completed = low?.at ?? null;
  for (;;) {
    const since = firstStartAfter(state, track, completed);
    if (since === null || (high !== undefined && since > high.at)) return;
    const end = completions.next(from(since));
    const start = starts.next(completed === null ? START : after(completed));
    const isCounted = start !== undefined && start.at <= (end?.at ?? NEVER);
    yield { since, until: end?.at ?? NEVER, isCounted };
    if (end === undefined || (high !== undefined && !isBefore(end, high))) return;
    completed = end.at;
  }
}

function rawSpan(
  state: TaskRecords,
  track: Track,
  since: number,
): Pick<Stretch, 'since' | 'until'> {
  return { since, until: completionsOf(state, track).next(from(since))?.at ?? NEVER };
}

function applySpan(
  state: TaskRecords,
  { tasks, track }: Tracked,
  { since, until }: Pick<Stretch, 'since' | 'until'>,
): void {
  const twin = twinOf(state, track);
  const closed = twin === null ? undefined : completionsOf(state, twin).next(from(since));
  const end = Math.min(until, closed?.at ?? NEVER);
  const list = spansOf(state, track.session, tasks.spans);
  if (end <= since) list.delete({ at: since, id: spanId(track) });
  else list.set({ at: since, id: spanId(track), value: end });
}
