import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol';
import { runCli } from './clients/run-cli.ts';
import type { Recorder } from './init/recorder.ts';
import { CANARY, PROMPT, sessionScript } from './init/session.ts';
import { check, hasFailed, tryRealClient, type Context } from './real-client.ts';

const ROOT = join(import.meta.dirname, '../..');
const PLUGIN = join(ROOT, 'plugin');
const SHOWN_WITHIN_MS = 60_000;
const run = promisify(execFile);

async function tryIn(home: string, context: Context): Promise<void> {
  const { binary, key, api, recorder, monitorUrl } = context;
  const project = join(home, CANARY, 'shop');
  mkdirSync(project, { recursive: true });
  const env = {
    HOME: home,
    // Node and npx of this very run.
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    CLAUDE_MONITOR_RELAY_IDLE_MS: '4000',
    CLAUDE_MONITOR_RELAY_HEAL_MS: '1000',
    IS_SANDBOX: '1',
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'no key of anybody',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
  };
  const claude = async (...args: string[]): Promise<string> =>
    (await run(binary, args, { env, cwd: project })).stdout;
  for (const path of [ROOT, PLUGIN]) {
    const output = await claude('plugin', 'validate', path).catch(String);
    check(`claude plugin validate ${path}`, output.includes('Validation passed'));
  }
  const options = ['--config', `url=${recorder.url}`, '--config', `key=${key}`];
  await claude('plugin', 'install', 'agent-monitor', '--marketplace', ROOT, ...options);
  const settings = join(home, '.claude/settings.json');
  check('the key stands in no settings', !readFileSync(settings, 'utf8').includes(key));

  const session = async (): Promise<void> => {
    api.play(ownTools(sessionScript(project)));
    await runCli({
      binary,
      args: ['-p', PROMPT, '--output-format=json', '--dangerously-skip-permissions'],
      cwd: project,
      env,
    });
  };
  const startedAt = Date.now();
  await session();
  const sessions = await firstShown(monitorUrl, key);
  check('the session is shown', sessions > 0, `${String((Date.now() - startedAt) / 1_000)} s`);
  const counted = await settled(monitorUrl, key, api.served.length);
  check(
    'every request is counted, from the transcript',
    counted === api.served.length,
    `${String(counted)} of ${String(api.served.length)}`,
  );
  check('a tool of the plugin was called', sent(recorder, '"sessionId":"try-init"'));
  check('hooks came by the plugin', sent(recorder, '"type":"tool.call"'));

  const client = join(home, '.local/share/claude-monitor/client/index.js');
  check('the client is installed', existsSync(client));
  const own = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [client, ...args], { env })).stdout;
  await own('init', '--telemetry', '--yes');
  await session();
  const all = await settled(monitorUrl, key, api.served.length);
  check('with telemetry, too', all === api.served.length, `${String(all)} requests`);
  const report = await own('doctor', '--json').catch(String);
  check('doctor finds nothing wrong', !/"failed"/.test(report) && report.includes('by the plugin'));
  if (hasFailed()) console.log(report);
  const leaks = recorder.recorded.filter(({ head, body }) => `${head}\n${body}`.includes(CANARY));
  check('no canary left the machine', leaks.length === 0);
  await own('uninstall', '--yes');
  check('uninstall removes the client', !existsSync(client));
}

/** Tools of a plugin's server are named with the plugin. */
const ownTools = (script: ReturnType<typeof sessionScript>): ReturnType<typeof sessionScript> => ({
  ...script,
  main: script.main.map((reply) =>
    'tools' in reply
      ? {
          ...reply,
          tools: (reply.tools ?? []).map((call) => ({
            ...call,
            tool: call.tool.replace(
              'mcp__claude-monitor__',
              'mcp__plugin_agent-monitor_claude-monitor__',
            ),
          })),
        }
      : reply,
  ),
});

const sent = ({ recorded }: Recorder, words: string): boolean =>
  recorded.some(({ body }) => body.includes(words));

async function request(url: string, path: string, key: string): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return answer.json();
}

async function firstShown(url: string, key: string): Promise<number> {
  for (const deadline = Date.now() + SHOWN_WITHIN_MS; Date.now() < deadline; await sleep(250)) {
    const { items } = sessionsAnswerSchema.parse(await request(url, '/v1/sessions', key));
    if (items.length > 0) return items.length;
  }
  return 0;
}

async function settled(url: string, key: string, expected: number): Promise<number> {
  let counted = 0;
  for (let tries = 0; tries < 80 && counted < expected; tries++, await sleep(500)) {
    const { totals } = usageAnswerSchema.parse(await request(url, '/v1/usage?groupBy=model', key));
    counted = totals.measured.requests;
  }
  return counted;
}

/**
 * `node scripts/try/plugin.ts path/to/claude`: validates the marketplace and the plugin with the real Claude Code,
 * installs it into a home folder of its own, and plays a session full of canaries against a scripted model. Ends with
 * 1 where a text left the machine or the page does not show all of the session.
 */
await tryRealClient({
  name: 'plugin',
  records: 'monitor',
  run: (folder, context) => tryIn(join(folder, 'home'), context),
});
