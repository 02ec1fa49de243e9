import {
  LIMITS,
  type Incident,
  type IncidentsPart,
  type Session,
  type ChangedFields,
  type Line,
  type PatchFrame,
  type SeriesCell,
  type SnapshotFrame,
  type Task,
} from '@claude-monitor/protocol';
import { byteLength } from '../../storage/byte-length.ts';

/** Lines ride in one piece, with the totals. */
const LINES_BYTES = 96 * 1024;
const PIECE_BYTES = LIMITS.snapshotPieceBytes - LINES_BYTES - 16 * 1024;

export const sizeOf = (item: unknown): number => byteLength(JSON.stringify(item));

/** The first ones, as many as fit; the rest is not looked at. */
export function within<Item>(items: readonly Item[], mostBytes: number): Within<Item> {
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    const size = sizeOf(item);
    if (bytes + size > mostBytes) return { items: items.slice(0, index), bytes };
    bytes += size;
  }
  return { items: [...items], bytes };
}

type Within<Item> = { items: Item[]; bytes: number };

/** The newest, which stand last. */
const newestLines = (lines: readonly Line[]): Line[] =>
  within([...lines].reverse(), LINES_BYTES).items.reverse();

/**
 * A snapshot that is not larger than it may be: what stands first stays, the rest is counted. Tasks and
 * incidents have parts of their own, so that many sessions do not leave none of them.
 */
export function fitted(frame: SnapshotFrame, mostBytes: number): SnapshotFrame {
  const series = within(frame.series ?? [], mostBytes / 4);
  const ofTasks = within(frame.tasks, Math.min(LIMITS.snapshotTaskBytes, mostBytes / 4)).bytes;
  const ofIncidents = Math.min(LIMITS.snapshotIncidentBytes, mostBytes / 8);
  const incidents = within(frame.incidents?.items ?? [], ofIncidents);
  const rest = mostBytes - series.bytes - incidents.bytes;
  const sessions = within(frame.sessions, rest - ofTasks);
  const tasks = within(frame.tasks, rest - sessions.bytes);
  const more = frame.more ?? { sessions: 0, tasks: 0 };
  return {
    ...frame,
    sessions: sessions.items,
    tasks: tasks.items,
    series: series.items,
    lines: newestLines(frame.lines ?? []),
    ...(frame.incidents === undefined
      ? {}
      : { incidents: { ...frame.incidents, items: incidents.items } }),
    more: {
      sessions: more.sessions + frame.sessions.length - sessions.items.length,
      tasks: more.tasks + frame.tasks.length - tasks.items.length,
    },
  };
}

/** A snapshot in pieces no larger than a frame may be (rule HUB7); the first carries what is there once. */
export function snapshotPieces(frame: SnapshotFrame): SnapshotFrame[] {
  const { type, to, at, totals, lines, incidents, more } = frame;
  const first = { ...(totals === undefined ? {} : { totals }), lines, more };
  const pieces = pack([
    ...frame.sessions.map((session) => ({ session })),
    ...frame.tasks.map((task) => ({ task })),
    ...(frame.series ?? []).map((cell) => ({ cell })),
    ...(incidents?.items ?? []).map((incident) => ({ incident })),
  ]);
  return pieces.map((piece, part) => ({
    type,
    to,
    at,
    part,
    parts: pieces.length,
    sessions: piece.flatMap((item) => item.session ?? []),
    tasks: piece.flatMap((item) => item.task ?? []),
    series: piece.flatMap((item) => item.cell ?? []),
    ...incidentsOf(piece, incidents),
    ...(part === 0 ? first : {}),
  }));
}

/**
 * A patch in pieces, of which only the last moves the viewer on; null when it is larger than a patch may
 * be: then a snapshot takes its place.
 */
export function patchPieces(frame: PatchFrame, mostBytes: number): PatchFrame[] | null {
  const { totals, lines, moreLines, incidents, ...rest } = frame;
  if (!isWithin(frame, mostBytes)) return null;
  const items = itemsOf(frame);
  const kept = newestLines(lines);
  const last = {
    ...(totals === undefined ? {} : { totals }),
    lines: kept,
    moreLines: moreLines + lines.length - kept.length,
  };
  const pieces = pack(items);
  return pieces.map((piece, part) => ({
    ...rest,
    to: part === pieces.length - 1 ? frame.to : frame.from,
    sessions: piece.flatMap((item) => item.session ?? []),
    tasks: piece.flatMap((item) => item.task ?? []),
    ...(rest.changed === undefined
      ? {}
      : {
          changed: {
            sessions: piece.flatMap((item) => item.changedCard ?? []),
            tasks: piece.flatMap((item) => item.changedTask ?? []),
          },
        }),
    series: piece.flatMap((item) => item.cell ?? []),
    removed: {
      sessions: piece.flatMap((item) => item.removedSession ?? []),
      tasks: piece.flatMap((item) => item.removedTask ?? []),
    },
    ...incidentsOf(piece, incidents),
    ...(part === pieces.length - 1 ? last : { lines: [], moreLines: 0 }),
  }));
}

/** How many stand is said where some are named: with a patch that names none, nothing of them changed. */
function incidentsOf(
  piece: readonly Item[],
  whole: IncidentsPart | undefined,
): { incidents?: IncidentsPart } {
  const items = piece.flatMap(({ incident }) => incident ?? []);
  return whole === undefined || (items.length === 0 && whole.items.length > 0)
    ? {}
    : { incidents: { ...whole, items } };
}

/** Whether a patch is no larger than it may be. */
export function isWithin(frame: PatchFrame, mostBytes: number): boolean {
  const items = itemsOf(frame);
  if ((frame.incidents?.items.length ?? 0) > LIMITS.incidentsPerFrame) return false;
  return within(items, mostBytes).items.length === items.length;
}

const itemsOf = (frame: PatchFrame): Item[] => [
  ...frame.sessions.map((session) => ({ session })),
  ...frame.tasks.map((task) => ({ task })),
  ...(frame.changed?.sessions ?? []).map((changedCard) => ({ changedCard })),
  ...(frame.changed?.tasks ?? []).map((changedTask) => ({ changedTask })),
  ...frame.series.map((cell) => ({ cell })),
  ...(frame.incidents?.items ?? []).map((incident) => ({ incident })),
  ...frame.removed.sessions.map((removedSession) => ({ removedSession })),
  ...frame.removed.tasks.map((removedTask) => ({ removedTask })),
];

type Item = {
  session?: Session;
  task?: Task;
  changedCard?: ChangedFields;
  changedTask?: ChangedFields;
  cell?: SeriesCell;
  incident?: Incident;
  removedSession?: string;
  removedTask?: string;
};

/** Parts a list so that no piece is larger than a frame may be; at least one piece. */
function pack(items: readonly Item[]): Item[][] {
  const pieces: Item[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (bytes + size > PIECE_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(item);
    bytes += size;
  }
  return pieces;
}
