import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { spawnClient } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { relayHome, type RelayHome } from '../testing/relay.fixture.ts';
import { holderOf } from './call-relay.ts';

const { startFor } = builtClient();

async function runHook(home: RelayHome, body: string) {
  const child = spawnClient(home.start, ['hook']);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stdin?.end(body);
  await once(child, 'close');
  return { code: child.exitCode, output };
}

const start = (id: string): string =>
  JSON.stringify({
    session_id: id,
    cwd: '/home/dev/shop',
    hook_event_name: 'SessionStart',
    source: 'startup',
  });

describe('the hook that runs when a session starts', { timeout: 60_000 }, () => {
  test('starts the relay, detached, and reports the session', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    expect(await runHook(home, start('first'))).toEqual({ code: 0, output: '' });
    expect((await holderOf(home.machine)).kind).toBe('relay');
    await receiver.until(() => receiver.events.some(({ type }) => type === 'session.start'));
  });

  test('CLAUDE_MONITOR_OFF=1 reports nothing, and later hooks of that session neither', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor({ env: { CLAUDE_MONITOR_OFF: '1' } }), receiver.url);
    await runHook(home, start('is-off'));
    await home.post('/v1/hooks/claude-code', start('is-off'));
    await home.post('/v1/hooks/claude-code', start('another'));
    await receiver.until(() => receiver.events.length > 0);
    expect(receiver.events.map(({ sessionId }) => sessionId)).toEqual(['another']);
  });

  test('[PRX2] says nothing and ends well with a broken body, and where init has not been', async () => {
    const home = await relayHome(startFor(), 'http://127.0.0.1:9');
    expect(await runHook(home, '{')).toEqual({ code: 0, output: '' });
    const elsewhere = { ...home, start: startFor() };
    expect(await runHook(elsewhere, start('nobody'))).toEqual({ code: 0, output: '' });
  });
});
