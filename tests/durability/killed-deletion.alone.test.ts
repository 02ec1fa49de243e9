import { afterAll, beforeAll, expect, test } from 'vitest';
import { deletionsAnswerSchema, TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { apiOf, sendUntilAcknowledged } from '../whole/http/api.ts';
import { endedSessionEvents } from '../whole/agents/ended-session.ts';
import { killUnderWay, seededMoments } from '../whole/monitor/kills.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask, type Answer } from '../whole/http/request.ts';
import { sumsOf } from '../whole/figures/sums.ts';
import { openWorkspace, type Workspace } from '../whole/monitor/workspace.ts';

/**
 * Deletion on request in the started project, killed outright again and again while others go on sending: in
 * the end the sums are those of a workspace that never heard of who was deleted.
 */
const random = seededMoments(4);
const BATCH = 500;

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});
afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

function sessionEvents(user: string, sessions: number): TelemetryEventInput[][] {
  const at = Date.now() - TIME.hourMs;
  const events = Array.from({ length: sessions }, (_, number) =>
    endedSessionEvents({
      sessionId: `${user}-${String(number)}`,
      user,
      at,
      hours: 4,
      requests: 25,
    }),
  ).flat();
  const batches: TelemetryEventInput[][] = [];
  for (let from = 0; from < events.length; from += BATCH) {
    batches.push(events.slice(from, from + BATCH));
  }
  return batches;
}

async function send(to: Workspace, batches: readonly TelemetryEventInput[][]): Promise<void> {
  for (const batch of batches) await sendUntilAcknowledged(apiOf(to), batch);
}

const admin = async (
  { url, adminKey }: Workspace,
  method: string,
  body?: object,
): Promise<Answer> =>
  await ask(
    { url },
    {
      method,
      path: '/v1/deletions',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  );

async function isIdle(workspace: Workspace): Promise<boolean> {
  const { status, json } = await admin(workspace, 'GET');
  if (status !== 200) throw new Error(`deletions: ${String(status)}`);
  return deletionsAnswerSchema.parse(json).items.every(({ doneAt }) => doneAt !== null);
}

async function refusesAll(
  { url, ingestKey }: Workspace,
  batches: readonly TelemetryEventInput[][],
): Promise<void> {
  for (const events of batches) {
    const { json } = await ask(
      { url },
      {
        method: 'POST',
        path: '/v1/events',
        headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ events, sentAt: Date.now() }),
      },
    );
    expect(json).toMatchObject({ accepted: 0, duplicates: 0, rejected: events.length });
  }
}

test.each([
  ['the Worker', ['workerd'], 4],
  ['libSQL', ['sqld'], 2],
  ['both', ['workerd', 'sqld'], 2],
] as const)(
  '[STO10] [HUB3] %s killed while all of a user is deleted: her share is gone, and nothing else',
  async (what, programs, atMost) => {
    const name = programs.join('');
    const workspace = await openWorkspace(monitor, `${name}killed`);
    /** Is sent what others say, and nothing else. */
    const expected = await openWorkspace(monitor, `${name}expected`);
    const [hers, before, beside] = [
      sessionEvents('ana', 60),
      sessionEvents('before', 3),
      sessionEvents('beside', 6),
    ];
    await send(expected, [...before, ...beside]);
    await send(workspace, [...before, ...hers]);
    expect((await admin(workspace, 'POST', { kind: 'user', user: 'ana' })).status).toBe(202);

    const sent = send(workspace, beside);
    const kills = await killUnderWay({
      monitor,
      programs,
      random,
      atMost,
      betweenMs: [40, 200],
      isDone: () => isIdle(workspace),
    });
    console.log(`${what}: killed ${String(kills)} times`);
    expect(kills).toBeGreaterThanOrEqual(2);
    await sent;
    const sums = await sumsOf(expected);
    expect(await sumsOf(workspace)).toEqual(sums);
    await refusesAll(workspace, hers);
    const { rejections } = await apiOf(workspace).status();
    expect(rejections).toEqual({ deleted: hers.flat().length });
    expect(await sumsOf(workspace)).toEqual(sums);
  },
);
