import { describe, expect, test } from 'vitest';
import { createApp } from '../../app.ts';
import { bearer } from '../../testing/app.fixture.ts';
import { ask, browserOf, newTeam, workOf } from '../../testing/links.fixture.ts';
import { createFakeDeps, EMPTY_HISTORY, ORIGIN } from '../../testing/deps.fixture.ts';

/** The lines of a CSV whose texts hold no line ends, as cells by their column. */
function tableOf(csv: string): Record<string, string>[] {
  const [head = '', ...lines] = csv.split('\r\n').slice(0, -1);
  const cellsOf = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) =>
      (quoted ?? plain ?? '').replaceAll('""', '"'),
    );
  const names = cellsOf(head);
  return lines.map((line) =>
    Object.fromEntries(cellsOf(line).map((cell, index) => [names[index] ?? '', cell])),
  );
}

const exported = (path: string, key: string, accept?: string): Promise<Response> =>
  ask(path, { bearer: key, ...(accept === undefined ? {} : { headers: { accept } }) });

describe('[STO3] a list as a file', () => {
  test('holds every row that the filters keep, in CSV and NDJSON alike, formulas as text', async () => {
    const { key, send } = await newTeam();
    await send([...workOf('=dex'), ...workOf('other'), ...workOf('=dex', 'more')]);
    const query = `/v1/sessions?project=${encodeURIComponent('=dex')}&limit=1`;
    const csv = await exported(`${query}&format=csv`, key);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="sessions-\d{8}T\d{4}Z\.csv"$/,
    );
    const rows = tableOf(await csv.text());
    expect(rows.map(({ project }) => project)).toEqual(["'=dex", "'=dex"]);
    expect(rows[0]?.['startedAt']).toMatch(/^\d{4}-.*Z$/);
    const ndjson = await exported(`${query}&format=ndjson`, key);
    const items = (await ndjson.text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ project: '=dex', usage: { requests: 1 } });
  });

  test('is had by the Accept header too; the parameter counts before it', async () => {
    const { key, send } = await newTeam();
    await send(workOf('dex'));
    const typeOf = async (path: string, accept: string) =>
      (await exported(path, key, accept)).headers.get('content-type');
    expect(await typeOf('/v1/tasks', 'text/csv')).toContain('text/csv');
    expect(await typeOf('/v1/tasks', 'application/x-ndjson')).toBe('application/x-ndjson');
    expect(await typeOf('/v1/tasks', '*/*')).toContain('application/json');
    expect(await typeOf('/v1/tasks?format=json', 'text/csv')).toContain('application/json');
    const wrong = await exported('/v1/tasks?format=xlsx', key);
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ error: { code: 'invalid_query', path: 'format' } });
  });

  test('adds up: sums have a row for each group', async () => {
    const { key, send } = await newTeam();
    await send([...workOf('dex'), ...workOf('other')]);
    const rows = tableOf(
      await (await exported('/v1/usage?groupBy=project&format=csv', key)).text(),
    );
    expect(rows.map(({ row, key: project }) => [row, project]).sort()).toEqual([
      ['group', 'dex'],
      ['group', 'other'],
    ]);
    expect(rows.map(({ outputTokens }) => outputTokens)).toEqual(['7', '7']);
  });

  test('[SHR2] of a link has what the link shows, and pseudonyms for the rest', async () => {
    const { send, share } = await newTeam();
    await send([...workOf('dex'), ...workOf('other')]);
    const { token } = await share({ scope: { kind: 'project', project: 'dex' } });
    const viewer = await browserOf(token);
    const csv = await (await viewer.get('/v1/sessions?format=csv')).text();
    expect(tableOf(csv)).toHaveLength(1);
    expect(csv).not.toMatch(/dex-agent|other/);
    for (const path of ['/v1/audit?format=csv', '/v1/events?session=s&format=csv']) {
      expect((await viewer.get(path)).status).toBe(403);
    }
  });

  test('of settings is for admins', async () => {
    const { key, adminKey } = await newTeam();
    const csv = await exported('/v1/keys?format=csv', adminKey);
    expect(tableOf(await csv.text()).map(({ name }) => name)).toContain('test');
    expect((await exported('/v1/keys?format=csv', key)).status).toBe(403);
  });
});

const errorOf = (index: number) => ({
  fingerprint: `f${String(index % 7)}`,
  errorType: index % 2 === 0 ? '=HYPERLINK("https://example.com")' : 'BashFailed',
  message: `error number ${String(index)}`,
  severity: 'low' as const,
  agentName: 'ada',
  session: `session-${String(index)}`,
  sessionId: 's',
  count: 1,
  firstAt: index,
  lastAt: index,
});

describe('an export page after page', () => {
  const fake = (sessions: typeof EMPTY_HISTORY.sessions) =>
    createFakeDeps({ history: { ...EMPTY_HISTORY, sessions } });
  const get = async (made: ReturnType<typeof fake>, query: string): Promise<Response> => {
    const key = await made.keyOf('acme', ['read']);
    return await createApp(made.deps).request(
      new Request(`${ORIGIN}/v1/sessions${query}`, { headers: bearer(key) }),
    );
  };

  test('asks for the next page when the one before was taken, also past empty ones', async () => {
    const requests: (string | undefined)[] = [];
    const made = fake(async (_, { cursor, limit, sort }) => {
      requests.push(cursor);
      expect([limit, sort]).toEqual([500, 'started_at']);
      const page = Number(cursor ?? 0);
      return await Promise.resolve({ items: [], next: page === 3 ? null : String(page + 1) });
    });
    const answer = await get(made, '?format=ndjson&limit=7&cursor=ignored');
    expect(requests).toEqual([undefined]);
    expect(await answer.text()).toBe('');
    expect(requests).toEqual([undefined, '1', '2', '3']);
  });

  test(
    'of a million rows holds one page at a time, formulas as text',
    { timeout: 180_000 },
    async () => {
      const rows = 1_000_000;
      let requests = 0;
      const made = createFakeDeps({
        history: {
          ...EMPTY_HISTORY,
          errors: async (_, { cursor = '0', limit }) => {
            requests += 1;
            const from = Number(cursor);
            const items = Array.from({ length: limit }, (__, index) => errorOf(from + index));
            const next = from + limit < rows ? String(from + limit) : null;
            return await Promise.resolve({ items, next, countedFrom: null });
          },
        },
      });
      const key = await made.keyOf('acme', ['read']);
      const answer = await createApp(made.deps).request(
        new Request(`${ORIGIN}/v1/errors?format=csv`, { headers: bearer(key) }),
      );
      const reader = (answer.body ?? new ReadableStream<Uint8Array>()).getReader();
      const decoder = new TextDecoder();
      let [lines, chunks] = [0, 0];
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        chunks += 1;
        // The first chunk is the heads; nobody asks for a page before the one before was taken.
        expect(requests).toBeLessThanOrEqual(Math.max(1, chunks));
        const text = decoder.decode(value, { stream: true });
        if (chunks % 100 === 0) expect(text).not.toMatch(/(?:^|,|")=/m);
        lines += text.split('\r\n').length - 1;
      }
      expect(lines).toBe(rows + 1);
      expect(requests).toBe(rows / 500);
    },
  );

  test('breaks off when a page fails, so that half of a list is no whole one', async () => {
    const made = fake(async (_, { cursor }) => {
      if (cursor !== undefined) throw new Error('libSQL is gone');
      return await Promise.resolve({ items: [], next: 'more' });
    });
    const answer = await get(made, '?format=csv');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  test('is refused where an order leaves rows out', async () => {
    const made = fake(async () => {
      return await Promise.resolve({
        items: [],
        next: null,
        ordered: { count: 5_000, isWhole: false },
      });
    });
    const answer = await get(made, '?format=csv&sort=cost');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_query', path: 'sort' } });
  });
});
