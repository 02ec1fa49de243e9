import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../../lib/format/numbers.ts';

type Prompts = NonNullable<SessionDetail['prompts']>;

/** How many prompts went where, in words: routes that nobody took are left out. */
export function promptsInWords(prompts: Prompts): string {
  const { prometheus, claude, unrouted } = prompts;
  const parts = [
    prometheus > 0 ? `${fullCount(prometheus)} to Prometheus` : null,
    claude > 0 ? `${fullCount(claude)} to Claude` : null,
    unrouted > 0 ? `${fullCount(unrouted)} of unknown route` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
