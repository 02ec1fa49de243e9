import { shownSession } from '@claude-monitor/fold';
import { type ShareScope } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { WorkspaceState } from './workspace-state.ts';
import type { Answer } from '../rpc.ts';

/** A run that turns out to be part of a declared session is shown as that from then on: its link too. */
export function scopeNow(workspaceState: WorkspaceState, scope: ShareScope): ShareScope {
  if (scope.kind !== 'session' || !workspaceState.has(scope.session)) return scope;
  return { kind: 'session', session: shownSession(workspaceState.state, scope.session) };
}

/** A session by its internal id, however it was named; `isKnown`: history has one of this id. */
export function resolvedScope(
  workspaceState: WorkspaceState,
  scope: ShareScope,
  isKnown: boolean,
): Answer<ShareScope> {
  if (scope.kind !== 'session') return { ok: true, value: scope };
  const session = workspaceState.find(scope.session) ?? (isKnown ? scope.session : null);
  if (session === null) return refuse('not_found', 'Session not found.');
  return { ok: true, value: { kind: 'session', session } };
}
