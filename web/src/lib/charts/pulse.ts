import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { Session } from '@claude-monitor/protocol/live/view';
import { minutesToDraw } from './running-minute.ts';

/** The last half hour's tokens up to the minute of `now`, oldest first: minutes without news are empty. */
export function pulseAt(pulse: Session['pulse'], now: number): number[] {
  const nowMinute = Math.floor(now / TIME.minuteMs);
  const newestMinute = Math.floor(pulse.at / TIME.minuteMs);
  return Array.from({ length: LIMITS.pulseMinutes }, (_, index) => {
    const minute = nowMinute - (LIMITS.pulseMinutes - 1) + index;
    return pulse.tokens[pulse.tokens.length - 1 - (newestMinute - minute)] ?? 0;
  });
}

/** The path of a small line over minutes, the last of them still running, scaled to its own highest value. */
export function sparkPath(
  values: readonly number[],
  size: { width: number; height: number },
): string {
  const highest = Math.max(1, ...values);
  const step = size.width / Math.max(1, values.length - 1);
  const points = minutesToDraw(values, (value) => value).map((value, index) => {
    const x = (index * step).toFixed(1);
    const y = (size.height - (value / highest) * size.height).toFixed(1);
    return `${x} ${y}`;
  });
  return `M${points.join('L')}`;
}
