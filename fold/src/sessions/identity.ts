import { attemptUntil } from './attempts.ts';
import { DEFAULT_AGENT, type Attempt, type SessionRecord } from './session.ts';
import { firstFrom } from '../facts/timeline.ts';

export type Identity = {
  agentName: string;
  /** As declared; the telemetry's own model stays with each request. */
  declaredModel: string | null;
  project: string | null;
  isDeclared: boolean;
};

/** Who a session is: its declarations, the later one first; else what its events said of themselves. */
export function identityOf(session: SessionRecord, attempt: Attempt): Identity {
  const until = attemptUntil(session, attempt);
  let agentName: string | null = null;
  let declaredModel: string | null = null;
  let project: string | null = null;
  let isDeclared = false;
  for (let index = firstFrom(session.starts, until) - 1; index >= 0; index--) {
    const start = session.starts[index];
    if (start === undefined || start.at < attempt.from) break;
    if (!start.isDeclaration) continue;
    isDeclared = true;
    agentName ??= start.agentName;
    declaredModel ??= start.model;
    project ??= start.project;
    if (agentName !== null && declaredModel !== null && project !== null) break;
  }
  return {
    agentName: agentName ?? session.agentName?.value ?? DEFAULT_AGENT,
    declaredModel,
    project: project ?? session.project?.value ?? null,
    isDeclared,
  };
}
