import {
  LIMITS,
  type ParkedAnswer,
  type ParkedQuery,
  type ParkedRow,
  type RetriedRows,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, auditedSending, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const PARKED_COMMANDS = {
  listParked: query({
    scope: 'admin',
    run: ({ hub }: Admin, wanted: ParkedQuery): Answer<ParkedAnswer> => ({
      ok: true,
      value: hub.parked.list(wanted),
    }),
  }),
  /** Answered when libSQL took or refused it. */
  retryParked: auditedSending({ scope: 'admin', audit: 'parked_row_sent_again', run: retryOne }),
  retryAllParked: auditedSending({
    scope: 'admin',
    audit: 'parked_rows_sent_again',
    run: retryAll,
  }),
  deleteParked: auditedChange({ scope: 'admin', audit: 'parked_row_deleted', run: deleteParked }),
};

type About = { id: string; name: string };

async function retryOne(
  { hub }: Admin,
  id: string,
): Promise<Answer<{ about: About; value: RetriedRows }>> {
  const found = hub.parked.find(id);
  if (found === null) return refuse('not_found', GONE);
  const retried = await retry(hub, [found.subject]);
  return retried.ok
    ? { ok: true, value: { about: aboutOf(found.row), value: retried.value } }
    : retried;
}

/**
 * As many as one call sends, those tried longest ago first, so that calling until none is left comes to
 * each.
 */
async function retryAll({
  hub,
}: Admin): Promise<Answer<{ about: About | null; value: RetriedRows }>> {
  const subjects = hub.parked.bySilence;
  const retried = await retry(hub, subjects);
  if (!retried.ok) return retried;
  const { landed, refused } = retried.value;
  const name = `${String(landed)} taken, ${String(refused)} refused`;
  const about = subjects.length === 0 ? null : { id: 'all', name };
  return { ok: true, value: { about, value: retried.value } };
}

async function retry({ flusher }: OpenHub, subjects: string[]): Promise<Answer<RetriedRows>> {
  const { landed, refused, isAway } = await flusher.retryParked(
    subjects.slice(0, LIMITS.parkedRetries),
  );
  if (isAway && landed + refused === 0) return refuse('unavailable', AWAY);
  return { ok: true, value: { landed, refused, left: subjects.length - landed - refused } };
}

/** History stays without it: for what nobody can mend. */
function deleteParked({ hub }: Admin, id: string): Answer<About> {
  const found = hub.parked.find(id);
  if (found === null) return refuse('not_found', GONE);
  hub.parked.remove(found.subject);
  return { ok: true, value: aboutOf(found.row) };
}

const aboutOf = ({ id, kind, session }: ParkedRow): About => ({
  id,
  name: session === '' ? kind : `${kind} of ${session}`,
});

const GONE = 'Parked row not found.';
const AWAY = 'The database isn’t accepting rows. Nothing was sent. Try again later.';
