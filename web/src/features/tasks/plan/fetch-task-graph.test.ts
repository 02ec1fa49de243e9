import { describe, expect, test } from 'vitest';
import { fetchTaskGraph } from './fetch-task-graph.ts';

const COUNTS = {
  ready: 0,
  blocked: 0,
  in_progress: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
  dead_blocked: 0,
};
const TASKS = {
  asOf: 1,
  fresh: true,
  project: null,
  projects: [],
  tasks: [],
  graph: { nodes: [], edges: [], criticalPath: [], counts: COUNTS },
  more: 0,
};

function server(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const requests: string[] = [];
  const fetchFrom = (input: string | URL | Request): Promise<Response> => {
    requests.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  };
  return { requests, fetchFrom };
}

describe('the graph of tasks', () => {
  test('is asked for by project, or for the one that moved last', async () => {
    const { requests, fetchFrom } = server(TASKS);
    expect(await fetchTaskGraph(null, fetchFrom)).toMatchObject({ name: 'found', stored: TASKS });
    await fetchTaskGraph('a & b', fetchFrom);
    expect(requests).toEqual(['/v1/graph/tasks', '/v1/graph/tasks?project=a+%26+b']);
  });

  test.each([
    [401, {}, { name: 'no login' }],
    [404, {}, { name: 'not found' }],
    [400, {}, { name: 'not found' }],
    [503, { 'retry-after': '3' }, { name: 'no history', retryAfterMs: 3_000 }],
    [500, {}, { name: 'unreachable', retryAfterMs: null }],
  ])('that is refused with %i says what to do', async (status, headers, outcome) => {
    const { fetchFrom } = server({}, status, headers);
    expect(await fetchTaskGraph(null, fetchFrom)).toEqual(outcome);
  });

  test('of another version is not understood, and none without a network', async () => {
    const { fetchFrom } = server({ graph: 'a picture' });
    expect(await fetchTaskGraph(null, fetchFrom)).toEqual({ name: 'not understood' });
    const away = () => Promise.reject(new Error('offline'));
    expect(await fetchTaskGraph(null, away)).toMatchObject({ name: 'unreachable' });
  });
});
