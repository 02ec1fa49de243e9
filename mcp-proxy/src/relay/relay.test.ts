import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { relayHome, startRelay, until, type RelayHome } from '../testing/relay.fixture.ts';
import { runClient, spawnClient } from '../testing/agent.fixture.ts';
import { VERSION } from '../version.ts';
import { holderOf } from './call-relay.ts';

const { startFor } = builtClient();
const CAPTURES = join(dirname(fileURLToPath(import.meta.url)), '../../../receivers/fixtures');
const SESSION = '4504c37c-106a-443e-b458-59740d52ff30';
const CANARY = 'canary-of-the-test';

const hook = (name: string, fields: object = {}): string =>
  JSON.stringify({
    session_id: SESSION,
    transcript_path: '/home/dev/.claude/projects/-home-dev-shop/a.jsonl',
    cwd: '/home/dev/shop',
    hook_event_name: name,
    ...fields,
  });

const call = (id: string, fields: object = {}): string =>
  hook('PostToolUse', {
    tool_name: 'Read',
    tool_use_id: id,
    tool_input: { file_path: `/home/dev/shop/${CANARY}.ts` },
    tool_response: { file: { content: CANARY } },
    duration_ms: 12,
    ...fields,
  });

async function post(home: RelayHome, body: string): Promise<void> {
  const answer = await home.post('/v1/hooks/claude-code', body);
  expect(answer).toEqual({ status: 200, body: '{}' });
}

describe('claude-monitor relay', { timeout: 60_000 }, () => {
  test('[PRX4] hooks become events without texts, with keyed fingerprints, and are answered {}', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    await startRelay(home);
    await post(home, hook('UserPromptSubmit', { prompt: `${CANARY} and password=hunter22` }));
    await post(home, call('toolu_1'));
    await post(
      home,
      call('toolu_2', {
        tool_name: 'Edit',
        tool_input: { file_path: `/home/dev/shop/${CANARY}.ts`, new_string: CANARY },
      }),
    );
    await receiver.until(
      () => receiver.events.filter(({ type }) => type === 'tool.call').length === 2,
    );
    const calls = receiver.events.filter(({ type }) => type === 'tool.call');
    const [first, second] = calls;
    expect(first).toMatchObject({
      toolName: 'Read',
      source: 'hook',
      sessionId: SESSION,
      project: 'shop',
    });
    expect(first?.['pathFingerprint']).toMatch(/^[\w-]{16}$/);
    expect(first?.['pathFingerprint']).toBe(second?.['pathFingerprint']);
    expect(first?.['fingerprint']).not.toBe(second?.['fingerprint']);
    expect(JSON.stringify(receiver.events)).not.toContain(CANARY);
    expect(receiver.batches[0]?.authorization).toBe('Bearer test-key');
  });

  test('OTLP as JSON, protobuf and gzip becomes events', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    await startRelay(home);
    const json = (name: string): Buffer => readFileSync(join(CAPTURES, 'otlp', name));
    const packed = { 'content-encoding': 'gzip' };
    const protobuf = { ...packed, 'content-type': 'application/x-protobuf' };
    const answers = [
      await home.post('/v1/logs', json('json/01-logs.json.gz'), packed),
      await home.post('/v1/logs', json('protobuf/01-logs.bin.gz'), protobuf),
      await home.post('/v1/metrics', json('json/03-metrics.json.gz'), packed),
      // By the address that init gives Gemini CLI: as it is until 0.33, with a path behind it later.
      await home.post(`/key/${home.machine.secret}/v1/logs`, json('gemini-tools/03-logs.json.gz'), {
        ...packed,
        authorization: '',
      }),
      await home.post(
        `/key/${home.machine.secret}/v1/logs/v1/metrics`,
        json('gemini-tools/02-metrics.json.gz'),
        { ...packed, authorization: '' },
      ),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[1]?.body).toBe('');
    await receiver.until(() => receiver.events.some(({ type }) => type === 'metric'));
    await until(() => receiver.events.filter(({ type }) => type === 'usage').length >= 3);
    expect((await home.post('/v1/logs', gzipSync('{"resourceLogs":1}'), packed)).status).toBe(400);
    expect((await home.post('/v1/logs', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('[SHR6] a web page, another host name and a wrong secret are refused', async () => {
    const home = await relayHome(startFor(), 'http://127.0.0.1:9');
    await startRelay(home);
    const path = '/v1/hooks/claude-code';
    const refusals = [
      await home.post(path, call('toolu_1'), { origin: 'http://evil.example' }),
      await home.post(path, call('toolu_1'), { 'sec-fetch-site': 'cross-site' }),
      await home.post(path, call('toolu_1'), { host: `evil.example:${String(home.machine.port)}` }),
      await home.post(path, call('toolu_1'), { authorization: 'Bearer wrong' }),
      await home.post('/key/wrong/v1/logs', '{}', { authorization: '' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 401, 401]);
    expect(JSON.parse((await home.get('/status')).body)).toMatchObject({ hooks: 0, events: 0 });
  });

  test('[PRX2] what can not be read is answered {}, counted, and ends nothing', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    await startRelay(home);
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '{"session_id":7}',
      call('toolu_1').slice(0, 90),
      '['.repeat(9_000),
    ];
    for (const body of bodies) await post(home, body);
    await post(home, call('toolu_big', { tool_response: { stdout: 'é"\\'.repeat(4_000_000) } }));
    await receiver.until(() => receiver.events.some(({ toolUseId }) => toolUseId === 'toolu_big'));
    const status: unknown = JSON.parse((await home.get('/status')).body);
    expect(status).toMatchObject({ refused: { body_400: 4, invalid_event: 3 } });
  });

  test('[PRX1] what was answered outlives kill -9', async () => {
    const receiver = await startReceiver(503);
    const home = await relayHome(startFor(), receiver.url);
    const relay = await startRelay(home);
    for (let index = 0; index < 50; index++) await post(home, call(`toolu_${String(index)}`));
    relay.kill('SIGKILL');
    await once(relay, 'close');
    receiver.answerWith('accept');
    await startRelay(home);
    await receiver.until(() => receiver.events.length >= 50);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(50);
  });

  test('a second one yields, and the first goes on', async () => {
    const home = await relayHome(startFor(), 'http://127.0.0.1:9');
    const first = await startRelay(home);
    const { code, stderr } = await runClient(home.start, ['relay']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await holderOf(home.machine)).toEqual({
      kind: 'relay',
      version: VERSION,
      pid: first.pid,
    });
  });

  test('an older one is replaced while hooks come in, and none is refused or lost', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    const program = join(home.start.home, '.local/share/claude-monitor/client');
    mkdirSync(program, { recursive: true });
    writeFileSync(join(program, 'package.json'), '{ "type": "module" }');
    for (const file of ['index.js', 'relay.js']) {
      const text = readFileSync(join(dirname(home.start.bundle), file), 'utf8');
      writeFileSync(
        join(program, file),
        text
          .replaceAll(`version:"${VERSION}"`, 'version:"0.0.9"')
          .replaceAll(`"${VERSION}"`, '"0.0.9"'),
      );
    }
    await startRelay({ ...home, start: { ...home.start, bundle: join(program, 'index.js') } });
    expect(await holderOf(home.machine)).toMatchObject({ version: '0.0.9' });

    let count = 0;
    const progress = { isReplaced: false };
    const posting = (async () => {
      for (let rest = 50; rest > 0; rest -= progress.isReplaced ? 1 : 0) {
        await post(home, call(`toolu_${String(count++)}`));
      }
    })();
    const newcomer = spawnClient(home.start, ['relay']);
    await until(async () => {
      const holder = await holderOf(home.machine);
      return holder.kind === 'relay' && holder.version === VERSION;
    });
    progress.isReplaced = true;
    await posting;
    if (newcomer.exitCode === null) await once(newcomer, 'close');
    expect(newcomer.exitCode).toBe(0);
    await until(() => new Set(receiver.events.map(({ id }) => id)).size >= count);
  });

  test('it ends itself when nothing is left to do, not while a session is open or events wait', async () => {
    const receiver = await startReceiver(503);
    const env = { CLAUDE_MONITOR_RELAY_IDLE_MS: '300', CLAUDE_MONITOR_RELAY_HEAL_MS: '50' };
    const home = await relayHome(startFor({ env }), receiver.url);
    const relay = await startRelay(home);
    await home.post('/attach', JSON.stringify({ sessionId: SESSION, pid: process.pid }));
    await post(home, hook('Stop'));
    await until(() => receiver.batches.length > 1);
    await post(home, hook('SessionEnd', { reason: 'other' }));
    expect(relay.exitCode).toBeNull();
    receiver.answerWith('accept');
    await once(relay, 'close');
    expect(relay.exitCode).toBe(0);
    expect(receiver.events.map(({ type }) => type)).toContain('session.end');
  });

  test('[PRX4] nothing is recorded of a private folder, of a session switched off, or while paused', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    await startRelay(home);
    const { start } = home;
    const session = (id: string, cwd: string): string =>
      hook('SessionStart', { session_id: id, cwd, source: 'startup', transcript_path: '' });
    await runClient(start, ['pause', '--folder', '/home/dev/private']);
    await post(home, session('in-private', '/home/dev/private/deep'));
    await home.post('/attach', JSON.stringify({ sessionId: 'is-off', pid: null, isSilent: true }));
    await post(home, session('is-off', '/home/dev/shop'));
    await runClient(start, ['pause', '--for', '2h']);
    await post(home, session('while-paused', '/home/dev/shop'));
    await runClient(start, ['resume']);
    await post(home, session('heard', '/home/dev/shop'));
    await receiver.until(() => receiver.events.some(({ sessionId }) => sessionId === 'heard'));
    expect(new Set(receiver.events.map(({ sessionId }) => sessionId))).toEqual(new Set(['heard']));
    expect(JSON.parse((await home.get('/status')).body)).toMatchObject({ silent: 3 });
  });
});
