import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { SeriesCell } from '@claude-monitor/protocol/live/view';
import { minutesToDraw } from '../../lib/charts/running-minute.ts';
import { cellTokens } from './summary.ts';
import * as texts from './texts.ts';

const SHOWN_AGENTS = 6;

export const OTHERS = texts.others;

/** A minute of the chart: its time, and the tokens of each band in the order of `bands`. */
type TokenPoint = { at: Date; tokens: readonly number[] };

export type TokenSeries = {
  bands: readonly string[];
  points: readonly TokenPoint[];
  /** The hour that is drawn: its first and its running minute. */
  hour: readonly [from: Date, to: Date];
  total: number;
};

/** Tokens of the last hour by minute and agent. Pure arithmetic: the chart only draws. */
export function tokenSeries(cells: Iterable<SeriesCell>, now: number): TokenSeries {
  const lastAt = Math.floor(now / TIME.minuteMs) * TIME.minuteMs;
  const firstAt = lastAt - (LIMITS.seriesMinutes - 1) * TIME.minuteMs;
  const shown = [...cells].filter((cell) => cell.at >= firstAt && cell.at <= lastAt);
  const { agents, hasOthers } = busiest(shown);
  const bands = hasOthers ? [...agents, OTHERS] : agents;
  const bandOf = new Map(agents.map((agent, index) => [agent, index]));
  const sums = Array.from({ length: LIMITS.seriesMinutes }, () => bands.map(() => 0));
  let total = 0;
  for (const cell of shown) {
    const tokens = cellTokens(cell);
    const minute = sums[Math.round((cell.at - firstAt) / TIME.minuteMs)];
    const band = bandOf.get(cell.agentName) ?? agents.length;
    if (minute === undefined || tokens === 0) continue;
    minute[band] = (minute[band] ?? 0) + tokens;
    total += tokens;
  }
  const points = sums.map((tokens, index) => ({
    at: new Date(firstAt + index * TIME.minuteMs),
    tokens,
  }));
  const sumOf = ({ tokens }: TokenPoint): number => tokens.reduce((sum, part) => sum + part, 0);
  return {
    bands,
    points: minutesToDraw(points, sumOf),
    hour: [new Date(firstAt), new Date(lastAt)],
    total,
  };
}

function busiest(cells: readonly SeriesCell[]): { agents: string[]; hasOthers: boolean } {
  const sums = new Map<string, number>();
  let hasUnnamed = false;
  for (const cell of cells) {
    const tokens = cellTokens(cell);
    // The hub's own others, of a minute in which very many worked.
    if (cell.agentName === '') hasUnnamed ||= tokens > 0;
    else if (tokens > 0) sums.set(cell.agentName, (sums.get(cell.agentName) ?? 0) + tokens);
  }
  const ordered = [...sums]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name]) => name);
  // Bands keep their place while the figures change: by name, not by size.
  return {
    agents: ordered.slice(0, SHOWN_AGENTS).sort(),
    hasOthers: hasUnnamed || ordered.length > SHOWN_AGENTS,
  };
}
