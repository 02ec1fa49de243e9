import { hash64, noUsage, TIME, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol';
import {
  activityHour,
  batchOf,
  blockOf,
  requestRow,
  sessionRow,
  taskRow,
  usageHour,
} from './rows.fixture.ts';
import { packEvents } from '../packing/packed-json.ts';
import type { FlushBatch } from '../rows.ts';
import { chunksOf } from './requests.fixture.ts';

/** Start, task, three usages, completion, end. */
export const EVENTS_OF_A_SMALL_SESSION = 7;

const AGENTS = ['infrastructure-specialist', 'solidity-developer', 'security-auditor'];
const MODEL = 'claude-sonnet-4-5-20250929';
/** What is the same in all rows of a session: who did it. */
const PEOPLE = { project: 'bridge', user: 'ada@example.com' };

/**
 * What a hub writes of `count` small sessions from `first` on, all of one flush: rows and blocks as the
 * fold makes them, ids and figures that no two sessions share.
 */
export function smallSessions(workspace: string, first: number, count: number): FlushBatch {
  return sessionsAt({ workspace, first, count, timeOf });
}

/** The same, beginning when `timeOf` says. */
export function sessionsAt({
  workspace,
  first,
  count,
  timeOf,
}: {
  workspace: string;
  first: number;
  count: number;
  timeOf: (index: number) => number;
}): FlushBatch {
  const batch = batchOf({ workspace, toSeq: seqOf(first + count) });
  for (let index = first; index < first + count; index++) addSession(batch, index, timeOf(index));
  return batch;
}

/** Sessions begin ten seconds apart. */
export const timeOf = (index: number): number => Date.UTC(2026, 4, 4) + index * 10_000;

const seqOf = (index: number): number => timeOf(0) * 1_000 + index * EVENTS_OF_A_SMALL_SESSION;

function addSession(batch: FlushBatch, index: number, at: number): void {
  const hour = at - (at % TIME.hourMs);
  const agent = AGENTS[index % AGENTS.length] ?? '';
  const sessionId = `infra-${String(index).padStart(5, '0')}`;
  const taskId = `TASK-${String(index)}`;
  const [id, task] = [hash64(sessionId), hash64(taskId)];
  const seq = seqOf(index);
  const usages = [1, 2, 3].map((turn) => usageOf(index * 3 + turn));
  const sums = usages.reduce(added, noUsage());
  const usage = { ...sums, measured: sums, reported: noUsage() };
  const clientCostMicros = sums.costMicros + 18;
  const endedAt = at + 9_000;
  const rev = seq + EVENTS_OF_A_SMALL_SESSION - 1;
  const row = { owner: id, run: id, hour, task, model: MODEL, agent, ...PEOPLE };
  batch.sessions.push(
    sessionRow(
      {
        ...{ id, sessionId, agentName: agent, model: MODEL, ...PEOPLE, device: 'build-7' },
        ...{ startedAt: at, endedAt, lastAt: endedAt, usage, clientCostMicros },
        context: {
          tokens: sums.cacheReadTokens,
          window: null,
          provenance: 'measured',
          at: at + 4_000,
        },
        tasks: { open: 0, done: 1, failed: 0, cancelled: 0 },
        isReportedCounted: false,
        pulse: { at: endedAt - (endedAt % TIME.minuteMs), tokens: [sums.cacheReadTokens, 0] },
        changedSeq: rev,
      },
      { rev },
    ),
  );
  const worker = { session: id, agentName: agent, status: 'success', at: at + 8_000 } as const;
  batch.tasks.push(
    taskRow(
      {
        ...{ id: task, taskId, session: id, agentName: agent, project: 'bridge', usage },
        ...{ description: DESCRIPTION, priority: 'high', status: 'success', progress: 1 },
        ...{ startedAt: at + 1_000, endedAt: at + 8_000, lastAt: at + 8_000, durationMs: 7_000 },
        workers: [worker],
        changedSeq: rev - 1,
      },
      { rev: rev - 1 },
    ),
  );
  const requests = usages.map((sum, turn) =>
    requestRow({
      ...{ ...row, ...sum, at: at + (turn + 2) * 1_000 },
      ...{ clientCostMicros: sum.costMicros + 6, rev: seq + 2 + turn },
    }),
  );
  batch.requestChunks.push(...chunksOf(requests));
  batch.usageHours.push(usageHour({ ...row, ...sums, clientCostMicros, rev: rev - 2 }));
  batch.activityHours.push(
    activityHour({
      ...{
        owner: id,
        run: id,
        hour,
        agent,
        ...PEOPLE,
        tasksStarted: 1,
        tasksDone: 1,
        rev: rev - 1,
      },
    }),
  );
  batch.blocks.push({
    ...blockOf(seq, eventsOf(index, at), id),
    data: packEvents(JSON.stringify(eventsOf(index, at))),
  });
}

const DESCRIPTION = 'Provision the staging cluster and check its certificates';

const requestId = (index: number, turn: number): string =>
  `req_011${hash64(`request ${String(index)} ${String(turn)}`)}NcZp`;

const usageOf = (number: number): UsageSums => ({
  requests: 1,
  inputTokens: (number * 7_919) % 300,
  outputTokens: (number * 104_729) % 2_000,
  cacheReadTokens: (number * 1_299_709) % 120_000,
  cacheCreationTokens: (number * 15_485_863) % 5_000,
  costMicros: (number * 32_452_843) % 90_000,
  unpricedRequests: 0,
});

function added(sums: UsageSums, part: UsageSums): UsageSums {
  const total = { ...sums };
  for (const field of USAGE_SUM_FIELDS) total[field] += part[field];
  return total;
}

function eventsOf(index: number, at: number) {
  const agentName = AGENTS[index % AGENTS.length] ?? '';
  const sessionId = `infra-${String(index).padStart(5, '0')}`;
  const of = (
    number: number,
    type: string,
    { source, ...rest }: { source: string } & Record<string, unknown>,
  ) => ({
    ...{
      id: `evt_${hash64(`${String(index)} ${String(number)}`)}`,
      type,
      time: at + number * 1_000,
    },
    ...{ sessionId, agentName, model: MODEL, ...PEOPLE, device: 'build-7', source },
    ...{ ...rest, receivedAt: at + number * 1_000 + 120 },
  });
  const taskId = `TASK-${String(index)}`;
  return [
    of(0, 'session.start', { source: 'mcp' }),
    of(1, 'task.start', { source: 'mcp', taskId, taskDescription: DESCRIPTION, priority: 'high' }),
    ...[0, 1, 2].map((turn) => {
      const {
        requests: _,
        unpricedRequests: __,
        costMicros,
        ...usage
      } = usageOf(index * 3 + turn + 1);
      const known = { requestId: requestId(index, turn), querySource: 'repl_main_thread' };
      return of(2 + turn, 'usage', {
        source: 'otlp',
        ...usage,
        ...known,
        clientCostMicros: costMicros + 6,
      });
    }),
    of(8, 'task.complete', { source: 'mcp', taskId, status: 'success', duration: 7_000 }),
    of(9, 'session.end', { source: 'mcp' }),
  ];
}
