import { decodeState, encodeState } from '../codec.ts';
import {
  newSession,
  newSubagent,
  type Attempt,
  type SessionRecord,
  type Subagent,
} from '../sessions/session.ts';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import type { TaskRecord, TaskRecords } from '../tasks/records.ts';
import { decodeMinutes, encodeMinutes, type StoredMinutes } from './minutes-text.ts';
import type { Columns, RecordKind, ListStatus } from './port.ts';
import type { RecordCodec } from './record-cache.ts';

/** A decoded record takes some times the memory of its text. */
const BYTES_PER_CHARACTER = 4;
const RECORD_BYTES = 600;

const bytesOf = (_: unknown, bodyLength: number): number =>
  RECORD_BYTES + bodyLength * BYTES_PER_CHARACTER;

// Storage is written by these codecs alone and migrated by version, so the shapes are known.

export const sessionCodec: RecordCodec<SessionRecord> = {
  kind: 'session',
  encode: (session) => {
    const { key, sessionId } = session;
    const stored = differing(session, newSession(key, sessionId));
    const attempts = session.attempts.map(storedAttempt);
    return encodeState({ key, sessionId, ...stored, attempts });
  },
  decode: (body) => {
    const stored = decodeState(body) as StoredSession;
    const attempts = stored.attempts.map(attemptOf);
    return { ...newSession(stored.key, stored.sessionId), ...stored, attempts };
  },
  bytes: bytesOf,
  columns: columnsOf,
};

/** An earlier version stored minutes as maps. */
type StoredAttempt = Omit<Attempt, 'figures'> & {
  figures: Omit<Attempt['figures'], 'minutes'> & {
    minutes: Attempt['figures']['minutes'] | StoredMinutes;
  };
};

type StoredSession = Pick<SessionRecord, 'key' | 'sessionId'> &
  Partial<Omit<SessionRecord, 'attempts'>> & { attempts: StoredAttempt[] };

const storedAttempt = (attempt: Attempt): StoredAttempt => ({
  ...attempt,
  figures: { ...attempt.figures, minutes: encodeMinutes(attempt.figures.minutes) },
});

function attemptOf({ figures, ...attempt }: StoredAttempt): Attempt {
  const { minutes } = figures;
  const decoded = minutes instanceof Map ? minutes : decodeMinutes(minutes);
  return { ...attempt, figures: { ...figures, minutes: decoded } };
}

export const attemptCodec: RecordCodec<string> = {
  kind: 'attempt',
  encode: (session) => session,
  decode: (body) => body,
  bytes: bytesOf,
};

export const subagentCodec: RecordCodec<Subagent> = {
  kind: 'subagent',
  encode: (subagent) => {
    const { agentId } = subagent;
    return encodeState({ agentId, ...differing(subagent, newSubagent(agentId)) });
  },
  decode: (body) => {
    const stored = decodeState(body) as Pick<Subagent, 'agentId'> & Partial<Subagent>;
    return { ...newSubagent(stored.agentId), ...stored };
  },
  bytes: bytesOf,
};

export const plainCodec = <Value>(kind: RecordKind): RecordCodec<Value> => ({
  kind,
  encode: (value) => encodeState(value),
  decode: (body) => decodeState(body) as Value,
  bytes: bytesOf,
});

export const TASK_KINDS = {
  tracks: 'track',
  tasks: 'task',
  longDependencies: 'dependencies',
  sessionTasks: 'session_tasks',
  scopes: 'task_scope',
  taskNames: 'task_name',
  planGroups: 'plan_group',
  prompts: 'prompts',
  lists: 'list',
  timePages: 'time_page',
  spanPages: 'span_page',
  completionPages: 'completion_page',
  statusPages: 'status_page',
  partPages: 'part_page',
} as const satisfies Record<keyof TaskRecords, RecordKind>;

/** The fields that are not as a new record has them: what is as usual is not stored. */
function differing<Value extends object>(value: Value, usual: Value): Partial<Value> {
  const stored: Partial<Value> = {};
  for (const name of Object.keys(value) as (keyof Value)[]) {
    if (!isUsual(value[name], usual[name])) stored[name] = value[name];
  }
  return stored;
}

function isUsual(value: unknown, usual: unknown): boolean {
  if (value === usual) return true;
  if (Array.isArray(value) && Array.isArray(usual)) return value.length + usual.length === 0;
  if (value instanceof Map && usual instanceof Map) return value.size + usual.size === 0;
  return false;
}

export const taskCodec: RecordCodec<TaskRecord> = {
  ...plainCodec<TaskRecord>('task'),
  columns: ({ lastAt, isOpen }) => ({
    lastAt,
    status: isOpen ? 'open' : 'closed',
    namedId: null,
  }),
};

/** A universal id is its own key; one of a device is looked up. */
function columnsOf(session: SessionRecord): Columns {
  const { key, sessionId, lastAt } = session;
  const namedId = sessionKeyOf(sessionId, '') === key ? null : sessionId;
  return { lastAt, status: listStatusOf(session), namedId };
}

/** Whether the newest attempt ended, and whether somebody or something is waited for. */
export function listStatusOf(session: SessionRecord): ListStatus {
  const end = session.ends.at(-1);
  const start = session.starts.at(-1);
  const isEnded = end !== undefined && (start === undefined || start.at <= end.at);
  if (isEnded || session.shownAs !== null || !session.hasOwnEvents) return 'closed';
  const isWaiting = session.turn?.value.state === 'waiting' || session.openCalls.size > 0;
  return isWaiting || session.remindedAt > 0 ? 'attention' : 'open';
}
