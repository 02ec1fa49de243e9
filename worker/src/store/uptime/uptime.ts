import {
  AppError,
  LIMITS,
  TIME,
  type UptimeAnswer,
  type UptimeQuery,
} from '@claude-monitor/protocol';
import { stretchesOf } from '../../domain/calendar.ts';
import { agentTimes } from '../../domain/uptime/agent-times.ts';
import { serviceUptime } from '../../domain/uptime/probe-minutes.ts';
import { openSilence, tailOf } from '../../domain/uptime/tails.ts';
import type { Database } from '../client.ts';
import { readAgentStates } from './agent-states.ts';
import { readOpenSessions } from './open-sessions.ts';
import { readProbeHours } from './probe-hours.ts';

type Uptime = Omit<UptimeAnswer, 'asOf' | 'fresh'>;

const DEFAULT_MS = 7 * TIME.dayMs;
/** As many hours as a picture has room for. */
const HOURLY_MS = 31 * TIME.dayMs + TIME.hourMs;

/**
 * Whether the service was up, and in which states agents were. Reads rows by the length of the window and the number
 * of agents, whatever the number of sessions. Throws `invalid_query` for a window that no answer holds.
 */
export async function readUptime(
  db: Database,
  workspace: string,
  { query, now }: { query: Partial<UptimeQuery>; now: number },
): Promise<Uptime> {
  const to = Math.min(query.to ?? now, now);
  const from = Math.min(query.from ?? to - DEFAULT_MS, to);
  if (to - from > LIMITS.uptimeMs) {
    const days = String(LIMITS.uptimeMs / TIME.dayMs);
    throw new AppError('invalid_query', `The range is limited to ${days} days. Use a later from.`, {
      path: 'from',
    });
  }
  const interval = query.interval ?? (to - from <= HOURLY_MS ? 'hour' : 'day');
  if (interval === 'hour' && to - from > HOURLY_MS) {
    throw new AppError('invalid_query', 'The range is limited to 31 days by hour. Use days.', {
      path: 'interval',
    });
  }
  const points = from < to ? stretchesOf({ from, to }, interval, query.timezone ?? 'UTC') : [];
  const [hours, states, open] = await Promise.all([
    readProbeHours(db, { from, to }),
    readAgentStates(db, workspace, { query, points }),
    readOpenSessions(db, workspace, { query, from: from - LIMITS.silenceCountedMs, to }),
  ]);
  const tails = open.sessions.flatMap((session) => tailOf(session, points, now));
  const silences = open.sessions
    .flatMap((session) => openSilence(session, { to, now }) ?? [])
    .sort((a, b) => b.since - a.since);
  return {
    from,
    to,
    services: serviceUptime(hours, { from, to }),
    points,
    ...agentTimes([...states, ...tails]),
    open: silences.slice(0, LIMITS.openSilences),
    moreOpen: Math.max(0, silences.length - LIMITS.openSilences),
    followedFrom: open.from,
  };
}
