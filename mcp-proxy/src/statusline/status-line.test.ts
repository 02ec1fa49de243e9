import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { SentQuestion, Answered } from '../questions/send-question.ts';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { ownLine } from './own-line.ts';
import { joined } from './run-status-line.ts';
import { statusLineCommand } from './shell-command.ts';
import { startStatusLine } from './status-line-extension.ts';
import { statusInputOf, type StatusInput } from './status-input.ts';
import { NO_FACTS, statusLine } from './status-line.ts';
import { TeamFactsCache } from './team-facts.ts';

const FIXTURES = join(import.meta.dirname, '../../../receivers/fixtures/statusline');
const captured = (name: string): string => readFileSync(join(FIXTURES, `${name}.json`), 'utf8');
const inputOf = (name: string): StatusInput => {
  const input = statusInputOf(JSON.parse(captured(name)));
  if (input === null) throw new Error(`${name} is no status`);
  return input;
};

describe('a status line', () => {
  test.each([
    ['startup', '$0.00'],
    ['after-turn', 'context 1% · <$0.01'],
    ['last', 'context 0% · <$0.01'],
  ])('%s of the real client: what it says, and nothing that it does not', (name, line) => {
    expect(statusLine(inputOf(name), NO_FACTS)).toBe(line);
  });

  test('with what the monitor knows', () => {
    const facts = {
      task: { id: 'fix-login', progress: 0.4, costMicros: 50_000 },
      waiting: 2,
      budgetLeftMicros: 3_200_000,
    };
    expect(statusLine({ ...inputOf('last'), costMicros: 120_000 }, facts)).toBe(
      'context 0% · $0.12 · task fix-login 40% $0.05 · 2 waiting · $3.20 budget left',
    );
    const spent = { ...NO_FACTS, waiting: 0, budgetLeftMicros: -1_500_000 };
    expect(statusLine(inputOf('startup'), spent)).toBe('$0.00 · $1.50 over budget');
  });

  test('an id moves no cursor and breaks no shell', () => {
    const task = {
      id: '\u001b[2J"$(rm -rf /)\\'.padEnd(99, 'x'),
      progress: null,
      costMicros: null,
    };
    const line = statusLine(inputOf('startup'), { ...NO_FACTS, task });
    for (const harm of ['"', '\\', '\u001b']) expect(line).not.toContain(harm);
    expect(line.length).toBeLessThan(60);
  });

  test.each([null, 7, [], {}, { session_id: '' }, { session_id: 3 }])(
    '%j is no status',
    (value) => {
      expect(statusInputOf(value)).toBeNull();
    },
  );

  test('fields of another type are as if they were missing', () => {
    const input = statusInputOf({
      session_id: 's',
      cost: 'much',
      context_window: { total_input_tokens: '9' },
    });
    expect(input).toMatchObject({ costMicros: null, contextTokens: null, contextShare: null });
  });
});

describe('in the relay', () => {
  async function started(isSilent = false) {
    const kept: string[] = [];
    const clock = { now: 1_000_000 };
    const extension = startStatusLine({
      env: { CLAUDE_MONITOR_DATA: scratchFolder(), XDG_CONFIG_HOME: scratchFolder() },
      now: () => clock.now,
      keep: (lines) => kept.push(...lines),
      isSilent: () => isSilent,
    });
    onTestFinished(() => extension.stop());
    return { extension, kept, clock };
  }

  test("[USE3] the client's own cost and context reach the session, each once", async () => {
    const { extension, kept, clock } = await started();
    const body: unknown = JSON.parse(captured('after-turn'));
    expect(await extension.answer(body)).toBe('context 1% · <$0.01');
    clock.now += 60_000;
    await extension.answer(body);
    expect(kept.map((line): unknown => JSON.parse(line))).toMatchObject([
      {
        type: 'session.context',
        contextTokens: 2_110,
        contextWindow: 200_000,
        clientCostMicros: 1_605,
      },
    ]);
    await extension.answer(JSON.parse(captured('after-turn').replace('0.001605', '0.2')));
    expect(kept).toHaveLength(2);
  });

  test('[PRX4] a session that is not reported is shown, and nothing of it is kept', async () => {
    const { extension, kept } = await started(true);
    expect(await extension.answer(JSON.parse(captured('after-turn')))).toContain('context 1%');
    expect(kept).toEqual([]);
    expect(await extension.answer('nothing')).toBe('');
  });

  test('what the monitor knows is asked for in the background, and forgotten when it is away', async () => {
    const clock = { now: 0 };
    const questions: string[] = [];
    let isAway = false;
    const cache = new TeamFactsCache(
      ({ question }: SentQuestion): Promise<Answered> => {
        questions.push(question.name);
        const structured = ANSWERS[question.name];
        return Promise.resolve(
          isAway || structured === undefined
            ? { ok: false, fault: 'away' }
            : { ok: true, text: '', structured },
        );
      },
      () => clock.now,
    );
    expect(cache.of('s')).toEqual(NO_FACTS);
    await cache.settled();
    expect(cache.of('s')).toEqual({
      waiting: 1,
      task: { id: 'fix-login', progress: 0.5, costMicros: 70_000 },
      budgetLeftMicros: null,
    });
    expect(questions).toHaveLength(3);
    isAway = true;
    clock.now += 20_000;
    cache.of('s');
    await cache.settled();
    expect(cache.of('s').task).toBeNull();
  });
});

describe("the user's own line", () => {
  test('is run by the shell with the same input, and stands in front', async () => {
    const own = await ownLine('cat | tr a-z A-Z; echo " mine"', '{"a":1}');
    expect(joined(own, 'context 1%')).toBe('{"A":1} mine · context 1%');
  });

  test.each(['exit 3', 'no-such-command-here', 'exec 0<&-; exit 0'])(
    'one that fails (%s) shows nothing',
    async (command) => {
      expect(joined(await ownLine(command, 'x'.repeat(500_000)), 'ours')).toBe('ours');
    },
  );

  test('in a shell command, with the relay and without', async () => {
    const folder = scratchFolder();
    const headerFile = join(folder, "it's.header");
    writeFileSync(headerFile, 'Authorization: Bearer secret-1\n');
    const reported: unknown[] = [];
    const server = createServer((request, response) => {
      void json(request).then((body) => {
        reported.push([request.headers.authorization, statusInputOf(body)?.sessionId]);
        response.end(JSON.stringify('context 1% · task ä'));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const relay = { port, headerFile };
    const status = captured('after-turn');
    expect(await shell(statusLineCommand(relay, null), status)).toBe('context 1% · task ä');
    const own = 'printf "own %s" "$(wc -c)"';
    const length = String(Buffer.byteLength(status));
    expect(await shell(statusLineCommand(relay, own), status)).toBe(
      `own ${length} · context 1% · task ä`,
    );
    expect(reported).toEqual([
      ['Bearer secret-1', inputOf('after-turn').sessionId],
      ['Bearer secret-1', inputOf('after-turn').sessionId],
    ]);
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect(await shell(statusLineCommand(relay, own), status)).toBe(`own ${length}`);
    expect(await shell(statusLineCommand(relay, null), status)).toBe('');
  });
});

async function shell(command: string, input: string): Promise<string> {
  const child = execFile('sh', ['-c', command]);
  let out = '';
  child.stdout?.on('data', (chunk: string) => (out += chunk));
  child.stdin?.end(input);
  await once(child, 'close');
  return out;
}

const figures = {
  requests: 1,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicros: 70_000,
  unpricedRequests: 0,
  provenance: 'measured',
};

const ANSWERS: Readonly<Record<string, Record<string, unknown>>> = {
  get_team_status: {
    asOf: '2026-05-01T00:00:00Z',
    counts: { waiting: 2, stalled: 0, active: 0, idle: 0, lost: 0 },
    sessions: [
      {
        sessionId: 's',
        agentName: 'a',
        state: 'waiting',
        since: '',
        because: '',
        project: null,
        tasks: [],
        moreTasks: 0,
      },
    ],
    more: 0,
    needs: [],
    moreNeeds: 0,
  },
  get_session: {
    asOf: '',
    sessionId: 's',
    agentName: 'a',
    model: null,
    project: null,
    state: 'active',
    since: '',
    because: '',
    startedAt: '',
    lastAt: '',
    context: null,
    usage: figures,
    errors: 0,
    lastError: null,
    tasks: [
      { taskId: 'done', description: null, status: 'success', progress: 1 },
      { taskId: 'fix-login', description: null, status: 'started', progress: 0.5 },
    ],
    more: 0,
  },
  get_usage: {
    asOf: '',
    fresh: true,
    from: null,
    to: null,
    by: 'task',
    total: figures,
    groups: [],
    more: 0,
  },
};
