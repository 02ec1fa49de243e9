import { expect, test } from 'vitest';
import { fetchAgentGraph } from './fetch-agent-graph.ts';

function server(body: unknown) {
  const requests: string[] = [];
  const fetchFrom = (input: string | URL | Request): Promise<Response> => {
    requests.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(new Response(JSON.stringify(body)));
  };
  return { requests, fetchFrom };
}

test('the graph of agents is asked for by project and time, each where it is wanted', async () => {
  const answer = {
    asOf: 1,
    fresh: true,
    project: null,
    from: null,
    to: null,
    nodes: [],
    edges: [],
    more: 0,
  };
  const { requests, fetchFrom } = server(answer);
  await fetchAgentGraph({ project: null, label: null, from: null, to: null }, fetchFrom);
  await fetchAgentGraph({ project: 'dex', label: 'team:core', from: 1, to: 2 }, fetchFrom);
  expect(requests).toEqual([
    '/v1/graph/agents',
    '/v1/graph/agents?project=dex&label=team%3Acore&from=1&to=2',
  ]);
});
