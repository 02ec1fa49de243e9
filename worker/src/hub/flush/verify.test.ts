import { env } from 'cloudflare:workers';
import { sessionKeyOf, type HubRows, type Repair } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { databaseAddress, openDatabase } from '../../store/client.ts';
import { differencesFromHub } from '../../store/verify/against-hub.ts';
import type { Difference } from '../../store/verify/difference.ts';
import { repairOf } from '../../store/verify/repair-of.ts';
import { verifyWorkspace } from '../../store/verify/verify.ts';
import { runCommand } from '../commands.ts';
import { eventOf, KEY, take, withCore, workday, type Core } from '../hub.fixture.ts';

const AT = Date.now() - 60_000;
const SESSION = sessionKeyOf('agent-0', '');
const db = openDatabase(databaseAddress(env));

type Named = Core & { name: string };

async function pagesOf({ hub }: Named): Promise<HubRows[]> {
  const pages: HubRows[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const answer = await runCommand({ hub, hash: KEY.hash }, 'hubRows', query);
    if (!answer.ok) throw new Error(answer.error.message);
    pages.push(answer.value);
    cursor = answer.value.next ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

/** As `npm run verify` compares: libSQL with itself, then with the hub. */
async function differencesIn(core: Named): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const difference of verifyWorkspace(db, core.name)) found.push(difference);
  for (const page of await pagesOf(core)) {
    const { differences, unsettled } = await differencesFromHub(db, core.name, page);
    expect(unsettled).toBe(0);
    found.push(...differences);
  }
  return found;
}

async function repair({ hub }: Named, rows: Repair): Promise<void> {
  const answer = await runCommand({ hub, hash: KEY.hash }, 'repair', rows);
  expect(answer).toEqual({ ok: true, value: { isSent: true } });
}

const labelled = eventOf({
  ...{ id: 'labelled', type: 'usage', sessionId: 'agent-0', time: AT, source: 'otlp' },
  ...{ requestId: 'labelled', inputTokens: 4, labels: { team: 'core', branch: 'main' } },
});

const withHistory = (work: (core: Named) => Promise<void>): Promise<void> =>
  withCore({}, async (core) => {
    await take(core, [...workday(AT), labelled]);
    expect(await core.hub.flusher.flush()).toBe(true);
    expect(await differencesIn(core)).toEqual([]);
    await work(core);
  });

/** In the words of SQL; `W` is the workspace, and each is about one session. */
const OF_SESSION = `workspace = W and owner = '${SESSION}'`;
const WITH_REQUESTS_OF_SESSION = `workspace = W and requests like '%"${SESSION}"%'`;
const COLUMNS =
  'workspace, owner, run, hour, agent_id, task, model, provenance, agent, project, user, requests, ' +
  'input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens, cost_micros, ' +
  'unpriced_requests, client_cost_micros, rev';
const PLANTED: [what: string, table: string, sql: string][] = [
  ['a set of labels that is lost', 'label_set', 'delete from label_set where workspace = W'],
  [
    'a label of another value',
    'label_set',
    "update label_set set value = 'x' where workspace = W and key = 'team'",
  ],
  [
    'labels of a session that are lost',
    'session',
    `update session set labels = '' where workspace = W and id = '${SESSION}'`,
  ],
  [
    'a sum that is too large',
    'usage_hour',
    `update usage_hour set input_tokens = input_tokens + 1 where ${OF_SESSION} and provenance = 'measured'`,
  ],
  ['a sum that is lost', 'usage_hour', `delete from usage_hour where ${OF_SESSION}`],
  [
    'a sum that nothing adds up to',
    'usage_hour',
    `insert into usage_hour (${COLUMNS}) select ${COLUMNS.replace(' task,', " 'made up',")} from usage_hour where ${OF_SESSION} and provenance = 'measured'`,
  ],
  [
    'a sum under another user',
    'usage_hour',
    `update usage_hour set user = 'eve' where ${OF_SESSION}`,
  ],
  [
    'a request that is lost',
    'usage_hour',
    `delete from request_chunk where ${WITH_REQUESTS_OF_SESSION}`,
  ],
  [
    'a request with a higher price',
    'usage_hour',
    `update request_chunk set requests = json_set(requests, '$[0][0][0][5]', 7) where ${WITH_REQUESTS_OF_SESSION}`,
  ],
  ['counts that are lost', 'activity_hour', `delete from activity_hour where ${OF_SESSION}`],
  [
    'errors that are counted twice',
    'error_hour',
    `update error_hour set count = 2 where ${OF_SESSION}`,
  ],
  [
    'a session that is lost',
    'session',
    `delete from session where workspace = W and id = '${SESSION}'`,
  ],
  [
    'a session that is taken for gone',
    'session',
    `update session set is_gone = 1 where workspace = W and id = '${SESSION}'`,
  ],
  [
    'a task that is taken for gone',
    'task',
    `update task set is_gone = 1 where workspace = W and session = '${SESSION}'`,
  ],
  [
    'sums of a project',
    'project',
    'update project set open_tasks = open_tasks + 1 where workspace = W',
  ],
  [
    'a trend of a day',
    'usage_trend',
    `update usage_trend set requests = requests + 1 where workspace = W and grain = 'day'`,
  ],
];

describe('[STO8] a hub and its history', () => {
  test('agree after flushes, whatever the size of an answer', async () => {
    await withHistory(async (core) => {
      const pages = await pagesOf(core);
      const sessions = pages.flatMap(({ rows }) => rows.session);
      expect(sessions.map(({ id }) => id)).toContain(SESSION);
      expect(pages.flatMap(({ rows }) => rows.task)).toHaveLength(3);
    });
  });

  test.each(PLANTED)('disagree about %s, and a repair heals it', async (_, table, sql) => {
    await withHistory(async (core) => {
      const { rowsAffected } = await db.$client.execute(sql.replaceAll(/\bW\b/g, `'${core.name}'`));
      expect(rowsAffected).toBeGreaterThan(0);
      const differences = await differencesIn(core);
      expect(differences.map((difference) => difference.table)).toContain(table);
      const pages = await pagesOf(core);
      await repair(core, repairOf(differences, pages));
      expect(await differencesIn(core)).toEqual([]);
    });
  });

  test('what libSQL has not confirmed is not compared', async () => {
    await withHistory(async (core) => {
      await db.$client.execute(`delete from session where workspace = '${core.name}'`);
      const [page] = await pagesOf(core);
      if (page === undefined) throw new Error('no answer');
      const stale = { ...page, flushedSeq: 0 };
      const { differences, unsettled } = await differencesFromHub(db, core.name, stale);
      expect(differences).toEqual([]);
      expect(unsettled).toBeGreaterThan(0);
    });
  });

  test('[ING1] a repair while events come in loses none of them', async () => {
    await withHistory(async (core) => {
      const hour = AT - (AT % 3_600_000);
      const taken = take(core, workday(AT + 1_000, 5));
      await repair(core, { hours: [{ run: SESSION, hour }], sessions: [SESSION], tasks: [] });
      await taken;
      const { seq } = core.hub.workspaceState.progress;
      expect(core.hub.journal.lastSeq()).toBeLessThanOrEqual(seq);
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(await differencesIn(core)).toEqual([]);
    });
  });
});
