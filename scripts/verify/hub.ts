import {
  hubRowsAnswerSchema,
  repairedSchema,
  statusAnswerSchema,
  type HubRows,
  type Repair,
} from '@claude-monitor/protocol';
import { openDatabase } from '../../worker/src/store/client.ts';
import { differencesFromHub } from '../../worker/src/store/verify/against-hub.ts';
import type { Difference } from '../../worker/src/store/verify/difference.ts';
import { StartFault } from '../start/fault.ts';

/** A running monitor, and a key of the workspace with the scope admin. */
export type Hub = { url: string; adminKey: string };

const TIMEOUT_MS = 120_000;
/** What changes just now is looked at again, so often. */
const TRIES = 3;
/** So many of each kind a call takes. */
const PER_REPAIR = 200;

export type HubVerified = {
  workspace: string;
  differences: Difference[];
  unsettled: number;
  /** Without rows of hours: what a repair needs to know of all that the hub has. */
  pages: HubRows[];
};

/** Compares all that the hub of a workspace holds with what libSQL holds, an answer at a time. */
export async function verifyHub(
  { url, token }: { url: string; token: string },
  hub: Hub,
): Promise<HubVerified> {
  const db = openDatabase({ url, token, timeoutMs: TIMEOUT_MS });
  try {
    const { workspace } = statusAnswerSchema.parse(
      await request(hub, { method: 'GET', path: '/v1/status' }),
    );
    const verified: HubVerified = { workspace, differences: [], unsettled: 0, pages: [] };
    for (let cursor: string | null = 's::0'; cursor !== null;) {
      const { page, differences, unsettled } = await comparePage(hub, cursor, (answer) =>
        differencesFromHub(db, workspace, answer),
      );
      verified.differences.push(...differences);
      verified.unsettled += unsettled;
      const { task } = page.rows;
      verified.pages.push({ ...page, rows: { ...NO_ROWS, task: task.slice(0, 1) } });
      cursor = page.next;
    }
    return verified;
  } finally {
    db.$client.close();
  }
}

const NO_ROWS: HubRows['rows'] = {
  session: [],
  task: [],
  usage_hour: [],
  activity_hour: [],
  error_hour: [],
  edge_hour: [],
};

async function comparePage(
  hub: Hub,
  cursor: string,
  compare: (page: HubRows) => Promise<{ differences: Difference[]; unsettled: number }>,
): Promise<{ page: HubRows; differences: Difference[]; unsettled: number }> {
  for (let tries = 1; ; tries++) {
    const page = hubRowsAnswerSchema.parse(
      await request(hub, { method: 'GET', path: `/v1/verify?cursor=${cursor}` }),
    );
    const { differences, unsettled } = await compare(page);
    const isFine = differences.length === 0 && unsettled === 0;
    if (isFine || tries === TRIES) return { page, differences, unsettled };
  }
}

/** Has the hub send these rows again; true when libSQL has them all. */
export async function repairFrom(hub: Hub, { hours, sessions, tasks }: Repair): Promise<boolean> {
  let isSent = true;
  const most = Math.max(hours.length, sessions.length, tasks.length);
  for (let from = 0; from < most; from += PER_REPAIR) {
    const until = from + PER_REPAIR;
    const part: Repair = {
      hours: hours.slice(from, until),
      sessions: sessions.slice(from, until),
      tasks: tasks.slice(from, until),
    };
    const answer = repairedSchema.parse(
      await request(hub, { method: 'POST', path: '/v1/verify/repair', body: part }),
    );
    isSent &&= answer.isSent;
  }
  return isSent;
}

async function request(
  { url, adminKey }: Hub,
  { method, path, body }: { method: 'GET' | 'POST'; path: string; body?: object | undefined },
): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return await response.json();
  throw new StartFault(
    `${path} answered ${String(response.status)}: start the monitor, and give a key with the scope admin.`,
  );
}
