import { gzipSync } from 'node:zlib';
import { noStateTimes, noUsage, TIME, type Session, type Task } from '@claude-monitor/protocol';
import { exampleSession, exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import type {
  ActivityHourRow,
  BlockRow,
  EdgeHourRow,
  ErrorHourRow,
  FlushBatch,
  SessionRow,
  TaskRow,
  UsageHourRow,
} from '../rows.ts';
import type { RequestRow } from './requests.fixture.ts';

/** Midnight of a UTC day, and its eleventh hour. */
export const DAY = Date.UTC(2026, 4, 4);
export const HOUR = DAY + 11 * TIME.hourMs;

/** Rows as a hub would send them; a test names what it is about. */
export const batchOf = (part: Partial<FlushBatch> = {}): FlushBatch => ({
  workspace: 'team',
  epoch: 1,
  toSeq: 100,
  sessions: [],
  tasks: [],
  requestChunks: [],
  usageHours: [],
  activityHours: [],
  errorHours: [],
  edgeHours: [],
  blocks: [],
  ...part,
});

export const sessionOf = (part: Partial<Session> = {}): Session =>
  exampleSession('session-1', HOUR, { sessionId: 'infra-001', ...part });

export const taskOf = (part: Partial<Task> = {}): Task =>
  exampleTask('task-1', HOUR, {
    taskId: 'TASK-1',
    status: 'started',
    session: 'session-1',
    agentName: 'infrastructure-specialist',
    startedAt: HOUR,
    ...part,
  });

type Stamp = { run?: string; rev?: number };

export const sessionRow = (
  part: Partial<Session> = {},
  { run, rev = 1 }: Stamp = {},
): SessionRow => {
  const view = sessionOf(part);
  return { view, run: run ?? view.id, isGone: false, rev };
};

export const taskRow = (part: Partial<Task> = {}, { rev = 1 }: Stamp = {}): TaskRow => ({
  task: taskOf(part),
  isGone: false,
  rev,
});

/** A session that was joined with another, or is shown as one, and a task. */
export const removedSession = (
  id: string,
  rev: number,
  { sessionId = 'infra-001', shownAs = null }: { sessionId?: string; shownAs?: string | null } = {},
): SessionRow => ({
  id,
  sessionId,
  isGone: true,
  shownAs,
  rev,
});

export const removedTask = (id: string, rev: number): TaskRow => ({ id, isGone: true, rev });

const dimensions = {
  owner: 'session-1',
  run: 'session-1',
  hour: HOUR,
  agentId: '',
  task: '',
  model: 'opus',
  labels: '',
  provenance: 'measured',
  agent: 'infrastructure-specialist',
  project: '',
  user: '',
} as const;

export const usageHour = (part: Partial<UsageHourRow> = {}): UsageHourRow => ({
  ...dimensions,
  ...noUsage(),
  clientCostMicros: 0,
  rev: 1,
  ...part,
});

export const requestRow = (part: Partial<RequestRow> = {}): RequestRow => ({
  ...dimensions,
  ...noUsage(),
  key: 'req-1',
  at: HOUR,
  clientCostMicros: 0,
  rev: 1,
  ...part,
});

export const activityHour = (part: Partial<ActivityHourRow> = {}): ActivityHourRow => ({
  owner: 'session-1',
  run: 'session-1',
  hour: HOUR,
  agent: 'infrastructure-specialist',
  project: '',
  user: '',
  tasksStarted: 0,
  tasksDone: 0,
  tasksFailed: 0,
  errors: 0,
  toolCalls: 0,
  ...noStateTimes(),
  rev: 1,
  ...part,
});

export const errorHour = (part: Partial<ErrorHourRow> = {}): ErrorHourRow => ({
  owner: 'session-1',
  run: 'session-1',
  hour: HOUR,
  fingerprint: 'timeout',
  agent: 'infrastructure-specialist',
  sessionId: 'infra-001',
  errorType: 'Timeout',
  message: 'no answer',
  severity: 'high',
  count: 1,
  firstAt: HOUR + 1,
  lastAt: HOUR + 1,
  rev: 1,
  ...part,
});

export type RawEvent = { id: string; type: string; time: number; source: string };

export const eventOf = (id: string, time = HOUR): RawEvent => ({
  id,
  type: 'prompt',
  time,
  source: 'api',
});

export const blockOf = (firstSeq: number, events: RawEvent[], session = 'session-1'): BlockRow => ({
  session,
  firstSeq,
  lastSeq: firstSeq + events.length - 1,
  fromAt: Math.min(...events.map((event) => event.time)),
  toAt: Math.max(...events.map((event) => event.time)),
  count: events.length,
  data: new Uint8Array(gzipSync(JSON.stringify(events))),
});

export const edgeHour = (part: Partial<EdgeHourRow> = {}): EdgeHourRow => ({
  owner: 'session-1',
  run: 'session-1',
  hour: HOUR,
  agentId: '',
  project: '',
  kind: 'handover',
  toSession: '',
  toSessionId: '',
  toAgent: '',
  agent: 'infrastructure-specialist',
  fromAgent: '',
  count: 1,
  length: 0,
  lastAt: HOUR,
  rev: 1,
  ...part,
});
