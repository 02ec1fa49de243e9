import { totalsView } from '@claude-monitor/fold';
import {
  LIMITS,
  type IncidentsPart,
  type Session,
  type Line,
  type SnapshotFrame,
  type Task,
} from '@claude-monitor/protocol';
import { cursorOf } from '../../../domain/cursor.ts';
import type { Audience } from '../audience.ts';
import type { Step } from './frames.ts';
import type { WorkspaceState } from '../../state/workspace-state.ts';

/**
 * The workspace as an audience sees it (rule HUB7): every open session that waits or has an open tool call, then
 * the newest, and the newest tasks; how many more there are is said.
 */
export function snapshotFrame(
  workspaceState: WorkspaceState,
  audience: Audience,
  {
    to,
    now,
    lines,
    incidents,
  }: Omit<Step, 'from'> & { lines: readonly Line[]; incidents: IncidentsPart },
): SnapshotFrame {
  const { state, progress } = workspaceState;
  const { newest } = workspaceState;
  const keys = newest.sessions(LIMITS.snapshotSessions);
  const sessions = newest.attemptsOf(keys).flatMap((id) => audience.showSession(id));
  sessions.sort((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)) || b.lastAt - a.lastAt);
  const tasks = newest.tasks(LIMITS.snapshotTasks).flatMap((id) => audience.showTask(id));
  workspaceState.endRead();
  tasks.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.lastAt - a.lastAt);
  return {
    type: 'snapshot',
    to: cursorOf({ epoch: progress.epoch, seq: to }),
    at: now,
    part: 0,
    parts: 1,
    sessions: sessions.slice(0, LIMITS.snapshotSessions),
    tasks: tasks.slice(0, LIMITS.snapshotTasks),
    // Neither cells nor sums tell of which project or session they are: of a part there are none.
    series: audience.isNarrow ? [] : [...state.series.values()].sort((a, b) => b.at - a.at),
    ...(audience.isNarrow ? {} : { totals: totalsView(state) }),
    lines: audience.lines(lines),
    incidents: audience.incidents(incidents),
    // Of a part it is not known how many more there are: nobody counts them.
    more: {
      sessions: Math.max(
        0,
        (audience.isNarrow ? sessions.length : state.totals.sessions) - LIMITS.snapshotSessions,
      ),
      tasks: Math.max(
        0,
        (audience.isNarrow ? tasks.length : state.totals.tasks) - LIMITS.snapshotTasks,
      ),
    },
  };
}

const isUrgent = (session: Session): boolean =>
  session.endedAt === null && (session.turn?.state === 'waiting' || session.openTools.length > 0);

const isOpen = (task: Task): boolean => task.status === 'started';
