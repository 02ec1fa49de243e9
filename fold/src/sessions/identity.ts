import { attemptUntil } from './attempts.ts';
import type { Attempt, Session } from './session.ts';
import { firstFrom } from '../facts/timeline.ts';

/** The agent of a run that nobody declared and whose telemetry names no service. */
export const DEFAULT_AGENT = 'claude-code';

export type Identity = {
  agentName: string;
  /** As declared; the telemetry's own model stays with each request. */
  declaredModel: string | null;
  project: string | null;
  isDeclared: boolean;
};

/** Who a card is: its declarations, the later one first; else what its events said of themselves. */
export function identityOf(session: Session, attempt: Attempt): Identity {
  const until = attemptUntil(session, attempt);
  let agentName: string | null = null;
  let declaredModel: string | null = null;
  let project: string | null = null;
  let isDeclared = false;
  for (let index = firstFrom(session.starts, attempt.from); ; index++) {
    const start = session.starts[index];
    if (start === undefined || start.at >= until) break;
    if (!start.isDeclaration) continue;
    isDeclared = true;
    agentName = start.agentName ?? agentName;
    declaredModel = start.model ?? declaredModel;
    project = start.project ?? project;
  }
  return {
    agentName: agentName ?? session.agentName?.value ?? DEFAULT_AGENT,
    declaredModel,
    project: project ?? session.project?.value ?? null,
    isDeclared,
  };
}
