import { probeHour } from '@claude-monitor/drizzle/schema';
import { LIMITS, TIME } from '@claude-monitor/protocol';
import { and, gte, lt, sql } from 'drizzle-orm';
import { encodeMinute, NO_MINUTES, type ProbeMinute } from '../../domain/uptime/probe-minutes.ts';
import type { Database } from '../client.ts';
import { floorTo } from '../hours.ts';
import { statement, type Statement } from '../statement.ts';

/** Probes are kept as long as rollups are by default. */
const KEPT_MS = LIMITS.probeDays * TIME.dayMs;

/** Minutes into the rows of their hours; the same again changes nothing. */
export function probeStatements(minutes: readonly ProbeMinute[]): Statement[] {
  const writes = minutes.map((probed) => {
    const hour = floorTo(probed.minute, TIME.hourMs);
    const place = (probed.minute - hour) / TIME.minuteMs;
    const with_ = (text: ReturnType<typeof sql>) =>
      sql`substr(${text}, 1, ${place}) || ${encodeMinute(probed)} || substr(${text}, ${place + 2})`;
    return statement(sql`
      insert into ${probeHour} (hour, minutes)
      values (${hour}, ${with_(sql`${NO_MINUTES}`)})
      on conflict (hour) do update set minutes = ${with_(sql`${probeHour.minutes}`)}`);
  });
  const newest = Math.max(0, ...minutes.map(({ minute }) => minute));
  const isHourly = minutes.some(({ minute }) => minute % TIME.hourMs === 0);
  if (!isHourly) return writes;
  const old = sql`delete from ${probeHour} where ${probeHour.hour} < ${newest - KEPT_MS}`;
  return [...writes, statement(old)];
}

/** What was stored of the hours of a window. */
export async function readProbeHours(
  db: Database,
  { from, to }: { from: number; to: number },
): Promise<Map<number, string>> {
  const rows = await db
    .select()
    .from(probeHour)
    .where(and(gte(probeHour.hour, floorTo(from, TIME.hourMs)), lt(probeHour.hour, to)));
  return new Map(rows.map(({ hour, minutes }) => [hour, minutes]));
}
