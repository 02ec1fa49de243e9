import {
  LIMITS,
  SEVERITIES,
  type ErrorGroupsQuery,
  type ErrorKind,
  type Severity,
} from '@claude-monitor/protocol';
import type { Stretch } from './calendar.ts';

/** Alike errors of one session and hour, as they are stored. */
export type KindRow = {
  hour: number;
  owner: string;
  fingerprint: string;
  agentName: string;
  sessionId: string;
  errorType: string;
  message: string;
  severity: Severity;
  count: number;
  lastAt: number;
};

/** Agents and examples that a kind names. */
const MOST_AGENTS = 8;
const MOST_EXAMPLES = 8;

export const isSevere = (severity: Severity): boolean =>
  severity === 'high' || severity === 'critical';

/** When each kind was seen first is not told by these rows alone: `firstAt` and `isNew` are added later. */
type CountedKind = Omit<ErrorKind, 'firstAt' | 'isNew'>;

/** The kinds of errors in rows, each with its trend over `points`. */
export function errorKinds(rows: readonly KindRow[], points: readonly Stretch[]): CountedKind[] {
  return [...Map.groupBy(rows, ({ fingerprint }) => fingerprint).values()].map((group) =>
    kindOf(group, points),
  );
}

function kindOf(rows: readonly KindRow[], points: readonly Stretch[]): CountedKind {
  const newest = rows.reduce((a, b) => (b.lastAt > a.lastAt ? b : a));
  const agents = [...Map.groupBy(rows, ({ agentName }) => agentName)]
    .map(([agentName, own]) => ({ agentName, count: countOf(own) }))
    .sort((a, b) => b.count - a.count || (a.agentName < b.agentName ? -1 : 1));
  const examples = [...Map.groupBy(rows, ({ owner }) => owner)]
    .map(([session, own]) => {
      const last = own.reduce((a, b) => (b.lastAt > a.lastAt ? b : a));
      const { sessionId, agentName, lastAt } = last;
      return { session, sessionId, agentName, count: countOf(own), lastAt };
    })
    .sort((a, b) => b.lastAt - a.lastAt || (a.session < b.session ? -1 : 1));
  const { fingerprint, errorType, message, severity, lastAt } = newest;
  return {
    ...{ fingerprint, errorType, message, severity, lastAt },
    count: countOf(rows),
    sessions: examples.length,
    agents: agents.slice(0, MOST_AGENTS),
    moreAgents: Math.max(0, agents.length - MOST_AGENTS),
    trend: trendOf(rows, points),
    examples: examples.slice(0, MOST_EXAMPLES),
  };
}

/** How many of rows began in each point; an hour counts where it begins. */
export function trendOf(rows: readonly KindRow[], points: readonly Stretch[]): number[] {
  const counts = points.map(() => 0);
  for (const { hour, count } of rows) {
    const at = placeOf(hour, points);
    if (at !== null) counts[at] = (counts[at] ?? 0) + count;
  }
  return counts;
}

/** The first point also takes the hour that it begins in the middle of. */
function placeOf(hour: number, points: readonly Stretch[]): number | null {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((points[middle]?.at ?? Infinity) <= hour) low = middle;
    else high = middle - 1;
  }
  const point = points[low];
  return point !== undefined && hour < point.until ? low : null;
}

/** `new`: what was never seen before stands first, the most severe of it on top. */
export function sortKinds(
  kinds: readonly ErrorKind[],
  { sort, order, limit }: Pick<ErrorGroupsQuery, 'sort' | 'order' | 'limit'>,
): ErrorKind[] {
  const sign = order === 'asc' ? -1 : 1;
  const rank = ({ severity }: ErrorKind): number => SEVERITIES.indexOf(severity);
  const keys = (kind: ErrorKind): number[] => {
    switch (sort) {
      case 'new':
        return [Number(kind.isNew), kind.isNew ? rank(kind) : 0, kind.count];
      case 'last_at':
        return [kind.lastAt];
      case 'count':
        return [kind.count];
      case 'severity':
        return [rank(kind), kind.count];
    }
  };
  const compare = (a: ErrorKind, b: ErrorKind): number => {
    const [left, right] = [keys(a), keys(b)];
    const at = left.findIndex((key, index) => key !== right[index]);
    const by = at === -1 ? b.lastAt - a.lastAt : (right[at] ?? 0) - (left[at] ?? 0);
    return sign * by || (a.fingerprint < b.fingerprint ? -1 : 1);
  };
  return kinds.toSorted(compare).slice(0, Math.min(limit, LIMITS.errorGroups));
}

export const countOf = (rows: readonly { count: number }[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0);
