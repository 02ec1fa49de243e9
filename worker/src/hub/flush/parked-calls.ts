import {
  LIMITS,
  type ParkedAnswer,
  type ParkedQuery,
  type ParkedRow,
  type RetriedRows,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import { note, type AdminDeed } from '../auth/audit.ts';
import type { AwakeHub } from '../awake.ts';
import type { Answer } from '../rpc.ts';

const GONE = 'There is no parked row with this id.';
const AWAY = 'libSQL takes no rows just now, so nothing was sent. Try again later.';

export const listParked = ({ parked }: AwakeHub, query: ParkedQuery): Answer<ParkedAnswer> => ({
  ok: true,
  value: parked.list(query),
});

/**
 * Sends one again, or all (null): of these as many as one call sends, those tried longest ago first, so
 * that calling until none is left comes to each.
 */
export async function retryParked(
  { parked, flusher, audit }: AwakeHub,
  id: string | null,
  deed: AdminDeed,
): Promise<Answer<RetriedRows>> {
  const found = id === null ? null : parked.find(id);
  if (id !== null && found === null) return refuse('not_found', GONE);
  const subjects = found === null ? parked.bySilence : [found.subject];
  const { landed, refused, isAway } = await flusher.retryParked(
    subjects.slice(0, LIMITS.parkedRetries),
  );
  if (isAway && landed + refused === 0) return refuse('unavailable', AWAY);
  if (found !== null) {
    const about = { id: found.row.id, name: nameOf(found.row) };
    note({ audit }, 'parked row sent again', about, deed);
  } else if (subjects.length > 0) {
    const name = `${String(landed)} taken, ${String(refused)} refused`;
    note({ audit }, 'parked rows sent again', { id: 'all', name }, deed);
  }
  return { ok: true, value: { landed, refused, left: subjects.length - landed - refused } };
}

/** History stays without it: for what nobody can mend. */
export function deleteParked(hub: AwakeHub, id: string, deed: AdminDeed): Answer<null> {
  const found = hub.parked.find(id);
  if (found === null) return refuse('not_found', GONE);
  hub.parked.remove(found.subject);
  note(hub, 'parked row deleted', { id, name: nameOf(found.row) }, deed);
  return { ok: true, value: null };
}

const nameOf = ({ kind, session }: ParkedRow): string =>
  session === '' ? kind : `${kind} of ${session}`;
