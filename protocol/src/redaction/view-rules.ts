import type { Session, Line, SeriesCell, Task } from '../live/view.ts';
import type { Incident } from '../incidents/incident.ts';
import type { RuleFor, RulesOf } from './rules.ts';

/** What a redacted audience sees of sessions, tasks, lines and the last hour's cells. */

export const SESSION_RULES: RulesOf<Session> = {
  id: 'sealed',
  sessionId: 'session',
  attempt: 'shown',
  run: { id: 'sealed', sessionId: 'session' },
  agentName: 'agent',
  model: 'model',
  project: 'project',
  user: 'person',
  device: 'device',
  labels: 'empty',
  isDeclared: 'shown',
  startedAt: 'shown',
  endedAt: 'shown',
  lastAt: 'shown',
  turn: { state: 'shown', at: 'shown', reason: 'null' },
  openTools: { toolUseId: 'opaque', toolName: 'tool', startedAt: 'shown' },
  currentTask: {
    id: 'sealed',
    taskId: 'task',
    description: 'task text',
    progress: 'shown',
    startedAt: 'shown',
  },
  tasks: 'shown',
  context: 'shown',
  usage: 'shown',
  isReportedCounted: 'shown',
  clientCostMicros: 'shown',
  completeness: 'shown',
  errors: 'shown',
  lastError: { type: 'error', message: 'blank', severity: 'shown', at: 'shown' },
  lastFailedTask: { taskId: 'task', description: 'task text', at: 'shown' },
  lastTask: { taskId: 'task', description: 'task text', status: 'shown', at: 'shown' },
  toolCalls: 'shown',
  subagents: 'shown',
  pulse: 'shown',
  changedSeq: 'shown',
};

export const TASK_RULES: RulesOf<Task> = {
  id: 'sealed',
  taskId: 'task',
  description: 'task text',
  priority: 'shown',
  status: 'shown',
  progress: 'shown',
  outcome: 'shown',
  session: 'sealed',
  agentName: 'agent',
  project: 'project',
  isImplied: 'shown',
  startedAt: 'shown',
  endedAt: 'shown',
  durationMs: 'shown',
  tries: 'shown',
  waitedMs: 'shown',
  dependsOn: 'task',
  workers: { session: 'sealed', agentName: 'agent', status: 'shown', at: 'shown' },
  origin: 'shown',
  usage: 'shown',
  lastAt: 'shown',
  changedSeq: 'shown',
};

type Reported = RuleFor<string | null>;

const LINE_TEXTS: Record<Line['kind'], { subject: Reported; detail: Reported }> = {
  session_started: { subject: 'null', detail: 'null' },
  session_ended: { subject: 'null', detail: 'null' },
  waiting: { subject: 'null', detail: 'null' },
  task_started: { subject: 'task', detail: 'null' },
  task_progressed: { subject: 'task', detail: 'null' },
  task_done: { subject: 'task', detail: 'null' },
  task_failed: { subject: 'task', detail: 'null' },
  task_cancelled: { subject: 'task', detail: 'null' },
  error: { subject: 'error', detail: 'null' },
  handover: { subject: 'agent', detail: 'null' },
  subagent_started: { subject: 'agent', detail: 'null' },
  prometheus_asked: { subject: 'null', detail: 'null' },
  compaction: { subject: 'null', detail: 'null' },
};

export const LINE_RULES: RulesOf<Line> = {
  // That of the event, which its sender chose.
  id: 'opaque',
  at: 'shown',
  session: 'sealed',
  agentName: 'agent',
  kind: 'shown',
  subject: ({ kind }) => LINE_TEXTS[kind].subject,
  detail: ({ kind }) => LINE_TEXTS[kind].detail,
  severity: 'shown',
  durationMs: 'shown',
};

export const SERIES_RULES: RulesOf<SeriesCell> = {
  at: 'shown',
  agentName: 'agent',
  model: 'model',
  inputTokens: 'shown',
  outputTokens: 'shown',
  cacheReadTokens: 'shown',
  cacheCreationTokens: 'shown',
  costMicros: 'shown',
  errors: 'shown',
};

export const INCIDENT_RULES: RulesOf<Incident> = {
  id: 'internal',
  kind: 'shown',
  openedAt: 'shown',
  since: 'shown',
  updatedAt: 'shown',
  resolvedAt: 'shown',
  resolution: 'shown',
  session: { id: 'sealed', sessionId: 'session' },
  agentName: 'agent',
  model: 'model',
  project: 'project',
  task: { id: 'sealed', taskId: 'task', description: 'task text' },
  // It names tools, tasks, types of errors and what an agent waits for.
  reason: { code: 'shown', detail: 'null', count: 'shown', of: 'shown' },
  evidence: 'empty',
  acknowledged: { by: 'person', at: 'shown' },
  snoozedUntil: 'shown',
  assignee: 'person',
};
