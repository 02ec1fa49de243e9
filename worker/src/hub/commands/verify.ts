import {
  hubRowsAnswerSchema,
  type HubRows,
  type HubRowsQuery,
  type Repair,
  type Repaired,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import { hubRows } from '../flush/hub-rows.ts';
import type { Answer } from '../rpc.ts';
import { auditedSending, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const VERIFY_COMMANDS = {
  /** A bounded answer; libSQL is brought up to date first, if it can be. */
  hubRows: query({ scope: 'admin', run: rows }),
  /** Sends rows to libSQL once more, in place of what stands there. */
  repair: auditedSending({ scope: 'admin', audit: 'history_repaired', run: repair }),
};

async function rows({ hub }: Admin, { cursor }: HubRowsQuery): Promise<Answer<HubRows>> {
  await hub.flushScheduler.forReading();
  return { ok: true, value: hubRowsAnswerSchema.parse(hubRows(hub.workspaceState, cursor)) };
}

type Outcome = { about: { id: string; name: string } | null; value: Repaired };

async function repair({ hub }: Admin, rows: Repair): Promise<Answer<Outcome>> {
  const { hours, sessions, tasks } = rows;
  const count = hours.length + sessions.length + tasks.length;
  if (count === 0) return { ok: true, value: { about: null, value: { isSent: true } } };
  // What is under way was cut before, and may land after what stands there was taken away.
  await hub.flusher.flush();
  if (!(await hub.flusher.invalidate(rows))) return refuse('unavailable', AWAY);
  await hub.ingest.between(() => {
    hub.workspaceState.sendAgain(rows);
  });
  const { fresh } = await hub.flushScheduler.forReading();
  const name = `${String(hours.length)} hours, ${String(sessions.length)} sessions, ${String(tasks.length)} tasks`;
  return { ok: true, value: { about: { id: 'all', name }, value: { isSent: fresh } } };
}

const AWAY = 'The database isn’t accepting rows. Nothing was repaired. Try again later.';
