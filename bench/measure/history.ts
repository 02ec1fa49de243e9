import { TIME } from '@claude-monitor/protocol';
import { writePast } from '../load/past.ts';
import type { Bench } from '../workload.ts';
import { median, type Result } from '../result.ts';
import { startOurs, type BenchMonitor } from '../runtime/bench-monitor.ts';

const RECENT_EVENTS = 10_000;
const ROUNDS = 21;
const ANSWER_MS = 100;

/** What the pages of history ask, of the last week: alike whatever lies before it. */
function questions(now: number): Record<string, string> {
  const dayAgo = String(now - TIME.dayMs);
  const weekAgo = String(now - 7 * TIME.dayMs);
  const until = String(now);
  return {
    'sessions, newest': '/v1/sessions?limit=50',
    'sessions of a day': `/v1/sessions?limit=50&from=${dayAgo}&to=${until}`,
    'sessions by text': '/v1/sessions?limit=50&q=infra-000',
    'tasks, newest': '/v1/tasks?limit=50',
    'tasks that ended, by cost': `/v1/tasks?limit=50&sort=cost&from=${weekAgo}&to=${until}`,
    'tasks of a project': '/v1/tasks?limit=50&project=bridge',
    'graph of a project': '/v1/graph/tasks?project=bridge',
    errors: '/v1/errors?limit=50',
    'kinds of errors of a week': `/v1/errors/groups?from=${weekAgo}&to=${until}`,
    'agents compared over a week': `/v1/agents?from=${weekAgo}&to=${until}&project=bridge`,
    'activity of a week by agent': `/v1/activity?from=${weekAgo}&to=${until}&groupBy=agent&interval=day`,
    'usage of a day by agent': `/v1/usage?from=${dayAgo}&to=${until}&groupBy=agent`,
    'usage of a week by day and model': `/v1/usage?from=${weekAgo}&to=${until}&groupBy=model&interval=day`,
    'agents of a day': `/v1/graph/agents?from=${dayAgo}&to=${until}`,
  };
}

/** A year in one question: it has more to add up, and still answers within its time. */
const yearOf = (now: number): string =>
  `/v1/usage?from=${String(now - 364 * TIME.dayMs)}&to=${String(now)}&groupBy=model&interval=day`;

type Times = { median: number; p95: number };

/** History with much behind it against history with little: an answer costs what it shows. */
export async function measureHistory({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const now = Date.now();
  const timesWith = async (olderEvents: number): Promise<Map<string, Times>> => {
    const ours = await startOurs({ name: `history-${String(olderEvents)}`, bundle, workFolder });
    const { databaseUrl } = ours;
    await writePast({
      databaseUrl,
      workspace: 'bench',
      recentEvents: RECENT_EVENTS,
      olderEvents,
      now,
    });
    const times = new Map<string, Times>();
    for (const [name, path] of Object.entries({
      ...questions(now),
      'usage of a year by day and model': yearOf(now),
    })) {
      times.set(name, await timesOf(ours, path));
    }
    await ours.close();
    return times;
  };
  const little = await timesWith(0);
  const much = await timesWith(workload.historyEvents);
  const behind = `${String(workload.historyEvents)} events behind it`;
  return [...much].flatMap(([name, ours]): Result[] => {
    const floor = little.get(name)?.median ?? Number.NaN;
    const answer: Result = {
      name: `history, ${name}, p95`,
      ours: ours.p95,
      floor: null,
      ratio: ours.p95,
      budget: { atMost: ANSWER_MS },
      unit: `ms, ${behind}`,
    };
    if (name.includes('year')) return [answer];
    const ratio: Result = {
      name: `history, ${name}, against a week alone`,
      ours: ours.median,
      floor,
      ratio: ours.median / floor,
      budget: { atMost: 1.5 },
      unit: `ms, ${behind}`,
    };
    return [ratio, answer];
  });
}

async function timesOf({ origin, readKey }: BenchMonitor, path: string): Promise<Times> {
  const headers = { authorization: `Bearer ${readKey}` };
  const times: number[] = [];
  // The first answer makes the Worker's and libSQL's statements and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const startedAt = performance.now();
    const response = await fetch(`${origin}${path}`, { headers });
    const body = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${String(response.status)}: ${body}`);
    if (round > 0) times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { median: median(times), p95: times[Math.floor(ROUNDS * 0.95)] ?? Number.NaN };
}
