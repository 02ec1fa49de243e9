import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../../lib/format/numbers.ts';
import * as texts from '../texts.ts';

type Prompts = NonNullable<SessionDetail['prompts']>;

/** How many prompts went where, in words: routes that nobody took are left out. */
export function promptsInWords(prompts: Prompts): string {
  const { prometheus, claude, unrouted } = prompts;
  const parts = [
    prometheus > 0 ? texts.toPrometheus(fullCount(prometheus)) : null,
    claude > 0 ? texts.toClaude(fullCount(claude)) : null,
    unrouted > 0 ? texts.unrouted(fullCount(unrouted)) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? texts.noPrompts : parts.join(', ');
}
