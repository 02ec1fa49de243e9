import type { Session, Task } from '@claude-monitor/protocol/live/view';
import { sessionView } from '../views/session-view.ts';
import { taskView } from '../views/task-view.ts';
import { sessionIds, taskIds, type Folded } from './picture.fixture.ts';

/** The sessions shown under a caller's session id, the first attempt first. */
export function sessionsOf(folded: Folded, sessionId: string): Session[] {
  const sessions = sessionIds(folded).flatMap((id) => sessionView(folded.state, id) ?? []);
  return sessions
    .filter((session) => session.sessionId === sessionId)
    .sort((a, b) => a.attempt - b.attempt);
}

export function sessionOf(folded: Folded, sessionId: string): Session {
  const [session, ...others] = sessionsOf(folded, sessionId);
  if (session === undefined || others.length > 0) throw new Error(`not one session: ${sessionId}`);
  return session;
}

export function taskOf(folded: Folded, taskId: string): Task {
  const tasks = taskIds(folded).flatMap((id) => taskView(folded.state, id) ?? []);
  const [task, ...others] = tasks.filter((item) => item.taskId === taskId);
  if (task === undefined || others.length > 0) throw new Error(`not one task: ${taskId}`);
  return task;
}
