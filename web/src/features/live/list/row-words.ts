import type { Session } from '@claude-monitor/protocol/live/view';
import { shortModel, shortUser } from '../../../lib/format/names.ts';
import * as texts from '../texts.ts';

/** Model, user or device, and subagents: `sonnet-4-5, ada, 3 subagents`. */
export function aboutSession({ model, user, device, subagents }: Session): string {
  const parts = [
    model === null ? null : shortModel(model),
    user === null ? device : shortUser(user),
    subagents > 0 ? texts.subagents(subagents) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : texts.modelUnknown;
}
