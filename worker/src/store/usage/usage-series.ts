import {
  addFigures,
  AppError,
  LIMITS,
  noFigures,
  TIME,
  USAGE_SUM_FIELDS,
  type UsageAnswer,
  type UsageFigures,
  type UsageInterval,
} from '@claude-monitor/protocol';
import { stretchesOf, type Stretch } from '../../domain/calendar.ts';
import { figuresOf, totalOf, type FigureRow } from './usage-figures.ts';
import { seriesStepOf } from './usage-ranges.ts';
import { usageWindow } from './usage-window.ts';

/** How a series is cut: by hours or UTC days where something was used, or at every point of an interval. */
export type SeriesShape =
  { kind: 'step'; step: 'hour' | 'day' } | { kind: 'points'; to: number; points: Stretch[] };

type SeriesQuery = {
  from?: number | undefined;
  to?: number | undefined;
  interval?: UsageInterval | undefined;
  timezone?: string | undefined;
};

const SHORTEST_MS: Record<UsageInterval, number> = {
  hour: TIME.hourMs,
  day: 23 * TIME.hourMs,
  week: 7 * TIME.dayMs - TIME.hourMs,
};

/** Throws `invalid_query` for an interval without a start, and for more points than an answer holds. */
export function shapeOf(query: SeriesQuery, now: number): SeriesShape {
  const { from, interval, timezone = 'UTC' } = query;
  if (interval === undefined) return { kind: 'step', step: seriesStepOf(usageWindow(query)) };
  if (from === undefined) {
    throw new AppError('invalid_query', 'An interval needs from, the start of its first point.', {
      path: 'from',
    });
  }
  const to = query.to ?? now;
  if ((to - from) / SHORTEST_MS[interval] > LIMITS.usagePoints) {
    const words = `At most ${String(LIMITS.usagePoints)} points: ask for a longer interval, or less time.`;
    throw new AppError('invalid_query', words, { path: 'interval' });
  }
  return { kind: 'points', to, points: stretchesOf({ from, to }, interval, timezone) };
}

type PointRow = { at: number } & FigureRow;
type Placed = { at: number; group: UsageAnswer['groups'][number] };

/** The points of a series and their sum; with `placed`, what each of some groups used in each of them. */
export function seriesOf(
  shape: SeriesShape,
  rows: readonly PointRow[],
  placed?: readonly Placed[],
): Pick<UsageAnswer, 'totals' | 'series'> {
  const groups = placed === undefined ? null : Map.groupBy(placed, ({ at }) => at);
  const partsAt = (at: number, figures: UsageFigures) => {
    if (groups === null) return {};
    const own = (groups.get(at) ?? []).map(({ group }) => group);
    return { groups: own, others: without(figures, own) };
  };
  const series =
    shape.kind === 'step'
      ? rows.map((row) => {
          const figures = figuresOf(row);
          const until = row.at + (shape.step === 'hour' ? TIME.hourMs : TIME.dayMs);
          return { at: row.at, until, ...figures, ...partsAt(row.at, figures) };
        })
      : pointsOf(shape.points, rows).map(({ figures, ...point }, place) => ({
          ...point,
          ...figures,
          ...partsAt(place, figures),
        }));
  return { totals: totalOf(series), series };
}

/** What groups beyond those sent add up to; null: all are sent. */
export const othersOf = (
  totals: UsageFigures,
  groups: UsageAnswer['groups'],
): UsageFigures | null => (groups.length < LIMITS.usageGroups ? null : without(totals, groups));

function pointsOf(points: readonly Stretch[], rows: readonly PointRow[]) {
  const byPlace = new Map(rows.map((row) => [row.at, row]));
  return points.map((point, place) => {
    const row = byPlace.get(place);
    return { ...point, figures: row === undefined ? noFigures() : figuresOf(row) };
  });
}

function without(figures: UsageFigures, parts: readonly UsageFigures[]): UsageFigures {
  const sum = noFigures();
  for (const part of parts) addFigures(sum, part);
  const rest = noFigures();
  for (const field of USAGE_SUM_FIELDS) {
    rest[field] = figures[field] - sum[field];
    rest.measured[field] = figures.measured[field] - sum.measured[field];
    rest.reported[field] = figures.reported[field] - sum.reported[field];
  }
  return rest;
}
