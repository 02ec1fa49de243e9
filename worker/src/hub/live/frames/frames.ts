import { shownSession, totalsView, type Changes } from '@claude-monitor/fold';
import {
  LIMITS,
  type IncidentsPart,
  LIVE_PROTOCOL,
  STATE_LIMITS,
  type HelloFrame,
  type Line,
  type PatchFrame,
} from '@claude-monitor/protocol';
import { cursorOf } from '../../../domain/cursor.ts';
import type { WorkspaceState } from '../../state/workspace-state.ts';

export function helloFrame(about: {
  workspace: string;
  now: number;
  isAdmin: boolean;
}): HelloFrame {
  return { type: 'hello', protocol: LIVE_PROTOCOL, ...about, limits: STATE_LIMITS };
}

/** From which position to which a frame leads, and when it was made. */
export type Step = { from: number; to: number; now: number };

/** What changed, as absolute values. */
export function patchFrame(
  workspaceState: WorkspaceState,
  { from, to, now }: Step,
  {
    changes,
    incidents,
    ...lines
  }: { changes: Changes; lines: Line[]; moreLines: number; incidents: IncidentsPart },
): PatchFrame {
  const { epoch } = workspaceState.progress;
  return {
    type: 'patch',
    from: cursorOf({ epoch, seq: from }),
    to: cursorOf({ epoch, seq: to }),
    at: now,
    sessions: [...changes.sessions].flatMap((id) => workspaceState.session(id) ?? []),
    tasks: [...changes.tasks].flatMap((id) => workspaceState.task(id) ?? []),
    // What came back since is among the rest.
    removed: {
      sessions: [...changes.goneSessions].filter((id) => workspaceState.session(id) === null),
      tasks: [...changes.goneTasks].filter((id) => workspaceState.task(id) === null),
    },
    totals: totalsView(workspaceState.state),
    series: [...changes.series].flatMap((key) => workspaceState.state.series.get(key) ?? []),
    ...lines,
    ...(incidents.items.length === 0 ? {} : { incidents }),
  };
}

/** What a viewer missed since its cursor (rule HUB2); null: more than it is sent, or than is known. */
export function resumeFrame(
  workspaceState: WorkspaceState,
  step: Step,
  { lines, incidents }: { lines: readonly Line[]; incidents: IncidentsPart },
): PatchFrame | null {
  const { state } = workspaceState;
  const missed = workspaceState.recent.since(step.from);
  if (missed === null) return null;
  const ids = [...missed.sessions];
  const changes: Changes = {
    sessions: new Set(ids),
    tasks: missed.tasks,
    // Of a run that is shown as another session now.
    goneSessions: new Set(ids.filter((id) => shownSession(state, id) !== id)),
    goneTasks: new Set(),
    series: new Set(state.series.keys()),
  };
  const newest = lines.slice(-LIMITS.linesPerFrame);
  return patchFrame(workspaceState, step, {
    changes,
    lines: newest,
    moreLines: 0,
    incidents,
  });
}

/** For who stands where the others do. */
export function emptyPatch(
  workspaceState: WorkspaceState,
  { position, now }: { position: number; now: number },
): PatchFrame {
  const at = cursorOf({ epoch: workspaceState.progress.epoch, seq: position });
  const none = { sessions: [], tasks: [] };
  return {
    type: 'patch',
    from: at,
    to: at,
    at: now,
    ...none,
    removed: none,
    series: [],
    lines: [],
    moreLines: 0,
  };
}
