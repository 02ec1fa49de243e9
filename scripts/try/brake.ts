import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { budgetSchema } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Reply } from './claude-code/reply.ts';
import type { Recorder } from './init/recorder.ts';
import { check, tryRealClient, type Context } from './real-client.ts';

const CLIENT = join(import.meta.dirname, '../../mcp-proxy/dist/index.js');
const MACHINES = 2;
/** What each scripted request costs at list price, in dollars. */
const REQUEST_DOLLARS = 0.09;
const CAPPED = 6;
const run = promisify(execFile);
const usage = { input: 1_000, output: 5_800, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

async function tryIn(folder: string, context: Context): Promise<void> {
  const { key, api, recorder, monitorUrl } = context;
  const homes = Array.from({ length: MACHINES }, (_, place) =>
    join(folder, `home-${String(place)}`),
  );
  for (const home of homes) {
    mkdirSync(join(home, 'shop'), { recursive: true });
    mkdirSync(join(home, '.claude'), { recursive: true });
    await clientIn(home, 'init', '--url', monitorUrl, '--key', key, '--yes');
  }
  const admin = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${monitorUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return z.unknown().parse(await answer.json());
  };

  const limit = CAPPED * REQUEST_DOLLARS;
  const { id } = budgetSchema.parse(await admin('POST', '/v1/budgets', { limit, brake: true }));
  api.play({ main: endless() });
  const ended = await Promise.all(homes.map((home) => session(home, context)));
  const overshoot = api.served.length - CAPPED;
  check(
    `${String(MACHINES)} sessions end; each began at most one request after the limit`,
    overshoot <= MACHINES,
    `${String(api.served.length)} requests for a budget of ${String(CAPPED)}`,
  );
  check(
    'the client ends their turns with the first call that is denied',
    ended.every(({ reason }) => reason === 'hook_stopped'),
    ended.map(({ reason }) => reason).join(', '),
  );
  const stopped = ended.filter(({ output }) => output.includes('month is used up'));
  check('who watches reads why', stopped.length === MACHINES);
  const ran = (): number =>
    homes.reduce((sum, home) => sum + Number(existsSync(join(home, 'shop/after'))), 0);

  api.play({ main: touching() });
  await Promise.all(homes.map((home, place) => session(home, context, ended[place]?.id)));
  check('a prompt later the call is denied again, and does not run', ran() === 0);
  const denial = deniedIn(recorder);
  check('the model reads why, as the result of its call, once it is asked again', denial !== null);
  console.log(`          ${denial ?? ''}`);

  const log = await clientIn(
    homes[0] ?? '',
    'budget',
    '--url',
    monitorUrl,
    '--key',
    key,
    '--lift',
    id,
  );
  check('one command lifts it', log.startsWith('Lifted.'));
  await sleep(500);
  api.play({ main: touching() });
  await Promise.all(homes.map((home, place) => session(home, context, ended[place]?.id)));
  check('once it is lifted, both go on', ran() === MACHINES);

  // A cap that is set while sessions are at work.
  api.play({ main: endless() });
  const before = api.served.length;
  const working = homes.map((home) => session(home, context));
  while (api.served.length < before + MACHINES * 2) await sleep(50);
  const setAt = Date.now();
  await admin('POST', '/v1/budgets', { limit: 0.01, brake: true, period: 'day' });
  const ends = await Promise.all(working);
  check(
    'a new cap ends sessions at work on both machines within 5 s and a request',
    ends.every(({ at }) => at - setAt < 10_000),
    `after ${ends.map(({ at }) => String(at - setAt)).join(' and ')} ms, with a call of 1 s and two requests`,
  );
}

const clientIn = async (home: string, ...args: string[]): Promise<string> =>
  (await run(process.execPath, [CLIENT, ...args], { env: envOf(home) })).stdout;

const envOf = (home: string): Record<string, string> => ({
  HOME: home,
  PATH: process.env['PATH'] ?? '',
  CLAUDE_MONITOR_RELAY_IDLE_MS: '3000',
});

/** More calls, of a second each, than a session makes before it ends. */
const endless = (): Reply[] =>
  Array.from({ length: 60 }, () => ({
    usage,
    tools: [{ tool: 'Bash', input: { command: 'sleep 1', description: 'Wait' } }],
  }));

const touching = (): Reply[] => [
  { usage, tools: [{ tool: 'Bash', input: { command: 'touch after', description: 'Touch' } }] },
  { usage, text: 'That was all.' },
];

const resultSchema = z.object({ session_id: z.string(), terminal_reason: z.string() });

async function session(
  home: string,
  { binary, recorder }: Context,
  resumed?: string,
): Promise<{ id: string; reason: string; output: string; at: number }> {
  const child = spawn(
    binary,
    [
      ...['-p', 'Go on.', '--output-format=json', '--verbose', '--dangerously-skip-permissions'],
      ...['--model=claude-sonnet-4-5', ...(resumed === undefined ? [] : ['--resume', resumed])],
    ],
    {
      cwd: join(home, 'shop'),
      env: {
        ...envOf(home),
        IS_SANDBOX: '1',
        ANTHROPIC_BASE_URL: recorder.url,
        ANTHROPIC_API_KEY: 'no key of anybody',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const messages = z.array(z.unknown()).parse(JSON.parse(output));
  const result = resultSchema.parse(messages.at(-1));
  return { id: result.session_id, reason: result.terminal_reason, output, at: Date.now() };
}

/** The result of a denied call, as it stands in a request to the model. */
function deniedIn({ recorded }: Recorder): string | null {
  for (const { body } of recorded) {
    const found = /"content":"(PreToolUse:Bash hook error: Claude Monitor[^"]*?)(?:\\n|")/.exec(
      body,
    );
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/**
 * `node scripts/try/brake.ts path/to/claude`: two home folders as two machines, `init` in each, and in each a session of
 * the real Claude Code whose scripted model calls tools for ever. A budget with a brake is used up: what both are
 * told, what runs after that, and how they go on once it is lifted. Ends with 1 where it is other than promised.
 */
await tryRealClient({
  name: 'brake',
  eachSession: true,
  records: 'model',
  run: tryIn,
});
