import type { TelemetryEvent } from '../event.ts';
import { sessionKeyOf } from '../ids.ts';
import { attemptAt } from './attempts.ts';
import { isMeasuredCard } from './contribution.ts';
import { insertByTime, type Session } from './session.ts';
import { resettle, resettleCard, type FoldContext } from './settle.ts';
import { newest, RANKS, type Stamp, type Stamped } from './stamp.ts';
import { sessionOf, type FoldState } from './state.ts';

/** Notes that a call for this session was made in another one: it works for this card from now on. */
export function noteLink(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  if (event.parentSessionId === undefined) return false;
  const runKey = sessionKeyOf(event.parentSessionId, event.device ?? '');
  const run = sessionOf(state, runKey, event.parentSessionId);
  if (run === session) return false;
  const instance = event.agentId ?? '';
  const links = run.links.get(instance) ?? [];
  run.links.set(instance, links);
  const id = event.toolUseId ?? event.id;
  if (links.some((link) => link.id === id && link.session === session.key)) return false;
  const attempt = attemptAt(session, event.time);
  const wasMeasured = isMeasuredCard(state.sessions, session, attempt);
  insertByTime(links, { at: event.time, id, session: session.key });
  if (!session.runs.includes(run.key)) {
    session.runs.push(run.key);
    session.runs.sort();
  }
  resettle(state, run, event.time, context);
  if (!wasMeasured && isMeasuredCard(state.sessions, session, attempt)) {
    resettleCard(state, session, 0, context);
  }
  return true;
}

/** Notes what an event says of who sent it; tells whether that changes whom figures are grouped under. */
export function noteIdentity(
  session: Session,
  event: TelemetryEvent,
): 'project' | 'agent or user' | null {
  const { agentName, user, project } = session;
  const stamp = { rank: RANKS.intent[event.source], time: event.time, id: event.id };
  const record = { ...stamp, rank: RANKS.record[event.source] };
  // A declaration names the agent of its own attempt only.
  if (event.type !== 'session.start') {
    session.agentName = note(agentName, stamp, event.agentName);
  }
  session.user = note(user, stamp, event.user);
  session.device = note(session.device, record, event.device);
  session.model = note(session.model, record, event.model);
  // A task call's project is the task's; any other event's is the session's.
  if (event.taskId === undefined) session.project = note(project, stamp, event.project);
  if (project?.value !== session.project?.value) return 'project';
  const isSame =
    agentName?.value === session.agentName?.value && user?.value === session.user?.value;
  return isSame ? null : 'agent or user';
}

const note = (
  known: Stamped<string> | null,
  stamp: Stamp,
  value: string | undefined,
): Stamped<string> | null => (value === undefined ? known : newest(known, { ...stamp, value }));
