import { withFields, type ChangedFields } from '@claude-monitor/protocol/live/changed-fields';
import type {
  IncidentsPart,
  PatchFrame,
  ServerFrame,
  SnapshotFrame,
} from '@claude-monitor/protocol/live/frames';
import { LIMITS } from '@claude-monitor/protocol/limits';
import {
  sessionSchema,
  taskSchema,
  type Session,
  type Task,
} from '@claude-monitor/protocol/live/view';
import { bounded } from './bounded.ts';
import { addLines } from './entries.ts';
import { mergeSeries, NOTHING_YET, type LiveState } from './live-state.ts';
import { addPiece, wholeSnapshot } from './snapshot-pieces.ts';

/**
 * What a frame did: `applied` moved the position, `unmoved` did not, `missed` says that frames were lost
 * between our position and this patch, so the page must connect again with its cursor (rule HUB4); without
 * a position it is sent a snapshot.
 */
export type Applied = { live: LiveState; outcome: 'applied' | 'unmoved' | 'missed' };

/** The state after a frame. Pure: the state before it stays as it was. */
export function applyFrame(live: LiveState, frame: ServerFrame): Applied {
  switch (frame.type) {
    case 'hello':
      return unmoved({
        ...live,
        workspace: frame.workspace,
        isAdmin: frame.isAdmin,
        limits: frame.limits,
        pieces: null,
      });
    case 'gap':
      return unmoved({ ...live, pieces: null });
    case 'snapshot':
      return applySnapshot(live, frame);
    case 'patch':
      return applyPatch(live, frame);
  }
}

function applySnapshot(live: LiveState, frame: SnapshotFrame): Applied {
  const pieces = addPiece(live.pieces, frame);
  const frames = wholeSnapshot(pieces);
  if (frames === null) return unmoved({ ...live, pieces });
  const snapshot: LiveState = {
    ...NOTHING_YET,
    workspace: live.workspace,
    isAdmin: live.isAdmin,
    limits: live.limits,
    position: frame.to,
    asOf: frame.at,
    sessions: byId(frames.flatMap((piece) => piece.sessions)),
    tasks: byId(frames.flatMap((piece) => piece.tasks)),
  };
  for (const piece of frames) {
    if (piece.totals !== undefined) snapshot.totals = piece.totals;
    if (piece.more !== undefined) snapshot.more = piece.more;
    const { incidents, moreIncidents } = withIncidents(snapshot, piece.incidents);
    snapshot.incidents = incidents;
    snapshot.moreIncidents = moreIncidents;
    snapshot.series = mergeSeries(snapshot.series, piece.series ?? [], piece.at);
    const lines = { lines: piece.lines ?? [], moreLines: 0, at: piece.at, id: piece.to };
    snapshot.entries = addLines(snapshot.entries, lines);
  }
  return { live: snapshot, outcome: 'applied' };
}

function applyPatch(live: LiveState, patch: PatchFrame): Applied {
  if (live.position === null || patch.from !== live.position) return { live, outcome: 'missed' };
  const { sessions: whole, tasks: wholeTasks, changed, removed } = patch;
  const sessions = patched(
    live.sessions,
    { whole, changed: changed?.sessions, removed: removed.sessions },
    parseCard,
  );
  const tasks = patched(
    live.tasks,
    { whole: wholeTasks, changed: changed?.tasks, removed: removed.tasks },
    parseTask,
  );
  // A change of something that is not here: only a snapshot says what it is.
  if (sessions === null || tasks === null) {
    return { live: { ...live, position: null }, outcome: 'missed' };
  }
  const known = withoutGone(live.incidents, removed.sessions);
  if (known.size < live.incidents.size && live.moreIncidents > 0) {
    // Others have room now, which only a snapshot has.
    return { live: { ...live, position: null }, outcome: 'missed' };
  }
  const applied: LiveState = {
    ...live,
    position: patch.to,
    asOf: patch.at,
    sessions,
    tasks,
    totals: patch.totals ?? live.totals,
    series: mergeSeries(live.series, patch.series, patch.at),
    entries: addLines(live.entries, { ...patch, id: patch.to }),
    ...withIncidents({ ...live, incidents: known }, patch.incidents),
    pieces: null,
  };
  return { live: bounded(applied), outcome: 'applied' };
}

/** What needs somebody needs nobody any more when its session is gone: it was deleted, or is shown as another. */
function withoutGone(
  incidents: LiveState['incidents'],
  gone: readonly string[],
): LiveState['incidents'] {
  if (gone.length === 0) return incidents;
  const sessions = new Set(gone);
  return new Map([...incidents].filter(([, { session }]) => !sessions.has(session?.id ?? '')));
}

/** Resolved ones leave; of those that stand, as many are kept as a snapshot has. */
function withIncidents(
  { incidents, moreIncidents }: LiveState,
  changed: IncidentsPart | undefined,
): Pick<LiveState, 'incidents' | 'moreIncidents'> {
  if (changed === undefined) return { incidents, moreIncidents };
  const after = new Map(incidents);
  for (const incident of changed.items) {
    if (incident.resolvedAt === null) after.set(incident.id, incident);
    else after.delete(incident.id);
  }
  const kept = after.size <= 2 * LIMITS.incidentsPerFrame ? after : newestOf(after);
  const { standing } = changed;
  return { incidents: kept, moreIncidents: Math.max(0, (standing ?? 0) - kept.size) };
}

const newestOf = (incidents: LiveState['incidents']): LiveState['incidents'] =>
  byId(
    [...incidents.values()]
      .sort((a, b) => b.openedAt - a.openedAt)
      .slice(0, LIMITS.incidentsPerFrame),
  );

const unmoved = (live: LiveState): Applied => ({ live, outcome: 'unmoved' });

function byId<Item extends { id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

type Changes<Item> = {
  whole: readonly Item[];
  changed: readonly ChangedFields[] | undefined;
  removed: readonly string[];
};

/**
 * The items with what changed, those named last at the end; null when a change is of none of them. The
 * same map when nothing in it changed, so that what is derived from it is not derived again.
 */
function patched<Item extends { id: string }>(
  before: ReadonlyMap<string, Item>,
  { whole, changed = [], removed }: Changes<Item>,
  parse: (item: object) => Item | null,
): ReadonlyMap<string, Item> | null {
  if (whole.length === 0 && changed.length === 0 && removed.length === 0) return before;
  const after = new Map(before);
  for (const id of removed) after.delete(id);
  for (const item of whole) put(after, item);
  for (const { id, fields } of changed) {
    const known = after.get(id);
    const item = known === undefined ? null : parse(withFields(known, fields));
    if (item === null) return null;
    put(after, item);
  }
  return after;
}

function put<Item extends { id: string }>(items: Map<string, Item>, item: Item): void {
  items.delete(item.id);
  items.set(item.id, item);
}

const parseCard = (item: object): Session | null => sessionSchema.safeParse(item).data ?? null;

const parseTask = (item: object): Task | null => taskSchema.safeParse(item).data ?? null;
