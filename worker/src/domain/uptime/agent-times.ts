import {
  LIMITS,
  noStateTimes,
  safeSum,
  STATE_TIME_FIELDS,
  type AgentUptime,
  type StateTimes,
  type UptimeAnswer,
} from '@claude-monitor/protocol';
import type { Placed } from './tails.ts';

/** Times of agents as they are answered: with their points, those with most time first. */
export function agentTimes(
  placed: readonly Placed[],
): Pick<UptimeAnswer, 'totals' | 'agents' | 'moreAgents'> {
  const all = [...Map.groupBy(placed, ({ agentName }) => agentName)].map(
    ([agentName, own]): AgentUptime => {
      const points = [...Map.groupBy(own, ({ place }) => place)]
        .map(([place, same]) => ({ place, ...sumOf(same) }))
        .filter((point) => allOf(point) > 0)
        .sort((a, b) => a.place - b.place);
      return { agentName, ...sumOf(own), points };
    },
  );
  const known = all.filter((agent) => allOf(agent) > 0);
  known.sort((a, b) => allOf(b) - allOf(a) || (a.agentName < b.agentName ? -1 : 1));
  return {
    totals: sumOf(placed),
    agents: known.slice(0, LIMITS.uptimeAgents),
    moreAgents: Math.max(0, known.length - LIMITS.uptimeAgents),
  };
}

function sumOf(placed: readonly { times: StateTimes }[]): StateTimes {
  const sums = noStateTimes();
  for (const { times } of placed) {
    for (const field of STATE_TIME_FIELDS) sums[field] = safeSum(sums[field] + times[field]);
  }
  return sums;
}

const allOf = (times: StateTimes): number =>
  STATE_TIME_FIELDS.reduce((sum, field) => sum + times[field], 0);
