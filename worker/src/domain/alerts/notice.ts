import {
  incidentTitle,
  isModelName,
  type AlertField,
  type Delivery,
  type RuleKind,
  type Severity,
} from '@claude-monitor/protocol';
import type { AlertEvent, Message, Subject } from './sent-alert.ts';

/**
 * A message as one channel may have it: what its `shows` does not name is not in it, so it is neither
 * stored nor sent. Names and texts are as strangers wrote them; each platform's form makes them safe.
 */
export type Notice = {
  purpose: Delivery['purpose'];
  rule: RuleKind | null;
  title: string;
  severity: Severity | null;
  facts: { label: string; value: string }[];
  /** Free text. */
  text: string | null;
  /** When it happened, or since when it was so. */
  at: number;
  /** A recovery: when it ended. */
  endedAt: number | null;
  isLate: boolean;
  /** How many more it stands for. */
  more: number;
  /** It stands for several things alike, and its title says how many. */
  isSummary?: boolean;
  /** Closing words of ours, in place of times: a report says what it rests on. */
  note?: string;
  /** What was done about its incident, in words of ours. */
  status?: string;
  /** What was done just now, for the thread of a message that is changed. */
  change?: string;
  /** The page that shows it, below the monitor's own address. */
  path: string;
};

export function noticeOf(message: Message, shows: readonly AlertField[]): Notice {
  const { alertEvent, more, end } = message;
  const { subject, at, isLate, rule } = alertEvent;
  const may = new Set(shows);
  return {
    purpose: message.purpose,
    rule,
    title: titleOf(message, may),
    severity: alertEvent.error?.severity ?? null,
    facts: message.isOverflow ? [] : factsOf(subject, may),
    text: may.has('texts') && !message.isOverflow ? textOf(alertEvent) : null,
    at,
    endedAt: end?.at ?? null,
    isLate,
    more,
    ...(message.isOverflow ? { isSummary: true } : {}),
    path: pathOf(message),
  };
}

/** Of what happened at a moment, the page of the session at it, with what came before. */
function pathOf({ isOverflow, alertEvent: { rule, subject, at } }: Message): string {
  if (isOverflow) return '/';
  // Trouble of the service is about no session.
  if (subject.id === '') return '/inbox';
  const page = `/sessions/${encodeURIComponent(subject.id)}`;
  return rule === 'error' || rule === 'task_failed' ? `${page}?at=${String(at)}` : page;
}

export function testNotice(now: number): Notice {
  return {
    purpose: 'test',
    rule: null,
    title: 'Test message: Claude Monitor can reach this channel',
    severity: null,
    facts: [],
    text: null,
    at: now,
    endedAt: null,
    isLate: false,
    more: 0,
    path: '/',
  };
}

/** How many more, in words; empty for none. */
export const moreInWords = ({ more, isSummary = false }: Notice): string =>
  more === 0 || isSummary ? '' : `and ${more.toLocaleString('en')} more`;

type May = ReadonlySet<AlertField>;

function titleOf(message: Message, may: May): string {
  const { alertEvent, end, isOverflow, more } = message;
  if (isOverflow)
    return `${(more + 1).toLocaleString('en')} ${OVERFLOWS[alertEvent.rule]} in one minute`;
  const isNamed = may.has('agents') || alertEvent.rule === 'service';
  const who = isNamed ? alertEvent.subject.agentName : 'An agent';
  if (end === null) return `${who}${alertInWords(alertEvent, may)}`;
  if (end.how === 'session_ended') return `${who}: the session ended ${AFTER[alertEvent.rule]}`;
  return `${who}${recoveryInWords(alertEvent, may)}`;
}

function alertInWords({ rule, error, subject, isLate }: AlertEvent, may: May): string {
  switch (rule) {
    case 'error': {
      const type = may.has('errors') && error !== null ? ` ${error.type}` : '';
      return `: ${isLate ? 'earlier ' : ''}error${type}, severity ${error?.severity ?? 'unknown'}`;
    }
    case 'task_failed': {
      const after = may.has('errors') && error !== null ? ` after error ${error.type}` : '';
      return `: ${taskName(subject, may)} failed${isLate ? ' earlier' : ''}${after}`;
    }
    case 'waiting':
      return ' is waiting for a person';
    case 'lost':
      return ' is lost: no events for too long';
    case 'blocked':
      return `: ${taskName(subject, may)} failed, and other tasks depend on it`;
    case 'stuck':
    case 'stalled':
    case 'context_full':
    case 'incomplete':
    case 'service':
      return ` ${incidentTitle({ kind: rule, task: null })}`;
  }
}

function recoveryInWords({ rule, subject }: AlertEvent, may: May): string {
  switch (rule) {
    case 'error':
      return ' is working again';
    case 'task_failed':
      return `: ${taskName(subject, may)} succeeded after a failure`;
    case 'waiting':
      return ' is no longer waiting for a person';
    case 'lost':
      return ' is back';
    case 'blocked':
      return `: ${taskName(subject, may)} no longer blocks other tasks`;
    case 'stuck':
    case 'stalled':
      return ' is making progress again';
    case 'context_full':
      return ' has room in its context again';
    case 'incomplete':
      return ' sends complete records again';
    case 'service':
      return ' has recovered';
  }
}

const AFTER: Record<RuleKind, string> = {
  error: 'after an error',
  task_failed: 'after a failed task',
  waiting: 'while it waited for a person',
  lost: 'after it was lost',
  blocked: 'after a task failed that others depend on',
  stuck: 'while it seemed stuck',
  stalled: 'while it was stalled',
  context_full: 'with a nearly full context',
  incomplete: 'with incomplete records',
  service: 'during service trouble',
};

const OVERFLOWS: Record<RuleKind, string> = {
  error: 'more errors',
  task_failed: 'more failed tasks',
  waiting: 'more agents are waiting for a person',
  lost: 'more lost agents',
  blocked: 'more failed tasks that others depend on',
  stuck: 'more stuck agents',
  stalled: 'more stalled agents',
  context_full: 'more nearly full contexts',
  incomplete: 'more sessions with incomplete records',
  service: 'more service trouble',
};

const taskName = ({ task }: Subject, may: May): string =>
  may.has('tasks') && task !== null ? `task ${task.taskId}` : 'a task';

function factsOf(subject: Subject, may: May): Notice['facts'] {
  const { agentName, project, task, sessionId, user, device, model } = subject;
  // Trouble of the service is about no session, and nobody's.
  if (subject.id === '') return [];
  const facts: [AlertField | null, string, string | null][] = [
    ['agents', 'Agent', agentName],
    ['projects', 'Project', project],
    ['tasks', 'Task', task?.taskId ?? null],
    ['sessions', 'Session', sessionId],
    ['people', 'Person', user],
    ['people', 'Machine', device],
    // The sender writes it, so it could be any text.
    [null, 'Model', model === null || !isModelName(model) ? null : model],
  ];
  return facts.flatMap(([field, label, value]) =>
    value !== null && (field === null || may.has(field)) ? [{ label, value }] : [],
  );
}

function textOf({ rule, error, reason, subject }: AlertEvent): string | null {
  const task = subject.task?.description ?? null;
  if (rule !== 'task_failed') return error?.message ?? reason ?? task;
  const parts = [task, error?.message ?? null].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? null : parts.join(': ');
}
