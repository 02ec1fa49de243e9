import { identityOf, ownerOf, openTrackAt, userOf, type FoldState } from '@claude-monitor/fold';
import type { Contribution, Owner } from '@claude-monitor/fold';
import { labelsOfText, sessionKeyOf, type BudgetScope } from '@claude-monitor/protocol';
import type { WorkspaceState } from '../state/workspace-state.ts';

/** What a budget can be about, of one request or of one who is at work. */
export type Whose = {
  /** Internal id of the session's attempt. */
  attempt: string;
  sessionId: string;
  project: string | null;
  agent: string;
  user: string | null;
  /** Internal id. */
  task: string;
  hasLabel: (key: string, value: string) => boolean;
};

/** Whether a budget is about it. */
export function isAbout(scope: BudgetScope, whose: Whose): boolean {
  switch (scope.kind) {
    case 'workspace':
      return true;
    case 'project':
      return whose.project === scope.name;
    case 'agent':
      return whose.agent === scope.name;
    case 'user':
      return whose.user === scope.name;
    case 'session':
      return whose.attempt === scope.name || whose.sessionId === scope.name;
    case 'task':
      return whose.task === scope.name;
    case 'label':
      return whose.hasLabel(scope.key, scope.value);
  }
}

/** Whose usage a contribution is; null: its session is gone. */
export function whoseUsage(state: FoldState, part: Contribution): Whose | null {
  const session = state.sessions.get(part.ownerSession);
  const attempt = session?.attempts.find(({ id }) => id === part.owner);
  if (session === undefined || attempt === undefined) return null;
  return {
    ...ownedBy(state, { session, attempt }),
    task: part.task,
    hasLabel: (key, value) =>
      labelsOfText(part.labels).some((label) => label[0] === key && label[1] === value),
  };
}

/**
 * For whom a subagent of a run works now, or its main loop (`agent` null), as the next request would be counted;
 * null: nothing is known of the run.
 */
export function whoseWork(
  workspaceState: WorkspaceState,
  {
    session,
    agent,
    device,
    now,
  }: { session: string; agent: string | null; device: string | null; now: number },
): Whose | null {
  const { state } = workspaceState;
  const run =
    state.sessions.get(sessionKeyOf(session, device ?? '')) ?? newestOf(workspaceState, session);
  if (run === undefined) return null;
  const owner = ownerOf(state, run, { agentId: agent ?? '', at: now });
  const since = owner.attempt.from;
  const open = openTrackAt(state, owner.session.key, { since, at: now });
  const labels = workspaceState.session(owner.attempt.id)?.labels ?? [];
  return {
    ...ownedBy(state, owner),
    task: open?.task ?? '',
    hasLabel: (key, value) =>
      labels.some((label) => label.key === key && label.values.includes(value)),
  };
}

function newestOf(workspaceState: WorkspaceState, session: string) {
  const { sessions, attempts } = workspaceState.state;
  const id = workspaceState.find(session);
  return id === null ? undefined : sessions.get(attempts.get(id) ?? id);
}

function ownedBy(
  state: FoldState,
  { session, attempt }: Owner,
): Pick<Whose, 'attempt' | 'sessionId' | 'project' | 'agent' | 'user'> {
  const { agentName, project } = identityOf(session, attempt);
  return {
    attempt: attempt.id,
    sessionId: session.sessionId,
    project,
    agent: agentName,
    user: userOf(state.sessions, session) ?? null,
  };
}
