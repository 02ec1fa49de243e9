import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import type { Fact } from '../../facts/fact.ts';
import { ownerOf } from '../../derive/owner.ts';
import type { Session } from '../../sessions/session.ts';
import type { FoldState } from '../../state.ts';

/** How many prompts went where, of those given while the main loop worked for this card. */
export function promptsOf(
  state: FoldState,
  card: string,
  runs: readonly { run: Session; facts: readonly Fact[] }[],
): NonNullable<SessionDetail['prompts']> {
  const prompts = { prometheus: 0, claude: 0, unrouted: 0 };
  for (const { run, facts } of runs) {
    for (const { kind, fields } of facts) {
      if (kind !== 'prompt') continue;
      if (ownerOf(state, run, { at: fields.at }).attempt.card !== card) continue;
      prompts[fields.route ?? 'unrouted']++;
    }
  }
  return prompts;
}
