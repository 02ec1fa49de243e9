import type { Rule, Severity } from '@claude-monitor/protocol';
import { cooldownMs, isSevereEnough } from './rules.ts';

/** Alike errors of one session and hour. */
export type PastErrors = {
  session: string;
  errorType: string;
  severity: Severity;
  count: number;
  firstAt: number;
  lastAt: number;
};

/**
 * How many alerts these errors would have made. Of a row only its ends are known, so where it lasts longer than
 * the cooldown the number is what even spacing gives, and not exact.
 */
export function errorAlerts(
  rows: readonly PastErrors[],
  rule: Rule,
): { times: number; isExact: boolean } {
  const cooldown = cooldownMs(rule);
  const lastOf = new Map<string, number>();
  let times = 0;
  let isExact = true;
  for (const row of [...rows].sort((a, b) => a.firstAt - b.firstAt)) {
    if (!isSevereEnough(rule, row.severity)) continue;
    const key = JSON.stringify([row.session, row.errorType]);
    let last = lastOf.get(key) ?? -Infinity;
    let left = row.count;
    if (row.firstAt - last >= cooldown) {
      times++;
      left--;
      last = row.firstAt;
    }
    const more = Math.min(left, Math.floor((row.lastAt - last) / cooldown));
    if (more > 0) {
      // With two errors both of their times are known.
      isExact &&= row.count <= 2;
      times += more;
      last += more * cooldown;
    }
    lastOf.set(key, last);
  }
  return { times, isExact };
}
