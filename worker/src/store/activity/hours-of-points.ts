import { TIME } from '@claude-monitor/protocol';
import type { Stretch } from '../../domain/calendar.ts';
import { ceilTo, floorTo } from '../hours.ts';

/**
 * The whole hours of each point, every hour once: one that two points share belongs to the one it begins in,
 * as in zones of half hours, and the hour in which the first point begins to that.
 */
export function hoursOfPoints(points: readonly Stretch[]): { from: number; to: number }[] {
  return points.map(({ at, until }, place) => ({
    from: place === 0 ? floorTo(at, TIME.hourMs) : ceilTo(at, TIME.hourMs),
    to: ceilTo(until, TIME.hourMs),
  }));
}
