import { errorBodySchema, TIME, wasteAnswerSchema, type Label } from '@claude-monitor/protocol';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, newTeam } from '../../testing/links.fixture.ts';

let team: Awaited<ReturnType<typeof newTeam>>;
const at = Date.now() - TIME.hourMs;

/** A context that is sent again in full a minute later, though its cache had not expired; and a task that fails. */
const wasted = (sessionId: string, labels: Record<string, string> | undefined) => {
  const whose = { sessionId, agentName: sessionId, source: 'otlp', model: 'claude-sonnet-4-5' };
  const carried = labels === undefined ? {} : { labels };
  const task = { taskId: `t ${sessionId}`, source: 'mcp', project: 'dex' };
  return [
    ...[0, 1].map((minute) => ({
      ...{ ...whose, ...carried, type: 'usage', requestId: `${sessionId} ${String(minute)}` },
      ...{ time: at + minute * TIME.minuteMs, cacheCreationTokens: 50_000 },
    })),
    { ...whose, ...task, type: 'task.start', taskDescription: 'Build', time: at },
    { ...whose, ...task, type: 'task.complete', status: 'failed', time: at + 90_000 },
  ];
};

beforeAll(async () => {
  team = await newTeam();
  await team.send([
    ...wasted('core-1', { team: 'core', stage: 'a' }),
    ...wasted('core-2', { team: 'core', stage: 'b' }),
    ...wasted('docs-1', { team: 'docs', stage: 'a' }),
    ...wasted('none-1', undefined),
  ]);
});

async function missesOf(...labels: Label[]): Promise<Record<string, number>> {
  const query = labels.map(([key, value]) => `&label=${encodeURIComponent(`${key}:${value}`)}`);
  const path = `/v1/waste?from=${String(at - TIME.hourMs)}${query.join('')}`;
  const answer = await ask(path, { bearer: team.key });
  expect(answer.status, await answer.clone().text()).toBe(200);
  const { items, fresh } = wasteAnswerSchema.parse(await answer.json());
  // A busy machine takes longer than an answer waits for what failed tasks cost.
  if (!fresh) return await missesOf(...labels);
  return Object.fromEntries(items.map(({ kind, count }) => [kind, count]));
}

describe('[USE8] waste of a label', () => {
  test.each<[string, Label[], number]>([
    ['no label', [], 4],
    ['one', [['team', 'core']], 2],
    [
      'either value of a key',
      [
        ['team', 'core'],
        ['team', 'docs'],
      ],
      3,
    ],
    [
      'each of two keys',
      [
        ['team', 'core'],
        ['stage', 'a'],
      ],
      1,
    ],
    ['one that nobody carries', [['team', 'nobody']], 0],
    ['a value that is the start of another', [['team', 'cor']], 0],
  ])(
    '%s is that of the sessions that carry it, failed tasks among it',
    async (_, labels, count) => {
      expect(await missesOf(...labels)).toEqual(
        count === 0 ? {} : { cache_misses: count, failed_tasks: count },
      );
    },
  );

  test('that is hidden finds nothing and says why; one that is none is refused', async () => {
    const hidden = await ask('/v1/labels/stage', {
      ...{ bearer: team.adminKey, method: 'PUT', body: { isHidden: true } },
    });
    expect(hidden.status).toBe(200);
    for (const label of ['stage:a', 'no-value']) {
      const answer = await ask(`/v1/waste?label=${label}`, { bearer: team.key });
      expect(answer.status).toBe(400);
      expect(errorBodySchema.parse(await answer.json()).error.path).toBe('label');
    }
  });
});
