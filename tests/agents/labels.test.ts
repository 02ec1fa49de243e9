import {
  errorBodySchema,
  labelKeysAnswerSchema,
  type TelemetryEventInput,
} from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiOf, eventually, type Api } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** Labels on the running project: what a user writes into OTEL_RESOURCE_ATTRIBUTES, by its sums and in its lists. */

let monitor: Monitor;
let api: Api;

beforeAll(async () => {
  monitor = await startMonitor();
  api = apiOf(monitor);
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

type Attributes = Record<string, string | number>;

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
  }));

let serial = 0;

/** One request of Claude Code, as its log record says it. */
const requestOf = (session: string, tokens: number, own: Attributes = {}): Attributes => ({
  'session.id': session,
  'event.name': 'api_request',
  'event.timestamp': new Date().toISOString(),
  'event.sequence': serial++,
  model: 'claude-sonnet-4-5',
  input_tokens: tokens,
  output_tokens: 0,
  request_id: `req_labels_${String(serial)}`,
  ...own,
});

/** An export of a process with these resource attributes, which Claude Code copies to each record. */
async function exportLogs(resource: Attributes, records: Attributes[]): Promise<void> {
  const logRecords = records.map((record) => ({
    timeUnixNano: `${String(Date.now())}000000`,
    body: { stringValue: `claude_code.${String(record['event.name'])}` },
    attributes: attributesOf({ ...resource, ...record }),
  }));
  const attributes = attributesOf({
    'service.name': 'claude-code',
    'service.version': '2.1.330',
    'host.arch': 'amd64',
    'os.type': 'linux',
    ...resource,
  });
  const scopeLogs = [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords }];
  const answer = await fetch(`${monitor.url}/v1/logs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${monitor.ingestKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs }] }),
  });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
}

const asAdmin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${monitor.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${monitor.adminKey}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await answer.json();
};

const labelKeys = async () => labelKeysAnswerSchema.parse(await asAdmin('GET', '/v1/labels'));

const inputOf = (groups: readonly { key: string | null; inputTokens: number }[]) =>
  Object.fromEntries(groups.map(({ key, inputTokens }) => [key ?? 'none', inputTokens]));

const CORE = '11111111-1111-4111-8111-111111111111';
const DOCS = '22222222-2222-4222-8222-222222222222';
const NOBODY = '33333333-3333-4333-8333-333333333333';

describe('labels of Claude Code', () => {
  beforeAll(async () => {
    await exportLogs({ project: 'billing', team: 'core', cost_center: '42' }, [
      requestOf(CORE, 100, { effort: 'high', 'skill.name': 'review' }),
      requestOf(CORE, 20, { effort: 'high', 'workflow.name': 'release' }),
      {
        'session.id': CORE,
        'event.name': 'api_error',
        'event.timestamp': new Date().toISOString(),
        'event.sequence': serial++,
        status_code: 529,
        attempt: 3,
      },
    ]);
    await exportLogs({ team: 'docs', 'deployment.environment': 'ci' }, [requestOf(DOCS, 3)]);
    await exportLogs({}, [requestOf(NOBODY, 4_000)]);
  });

  test('[USE4] usage by a label adds up to the whole, with what has none', async () => {
    const usage = await eventually(
      () => api.usage('?groupBy=label:team'),
      ({ fresh }) => fresh,
    );
    expect(inputOf(usage.groups)).toEqual({ core: 120, docs: 3, none: 4_000 });
    expect(usage.totals.inputTokens).toBe(4_123);
    expect(inputOf((await api.usage('?groupBy=label:cost_center')).groups)).toEqual({
      '42': 120,
      none: 4_003,
    });
  });

  test('[USE4] what the client says itself of a request is a label too', async () => {
    const by = async (key: string) => inputOf((await api.usage(`?groupBy=label:${key}`)).groups);
    expect(await by('effort')).toEqual({ high: 120, none: 4_003 });
    expect(await by('skill.name')).toEqual({ review: 100, none: 4_023 });
    expect(await by('workflow.name')).toEqual({ release: 20, none: 4_103 });
    expect(await by('deployment.environment')).toEqual({ ci: 3, none: 4_120 });
    expect(await by('nobody.sent.this')).toEqual({ none: 4_123 });
  });

  test('[USE4] a window that cuts an hour is exact by label, and so is a filter', async () => {
    const from = new Date(Date.now() - 600_000).toISOString();
    const cut = await api.usage(`?from=${from}&groupBy=label:team`);
    expect(inputOf(cut.groups)).toEqual({ core: 120, docs: 3, none: 4_000 });
    const filtered = await api.usage(
      `?from=${from}&label=team:core&label=skill.name:review&groupBy=model`,
    );
    expect(inputOf(filtered.groups)).toEqual({ 'claude-sonnet-4-5': 100 });
    expect(filtered.totals.inputTokens).toBe(100);
    expect((await api.usage('?label=team:core&groupBy=session')).groups).toMatchObject([
      { key: CORE, inputTokens: 120 },
    ]);
  });

  test('`project` is the project, and no label', async () => {
    expect(inputOf((await api.usage('?groupBy=project')).groups)).toEqual({
      billing: 120,
      none: 4_003,
    });
    const { items } = await labelKeys();
    expect(items.map(({ key }) => key)).toEqual([
      'cost_center',
      'deployment.environment',
      'effort',
      'skill.name',
      'team',
      'workflow.name',
    ]);
  });

  test('none of it is listed as unrecognized', async () => {
    expect(await asAdmin('GET', '/v1/unknown-names')).toEqual({ items: [], dropped: 0 });
  });

  test('sessions show their labels, and lists are filtered by them', async () => {
    const get = async (path: string): Promise<{ items: Record<string, unknown>[] }> =>
      (await asAdmin('GET', path)) as { items: Record<string, unknown>[] };
    const { items } = await get('/v1/sessions?label=team:core&label=effort:high');
    expect(items).toMatchObject([
      {
        sessionId: CORE,
        project: 'billing',
        labels: [
          { key: 'cost_center', values: ['42'] },
          { key: 'effort', values: ['high'] },
          { key: 'skill.name', values: ['review'] },
          { key: 'team', values: ['core'] },
          { key: 'workflow.name', values: ['release'] },
        ],
      },
    ]);
    expect((await get('/v1/sessions?label=team:cor')).items).toEqual([]);
    expect((await get('/v1/errors?label=team:core')).items).toMatchObject([{ sessionId: CORE }]);
    expect((await get('/v1/errors?label=team:docs')).items).toEqual([]);
    expect((await get('/v1/tasks?label=team:core')).items).toEqual([]);
  });

  test.each([
    ['/v1/usage?label=team', 'label'],
    ['/v1/sessions?label=:core', 'label'],
    ['/v1/usage?groupBy=label:', 'groupBy'],
    ['/v1/usage?groupBy=label:a%20b', 'groupBy'],
  ])('[ING4] %s is refused, and what to write is said', async (path, field) => {
    const { error } = errorBodySchema.parse(await asAdmin('GET', path));
    expect(error).toMatchObject({ code: 'invalid_query', path: field });
    expect(error.message).toMatch(/KEY/);
  });
});

describe('labels of an event', () => {
  const event = (id: string, labels: unknown): TelemetryEventInput =>
    ({
      id,
      type: 'task.start',
      time: Date.now(),
      sessionId: 'sdk-1',
      taskId: id,
      labels,
    }) as TelemetryEventInput;

  test('[ING3] come with any event, and malformed ones are refused by name', async () => {
    const { results } = await api.send([
      event('good', { team: 'sdk' }),
      event('number', { team: 7 }),
      event('spaces', { 'my team': 'sdk' }),
      event('long', { team: 'x'.repeat(101) }),
      event(
        'many',
        Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${String(i)}`, 'v'])),
      ),
    ]);
    expect(results.map(({ status, path }) => [status, path])).toEqual([
      ['accepted', undefined],
      ['rejected', 'labels.team'],
      ['rejected', 'labels.my team'],
      ['rejected', 'labels.team'],
      ['rejected', 'labels'],
    ]);
    const tasks = (await asAdmin('GET', '/v1/tasks?label=team:sdk')) as { items: unknown[] };
    expect(tasks.items).toMatchObject([{ taskId: 'good' }]);
  });
});

describe('a label that is hidden', () => {
  test('[USE6] is not kept from then on, shown nowhere, and all sums stay', async () => {
    const before = await api.usage();
    expect(await asAdmin('PUT', '/v1/labels/cost_center', { isHidden: true })).toMatchObject({
      key: 'cost_center',
      isHidden: true,
    });
    await exportLogs({ team: 'core', cost_center: '43' }, [requestOf(CORE, 1)]);
    const after = await eventually(
      () => api.usage(),
      ({ totals }) => totals.inputTokens === before.totals.inputTokens + 1,
    );
    expect(after.totals.requests).toBe(before.totals.requests + 1);
    const { error } = errorBodySchema.parse(
      await asAdmin('GET', '/v1/usage?groupBy=label:cost_center'),
    );
    expect(error).toMatchObject({ code: 'invalid_query', path: 'groupBy' });
    const session = (await api.sessions()).items.find(({ sessionId }) => sessionId === CORE);
    expect(session?.labels.map(({ key }) => key)).not.toContain('cost_center');

    // Neither do raw events show it, and nothing finds by it.
    const rawEvents = JSON.stringify(await asAdmin('GET', `/v1/events?session=${CORE}`));
    expect(rawEvents).toContain('"team"');
    expect(rawEvents).not.toContain('cost_center');
    for (const path of ['/v1/sessions?', '/v1/graph/tasks?', `/v1/events?session=${CORE}&`]) {
      const refusal = errorBodySchema.parse(await asAdmin('GET', `${path}label=cost_center:42`));
      expect([path, refusal.error]).toMatchObject([path, { code: 'invalid_query', path: 'label' }]);
    }
    const call = { arguments: { by: 'label:cost_center' } };
    const question = errorBodySchema.parse(await asAdmin('POST', '/v1/questions/get_usage', call));
    expect(question.error.message).toContain('hidden');

    await asAdmin('PUT', '/v1/labels/cost_center', { isHidden: false });
    const shown = JSON.stringify(
      await asAdmin('GET', `/v1/events?session=${CORE}&label=cost_center:42`),
    );
    expect(shown).toContain('cost_center');
    expect(inputOf((await api.usage('?groupBy=label:cost_center')).groups)).toEqual({
      '42': 120,
      none: after.totals.inputTokens - 120,
    });
  });

  test('who may only read changes nothing', async () => {
    const answer = await fetch(`${monitor.url}/v1/labels/team`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${monitor.readKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ isHidden: true }),
    });
    expect(answer.status).toBe(403);
  });
});

describe('a sender with endless values', () => {
  test('[HUB8] has the rest of them in "other", which the list of keys shows', async () => {
    const before = await api.usage();
    const events = Array.from({ length: 300 }, (_, index): TelemetryEventInput => ({
      id: `endless-${String(index)}`,
      type: 'usage',
      time: Date.now(),
      sessionId: 'endless',
      requestId: `req_endless_${String(index)}`,
      model: 'claude-sonnet-4-5',
      inputTokens: 1,
      labels: { run: `run-${String(index)}` },
    }));
    await api.send(events);
    const { groups, totals } = await api.usage('?groupBy=label:run');
    expect(totals.inputTokens).toBe(before.totals.inputTokens + 300);
    expect(groups.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(totals.inputTokens);
    expect(groups).toHaveLength(252);
    expect(groups.find(({ key }) => key === 'other')?.inputTokens).toBe(50);
    const { items } = await labelKeys();
    expect(items.find(({ key }) => key === 'run')).toMatchObject({ values: 250, others: 50 });
  });
});
