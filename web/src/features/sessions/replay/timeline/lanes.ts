import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import { toolWords } from '../../tables/tool-rows.ts';
import { placeOf, type Scale } from './axis.ts';
import { knownAt } from '../data/failures.ts';
import * as texts from '../texts.ts';

/** Calls of one tool, or of all that are called too rarely for a lane of their own. */
export type Lane = { name: string; calls: ReplayItem[] };

const MOST_LANES = 6;

/** Lanes of tools, the most called first. */
export function lanesOf(items: readonly ReplayItem[]): Lane[] {
  const byTool = new Map<string, ReplayItem[]>();
  for (const item of items) {
    if (item.kind !== 'tool') continue;
    const { name } = toolWords(item.name ?? texts.unnamedTool);
    const calls = byTool.get(name);
    if (calls === undefined) byTool.set(name, [item]);
    else calls.push(item);
  }
  const lanes = [...byTool]
    .map(([name, calls]) => ({ name, calls }))
    .sort((a, b) => b.calls.length - a.calls.length || (a.name < b.name ? -1 : 1));
  if (lanes.length <= MOST_LANES) return lanes;
  const rest = lanes.slice(MOST_LANES - 1).flatMap(({ calls }) => calls);
  rest.sort((a, b) => a.at - b.at);
  return [...lanes.slice(0, MOST_LANES - 1), { name: texts.otherTools, calls: rest }];
}

const NARROWEST = 1.5;
/** Marks that stand closer become one, so that a lane of any number of calls has a bounded path. */
const GAP = 0.5;

/** The calls of a lane as one path of bars: as many as there are pixels, at most. */
export function barsPath(
  calls: readonly ReplayItem[],
  scale: Scale,
  bar: { y: number; height: number },
): string {
  let path = '';
  let [begin, end] = [-1, -1];
  const put = (): void => {
    if (begin < 0) return;
    path += `M${begin.toFixed(1)} ${String(bar.y)}h${(end - begin).toFixed(1)}v${String(bar.height)}h-${(end - begin).toFixed(1)}z`;
  };
  for (const call of calls) {
    if (knownAt(call) < scale.from || call.at > scale.to) continue;
    const left = placeOf(call.at, scale);
    const right = Math.max(left + NARROWEST, placeOf(knownAt(call), scale));
    if (begin >= 0 && left <= end + GAP) {
      end = Math.max(end, right);
      continue;
    }
    put();
    [begin, end] = [left, right];
  }
  put();
  return path;
}

/** Where crosses stand, none closer to the one before than it is wide. */
export function crossesAt(times: readonly number[], scale: Scale): number[] {
  const WIDTH = 8;
  const places: number[] = [];
  for (const at of times) {
    if (at < scale.from || at > scale.to) continue;
    const x = placeOf(at, scale);
    if (x - (places.at(-1) ?? -Infinity) >= WIDTH) places.push(x);
  }
  return places;
}
