import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  ACTIVITY_GROUPINGS,
  agentGraphAnswerSchema,
  eventSchema,
  sessionsAnswerSchema,
  tasksAnswerSchema,
  USAGE_GROUPINGS,
} from '@claude-monitor/protocol';
import { browserOf, newTeam } from './testing/links.fixture.ts';

/** A word that stands in every text of every event, and in nothing that a redacted link sees. */
const CANARY = 'canary';

/** Of a field that holds the hash of a name, and never a text. */
const HASH = '00c0ffee00c0ffee';

/** Of a field with a closed list of words, which of them: all are sent. */
const TURNS = 6;

/** A value for a field: free text is a canary of its own, the same in all events, so that they belong together. */
function valueOf(schema: z.core.$ZodType, path: string, turn: number): unknown {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return valueOf(schema.unwrap(), path, turn);
  }
  if (schema instanceof z.ZodPipe) return valueOf(schema.in, path, turn);
  if (schema instanceof z.ZodString) {
    const text = `${CANARY} ${path}`;
    return schema.safeParse(text).success ? text : HASH;
  }
  if (schema instanceof z.ZodEnum) return schema.options[turn % schema.options.length];
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodArray) return [valueOf(schema.element, `${path}[]`, turn)];
  if (schema instanceof z.ZodTuple) {
    return schema.def.items.map((item, place) => valueOf(item, `${path}[${String(place)}]`, turn));
  }
  if (schema instanceof z.ZodBoolean) return false;
  if (schema instanceof z.ZodNumber) return 1;
  if (schema instanceof z.ZodUnion) return Date.now();
  if (schema instanceof z.ZodRecord) return { [`${CANARY}_key`]: `${CANARY} value` };
  if (schema instanceof z.ZodObject) return fieldsOf(schema, turn);
  throw new Error(`no value for ${path}`);
}

const fieldsOf = (schema: z.ZodObject, turn: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(schema.shape).map(([field, of]) => [field, valueOf(of, field, turn)]),
  );

/** Every event type in every state, each text a canary; an end is reported last. */
const events = Array.from({ length: TURNS }, (_, turn) =>
  eventSchema.options.map((option) => ({
    ...fieldsOf(option, turn),
    id: `${CANARY} ${option.shape.type.value} ${String(turn)}`,
    source: 'api',
  })),
)
  .flat()
  .sort((a, b) => Number(isEnd(a)) - Number(isEnd(b)));

function isEnd(event: object): boolean {
  return Reflect.get(event, 'type') === 'session.end';
}

const texts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

describe('a canary in every text of every event', () => {
  test('is in each of them', () => {
    for (const event of events) {
      expect(texts(event).filter((text) => text.includes(CANARY)).length).toBeGreaterThan(8);
    }
  });

  test.each([
    ['the workspace', { kind: 'workspace' }],
    ['its project', { kind: 'project', project: `${CANARY} project` }],
    ['its session', { kind: 'session', session: `${CANARY} sessionId` }],
  ])('[SHR2] is in no frame, answer or page of a redacted link of %s', async (_, scope) => {
    const team = await newTeam();
    const of = {
      sessionId: `${CANARY} sessionId`,
      project: `${CANARY} project`,
      device: `${CANARY} device`,
    };
    await team.send([{ ...of, type: 'session.start' }]);
    const { token } = await team.share({ name: `${CANARY} name`, scope });
    const browser = await browserOf(token);
    const viewer = await browser.watch();
    await viewer.until(({ position }) => position !== null);
    await team.send(events.map((event) => ({ ...event, time: Date.now() })));
    await viewer.until(({ sessions }) =>
      [...sessions.values()].some(({ endedAt }) => endedAt !== null),
    );
    viewer.close();
    const fresh = await browser.watch();
    await fresh.until(({ sessions, tasks }) => sessions.size > 0 && tasks.size > 0);
    fresh.close();

    const answers: string[] = [JSON.stringify([viewer.frames, fresh.frames, browser.view])];
    const read = async (path: string): Promise<string> => {
      const text = await (await browser.get(path)).text();
      answers.push(`${path} ${text}`);
      return text;
    };
    const sessions = sessionsAnswerSchema.parse(JSON.parse(await read('/v1/sessions')));
    const tasks = tasksAnswerSchema.parse(JSON.parse(await read('/v1/tasks')));
    expect(sessions.items.length).toBeGreaterThan(0);
    // History lists a session's tasks by who had them last; live also by who had them before.
    if (scope.kind !== 'session') expect(tasks.items.length).toBeGreaterThan(0);
    for (const { id } of sessions.items) {
      await read(`/v1/sessions/${id}`);
      await read(`/v1/errors?session=${id}`);
      await read(`/v1/usage?session=${id}&groupBy=task`);
      await read(`/v1/events?session=${id}`);
    }
    for (const id of fresh.tasks.keys()) await read(`/v1/tasks/${id}`);
    for (const grouping of USAGE_GROUPINGS) await read(`/v1/usage?groupBy=${grouping}`);
    for (const grouping of ACTIVITY_GROUPINGS) await read(`/v1/activity?groupBy=${grouping}`);
    await read('/v1/uptime');
    await read('/v1/usage?groupBy=label:team');
    await read('/v1/labels');
    await read('/v1/link');
    await read('/v1/errors');
    await read('/v1/graph/tasks');
    await read('/v1/status');
    await read('/v1/keys');
    const agents = await read('/v1/graph/agents');
    if (scope.kind !== 'session') {
      const graph = agentGraphAnswerSchema.parse(JSON.parse(agents));
      expect(graph.nodes.length).toBeGreaterThan(0);
    }
    for (const page of ['', '/tasks', '/agents', `/sessions/${sessions.items[0]?.id ?? ''}`]) {
      await read(page);
    }
    for (const answer of answers) {
      const at = answer.toLowerCase().indexOf(CANARY);
      expect(at === -1 ? '' : answer.slice(Math.max(0, at - 200), at + 60)).toBe('');
    }
  });
});
