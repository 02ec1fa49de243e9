import { createHash } from 'node:crypto';
import type { PatchForm } from '@claude-monitor/protocol';
import { isNarrow, type Grant } from '../../share/grant.ts';

/** All keys: they see the whole workspace as it is. */
export const EVERYBODY = 'all';

/**
 * Viewers of one tag are sent the same: a frame is encoded once for all of them (rule HUB4). Links have tags of
 * their own even where they see what keys see. A tag is short, a scope may be long: its digest stands for it.
 */
export function audienceTag(grant: Grant | null, form: PatchForm): string {
  const seen = seenBy(grant);
  return form === 'whole' ? seen : `${seen} in ${form}`;
}

function seenBy(grant: Grant | null): string {
  if (grant === null) return EVERYBODY;
  if (grant.isRedacted) return `link ${grant.link}`;
  if (!isNarrow(grant)) return 'links';
  return `scope ${createHash('sha256').update(JSON.stringify(grant.scope)).digest('hex')}`;
}
