import { ownerOf } from '../derive/owner.ts';
import { isCountedElsewhere, type Fact } from '../facts/fact.ts';
import type { Attempt, SessionRecord } from '../sessions/session.ts';
import { isAssigned } from '../sessions/measured.ts';
import { findAttempt, type FoldState } from '../state.ts';

/** Something that happened in a session, with the time that it took where that is known. */
export type ReplayItem = {
  /** The fact's own key: it stays while more is reported of it. */
  id: string;
  kind: 'request' | 'tool' | 'error' | 'compaction' | 'prompt';
  /** A tool call: when it began. A request: when it was answered. */
  at: number;
  /** null: it is not over, or nobody says when it was. */
  endAt: number | null;
  /** null: the main loop. */
  agentId: string | null;
  /** Of a tool its name, of a request its model, of an error its type. */
  name: string | null;
  outcome: 'succeeded' | 'failed' | 'denied' | null;
  /** Why it failed, as it was reported. */
  reason: string | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  /** null: it has no list price, or is no request. */
  costMicros: number | null;
  /** Of a self-report beside measured requests: it is shown and not added (rule USE1). */
  isSuperseded: boolean;
  /** Internal id of its task; null: unattributed. */
  task: string | null;
};

/** All that a session's facts say of what happened in it, in order of time. */
export function replayItemsOf(state: FoldState, id: string): ReplayItem[] {
  const found = findAttempt(state, id);
  if (found === null) return [];
  const items: ReplayItem[] = [];
  for (const run of runsOf(state, found.session, found.attempt)) {
    for (const start of run.hours) {
      const hour = state.facts.hour(run.key, start);
      if (hour === undefined) continue;
      for (const fact of state.facts.facts(hour)) {
        const item = itemOf(state, id, { run, fact });
        if (item !== null) items.push(item);
      }
    }
  }
  return items.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function runsOf(state: FoldState, session: SessionRecord, attempt: Attempt): SessionRecord[] {
  const others = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
  return [session, ...others.filter((run) => isAssigned(run, session, attempt))];
}

function itemOf(
  state: FoldState,
  id: string,
  { run, fact }: { run: SessionRecord; fact: Fact },
): ReplayItem | null {
  const { kind, fields } = fact;
  if (isCountedElsewhere(fact) || fact.joined === 'yields') return null;
  switch (kind) {
    case 'request':
    case 'tool':
    case 'error':
      break;
    case 'compaction':
    case 'prompt':
      return isOwners(state, id, { run, fact }) ? { ...plain(fact, kind) } : null;
    default:
      return null;
  }
  const part = fact.contribution;
  if (part?.owner !== id || part.edge !== null) return null;
  const shared = {
    ...plain(fact, kind),
    agentId: part.agentId === '' ? null : part.agentId,
    task: part.task === '' ? null : part.task,
  };
  switch (kind) {
    case 'request': {
      const { usage } = part;
      if (usage === null) return null;
      const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = usage;
      return {
        ...shared,
        endAt: part.at,
        name: part.model === '' ? null : part.model,
        ...{ inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens },
        costMicros: usage.unpricedRequests > 0 ? null : usage.costMicros,
        isSuperseded: part.provenance === 'superseded',
      };
    }
    case 'tool': {
      const { durationMs, outcome, toolName } = fields;
      return {
        ...shared,
        endAt: durationMs === undefined ? null : fields.at + durationMs,
        name: toolName ?? null,
        outcome: outcome ?? null,
        reason: fields.errorType ?? null,
      };
    }
    case 'error':
      return {
        ...shared,
        endAt: fields.at,
        name: fields.errorType ?? null,
        outcome: 'failed',
        reason: fields.errorMessage ?? null,
      };
  }
}

/** What adds nothing has no owner of its own: it is of who worked at the time. */
function isOwners(
  state: FoldState,
  id: string,
  { run, fact: { fields } }: { run: SessionRecord; fact: Fact },
): boolean {
  const { agentId = '', at } = fields;
  return ownerOf(state, run, { agentId, at }).attempt.id === id;
}

const plain = ({ key, fields }: Fact, kind: ReplayItem['kind']): ReplayItem => ({
  id: key,
  kind,
  at: fields.at,
  endAt: null,
  agentId: fields.agentId ?? null,
  name: null,
  outcome: null,
  reason: null,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicros: null,
  isSuperseded: false,
  task: null,
});
