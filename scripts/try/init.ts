import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol';
import { runCli } from './clients/run-cli.ts';
import { CANARY, PROMPT, sessionScript } from './init/session.ts';
import { check, hasFailed, tryRealClient, type Context } from './real-client.ts';

const CLIENT = join(import.meta.dirname, '../../mcp-proxy/dist/index.js');
const SHOWN_WITHIN_MS = 30_000;
const run = promisify(execFile);

/** As somebody might have it: hooks and variables of their own, their own layout. */
const SETTINGS = `{
    "model": "claude-sonnet-4-5",
    "hooks": { "Stop": [ { "hooks": [ {"type": "command", "command": "true"} ] } ] },
    "env": {"MY_OWN": "1"}
}
`;

async function tryIn(home: string, context: Context): Promise<void> {
  const { binary, key, api, recorder, monitorUrl } = context;
  const project = join(home, CANARY, 'shop');
  mkdirSync(project, { recursive: true });
  mkdirSync(join(home, '.claude'), { recursive: true });
  const settings = join(home, '.claude/settings.json');
  writeFileSync(settings, SETTINGS);
  const env = { HOME: home, PATH: process.env['PATH'] ?? '', CLAUDE_MONITOR_RELAY_IDLE_MS: '3000' };
  const client = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [CLIENT, ...args], { env })).stdout;

  const dry = await client('init', '--url', recorder.url, '--key', key, '--dry-run');
  check(
    '--dry-run shows the change and makes none',
    dry.includes('+ ') && readFileSync(settings, 'utf8') === SETTINGS,
  );
  await client('init', '--url', recorder.url, '--key', key, '--yes');
  const initAt = Date.now();
  const after = readFileSync(settings, 'utf8');
  await client('init', '--yes');
  check('init again changes nothing', readFileSync(settings, 'utf8') === after);
  check('the key stands in no settings', !after.includes(key));

  api.play(sessionScript(project));
  const sessionEnv = {
    ...env,
    IS_SANDBOX: '1',
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'no key of anybody',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Switches of the client's own are no opt-in of ours.
    OTEL_LOG_USER_PROMPTS: '1',
    OTEL_LOG_TOOL_DETAILS: '1',
    SOME_TOKEN: CANARY,
  };
  const shown = firstShown(monitorUrl, key);
  await runCli({
    binary,
    args: ['-p', PROMPT, '--output-format=json', '--dangerously-skip-permissions'],
    cwd: project,
    env: sessionEnv,
  });
  const shownAt = await shown;
  check(
    'the first session is on the page within 30 s of init',
    shownAt !== null,
    shownAt === null ? '' : `${String((shownAt - initAt) / 1_000)} s`,
  );
  const requests = await settled(monitorUrl, key, api.served.length);
  check(
    'every request of the model is counted',
    requests === api.served.length,
    `${String(requests)} of ${String(api.served.length)}`,
  );
  const leaks = recorder.recorded.filter(({ head, body }) => `${head}\n${body}`.includes(CANARY));
  const bytes = recorder.recorded.reduce(
    (sum, { head, body }) => sum + head.length + body.length,
    0,
  );
  check(
    'no canary left the machine',
    leaks.length === 0,
    `${String(recorder.recorded.length)} requests, ${String(bytes)} bytes`,
  );
  for (const { body } of leaks) console.log(`    ${contextOf(body)}`);
  const calls = recorder.recorded.filter(({ body }) => body.includes('"fingerprint"')).length;
  check(
    'calls carry keyed fingerprints',
    calls > 0 && recorder.recorded.some(({ body }) => body.includes('"pathFingerprint"')),
  );
  const sent = await client('sent');
  check('`sent` prints what left', sent.includes('session.start'));

  const report = await client('doctor', '--json').catch((error: unknown) => String(error));
  check(
    'doctor finds nothing wrong, and sees each way arrive',
    /way-mcp/.test(report) && !/"(failed|warning|skipped)"/.test(report),
  );
  if (hasFailed()) console.log(report);

  const edited = readFileSync(settings, 'utf8').replace('"MY_OWN": "1"', '"MY_OWN": "2"');
  writeFileSync(settings, edited);
  await client('uninstall', '--yes');
  check(
    'uninstall leaves the settings byte for byte, but for the edit',
    readFileSync(settings, 'utf8') === SETTINGS.replace('"MY_OWN": "1"', '"MY_OWN": "2"'),
  );
}

const contextOf = (body: string): string => {
  const at = body.indexOf(CANARY);
  return body.slice(Math.max(0, at - 200), at + 60);
};

async function request(url: string, path: string, key: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return answer.json();
}

/** When the API first lists a session; null: not in time. */
async function firstShown(url: string, key: string): Promise<number | null> {
  for (const deadline = Date.now() + SHOWN_WITHIN_MS; Date.now() < deadline; await sleep(250)) {
    const { items } = sessionsAnswerSchema.parse(await request(url, '/v1/sessions', key));
    if (items.length > 0) return Date.now();
  }
  return null;
}

/** Requests that are counted, when as many as there were, or after a while. */
async function settled(url: string, key: string, expected: number): Promise<number> {
  let counted = 0;
  for (let tries = 0; tries < 60 && counted < expected; tries++, await sleep(500)) {
    const { totals } = usageAnswerSchema.parse(await request(url, '/v1/usage?groupBy=model', key));
    counted = totals.measured.requests;
  }
  return counted;
}

/**
 * `node scripts/try/init.ts path/to/claude`: a home folder with settings of its own, `init`, a session of the real
 * Claude Code full of canaries, an edit, `uninstall`. Ends with 1 where a text left the machine, the page showed
 * nothing within 30 s, or the settings are not what they were.
 */
await tryRealClient({
  name: 'init',
  records: 'monitor',
  run: (folder, context) => tryIn(join(folder, 'home'), context),
});
