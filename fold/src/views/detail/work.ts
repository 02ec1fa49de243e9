import { safeSum } from '@claude-monitor/protocol/figures';
import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import type { Fact } from '../../facts/fact.ts';
import { grownBy } from '../../facts/meter.ts';
import { isWorkType } from '../../facts/metered.ts';
import { ownerOf } from '../../derive/owner.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { FoldState } from '../../state.ts';

type Work = NonNullable<SessionDetail['work']>;

/**
 * What the client counted of the work done: lines, commits, pull requests, time. Its counters name no
 * subagent, so they count for the session that the main loop worked for; null where no counter was heard of.
 */
export function workOf(
  state: FoldState,
  attempt: string,
  runs: readonly { run: SessionRecord; facts: readonly Fact[] }[],
): Work | null {
  const work = {
    linesAdded: 0,
    linesRemoved: 0,
    commits: 0,
    pullRequests: 0,
    clientMs: 0,
    userMs: 0,
  };
  let isCounted = false;
  for (const { run, facts } of runs) {
    for (const fact of facts) {
      const { metered, at } = fact.fields;
      if (metered === undefined) continue;
      if (ownerOf(state, run, { at }).attempt.id !== attempt) continue;
      isCounted = true;
      if (!isWorkType(metered.type)) continue;
      work[metered.type] = safeSum(work[metered.type] + grownBy(state, run, fact));
    }
  }
  return isCounted ? work : null;
}
