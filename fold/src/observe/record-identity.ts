import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { SessionRecord } from '../sessions/session.ts';
import { isDeclaring, newest, RANKS, type Stamp, type Stamped } from '../facts/stamp.ts';
import { declaredProject } from '../tasks/track.ts';

/**
 * What an event changed of who sent it: what figures are grouped under, what is only shown, or only
 * who is believed next time.
 */
export type IdentityChange = 'project' | 'agent or user' | 'shown' | 'stamp' | null;

/** Notes what an event says of who sent it; figures are grouped under project, agent and user. */
export function recordIdentity(session: SessionRecord, event: TelemetryEvent): IdentityChange {
  const { agentName, user, project, device, model } = session;
  // A gateway, or the provider, is not whose session it is.
  const isRelayed = event.type === 'usage' && event.span?.isRelayed === true;
  const rank = RANKS.intent[event.source] - (isRelayed ? RELAYED : 0);
  const stamp = { rank, time: event.time, id: event.id };
  const record = { ...stamp, rank: RANKS.record[event.source] };
  // A declaration names the agent of its own attempt only, a subagent's event that subagent.
  const isDeclaration = event.type === 'session.start' && isDeclaring(event.source);
  if (!isDeclaration && event.agentId === undefined) {
    session.agentName = newestOf(agentName, stamp, event.agentName);
  }
  session.user = newestOf(user, stamp, event.user);
  session.device = newestOf(device, record, event.device);
  session.model = newestOf(model, record, event.model);
  // A task call's project is the task's; any other event's is the session's.
  if (event.taskId === undefined) {
    const isNamed = event.source === 'otlp' && !isRelayed;
    const named = { ...stamp, rank: isNamed ? NAMED_PROJECT : stamp.rank };
    session.project = newestOf(project, named, event.project);
  }
  const isOther = project?.value !== session.project?.value;
  // A task call's project is the declared one first, so it matters who says the same.
  if (isOther || declaredProject({ project }) !== declaredProject(session)) return 'project';
  if (agentName?.value !== session.agentName?.value || user?.value !== session.user?.value) {
    return 'agent or user';
  }
  if (device?.value !== session.device?.value || model?.value !== session.model?.value) {
    return 'shown';
  }
  const isSame =
    agentName === session.agentName &&
    user === session.user &&
    project === session.project &&
    device === session.device &&
    model === session.model;
  return isSame ? null : 'stamp';
}

const newestOf = (
  known: Stamped<string> | null,
  stamp: Stamp,
  value: string | undefined,
): Stamped<string> | null => (value === undefined ? known : newest(known, { ...stamp, value }));

const RELAYED = 0.5;

/**
 * Telemetry names a project only where its user did, or by the repository: that says more than the folder which
 * hooks and transcripts know, and less than a declaration.
 */
const NAMED_PROJECT = RANKS.intent.hook + 0.5;
