import { LIMITS, TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import type { RetentionRpc, WriterRpc } from '../store/writer-rpc.ts';
import { eventOf, NOTHING_TO_DELETE, take, withCore, type Core } from './hub.fixture.ts';
import { counting } from './counted-rows.fixture.ts';
import { connected } from './live/connect.fixture.ts';
import { openHub } from './open-hub.ts';
import { answerQuestion } from './state/questions.ts';

const FEW = 1_000;
const MANY = 20_000;

const sessionOf = (index: number): string =>
  `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

function life(at: number, index: number): TelemetryEvent[] {
  const sessionId = sessionOf(index);
  const of = (
    id: string,
    type: TelemetryEvent['type'],
    { ms, ...rest }: { ms: number } & Record<string, unknown>,
  ) => eventOf({ id: `${sessionId} ${id}`, type, sessionId, time: at + ms, ...rest });
  return [
    of('start', 'session.start', { ms: 0, agentName: `agent ${String(index % 40)}` }),
    of('task', 'task.start', { ms: 1, taskId: `t${String(index % 300)}`, project: 'dex' }),
    of('usage', 'usage', { ms: 2, requestId: `r${String(index)}`, inputTokens: 9, source: 'otlp' }),
    of('done', 'task.complete', {
      ms: 3,
      taskId: `t${String(index % 300)}`,
      project: 'dex',
      status: 'success',
    }),
    of('end', 'session.end', { ms: 4 }),
  ];
}

/** Rows that each thing a hub does reads, after so many sessions came and ended. */
async function rowsReadAfter(sessions: number): Promise<Record<string, number>> {
  const writer = confirming();
  return await withCore({ writer: () => writer }, async (core) => {
    const at = core.clock.at - TIME.minuteMs;
    for (let from = 0; from < sessions; from += 100) {
      const indexes = Array.from({ length: 100 }, (_, index) => from + index);
      await take(
        core,
        indexes.flatMap((index) => life(at + index, index)),
      );
      if (from % 2_000 === 0) await core.hub.flusher.flush();
    }
    await core.hub.flusher.flush();
    const counted = counting(core.ctx);
    const hub = openHub({ ...core.deps, ctx: counted.ctx });
    if (hub === null) throw new Error('not provisioned');
    const woken: Core = { ...core, hub };
    const read: Record<string, number> = { opening: counted.rows() };
    await take(woken, [eventOf({ id: 'old', type: 'prompt', sessionId: sessionOf(7) })]);
    read['event of an old session'] = counted.rows();
    await take(woken, life(core.clock.at, sessions + 1));
    read['five events of a new session'] = counted.rows();
    hub.workspaceState.checkpoint();
    read['checkpoint'] = counted.rows();
    await hub.flusher.flush();
    read['flush'] = counted.rows();
    connected(woken, null);
    read['snapshot'] = counted.rows();
    await take(woken, [eventOf({ id: 'framed', type: 'prompt', sessionId: sessionOf(9) })]);
    read['event and frame'] = counted.rows();
    const present = { workspaceState: hub.workspaceState, incidents: hub.alerts.incidents.store };
    answerQuestion(present, { name: 'get_team_status', input: {} }, core.clock.at);
    read['question'] = counted.rows();
    answerQuestion(
      present,
      { name: 'get_session', input: { sessionId: sessionOf(11) } },
      core.clock.at,
    );
    read['question about one session'] = counted.rows();
    return read;
  });
}

/** Confirms all that it is sent, and keeps nothing but how far that went. */
function confirming(): WriterRpc & RetentionRpc {
  let cursor: { epoch: number; seq: number } | null = null;
  return {
    write: async ({ epoch, toSeq }) => {
      if (toSeq > 0) cursor = { epoch, seq: toSeq };
      return { ok: true };
    },
    cursor: async () => ({ ok: true, cursor }),
    invalidate: async () => ({ ok: true }),
    ...NOTHING_TO_DELETE,
  };
}

test('[HUB8] what a hub reads does not grow with the sessions that it ever saw', async () => {
  const few = await rowsReadAfter(FEW);
  const many = await rowsReadAfter(MANY);
  // Pages of trees and of indexes are a little deeper.
  const SAME = ['opening', 'event of an old session', 'five events of a new session'];
  for (const name of [...SAME, 'checkpoint', 'flush', 'event and frame']) {
    expect(many[name], name).toBeLessThanOrEqual((few[name] ?? 0) + 40);
  }
  // A snapshot and a picture of the team are of so many sessions and tasks, however many there are.
  const shown = LIMITS.snapshotSessions + LIMITS.snapshotTasks;
  for (const name of ['snapshot', 'question', 'question about one session'])
    expect(many[name]).toBeLessThan(8 * shown);
}, 300_000);
