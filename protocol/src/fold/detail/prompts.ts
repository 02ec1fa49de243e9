import type { SessionDetail } from '../../api.ts';
import type { Fact } from '../fact.ts';
import { ownerOf } from '../owner.ts';
import type { Session } from '../session.ts';
import type { FoldState } from '../state.ts';

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
      if (ownerOf(state.sessions, run, '', fields.at).attempt.card !== card) continue;
      prompts[fields.route ?? 'unrouted']++;
    }
  }
  return prompts;
}
