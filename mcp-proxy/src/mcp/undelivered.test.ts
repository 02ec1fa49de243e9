import { describe, expect, test } from 'vitest';
import { startAgent, type Agent } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { UndeliveredWords } from './undelivered.ts';

const { startFor } = builtClient();

/** Calls until an answer says so: what is wrong is found out beside the calls, which wait for nobody. */
async function untilSaid(agent: Agent): Promise<string> {
  for (;;) {
    const answer = await agent.call('log_session_start', { sessionId: 's', agentName: 'a' });
    expect(answer).not.toContain('shown as');
    if (answer.includes('not delivered')) return answer;
  }
}

const logged = (agent: Agent): Promise<string> =>
  agent.call('log_session_start', { sessionId: 's', agentName: 'a' });

describe('a call whose event can’t be delivered', { timeout: 60_000 }, () => {
  test('[PRX2] says so with the cure, once for each reason', async () => {
    const receiver = await startReceiver(401);
    const agent = await startAgent(startFor({ url: receiver.url }));
    const first = await untilSaid(agent);
    expect(first).toMatch(/Kept on this machine, not delivered: .*[Tt]his key was rejected/);
    expect(first).toContain('Create a key with scope ingest');
    expect(first).toContain('CLAUDE_MONITOR_KEY of this MCP server');
    expect(await logged(agent)).toMatch(/Kept on this machine, not delivered yet\.$/);
  });

  test('[PRX2] from the first call on where there is no key, or the placeholder of the docs', async () => {
    const unset = await startAgent(startFor());
    expect(await logged(unset)).toMatch(
      /not delivered: [Nn]o monitor is configured\. Run `claude-monitor init`/,
    );
    const env = { CLAUDE_MONITOR_KEY: 'YOUR_INGEST_KEY' };
    const copied = await startAgent(startFor({ url: 'http://127.0.0.1:9', env }));
    expect(await logged(copied)).toContain('The key is a placeholder (YOUR_INGEST_KEY)');
  });

  test('[PRX2] names a server that is away', async () => {
    const agent = await startAgent(startFor({ url: 'http://127.0.0.1:9' }));
    expect(await untilSaid(agent)).toMatch(/ECONNREFUSED.*Start the monitor there/);
  });

  test('is answered plainly again once all goes through', async () => {
    const receiver = await startReceiver(401);
    const agent = await startAgent(startFor({ url: receiver.url }));
    await untilSaid(agent);
    receiver.answerWith('accept');
    const other = await startAgent(startFor({ url: receiver.url }));
    expect(await logged(other)).toBe('Session s of a logged.');
  });
});

test('a reason that was cured and comes back is said again', () => {
  const words = new UndeliveredWords();
  const fault = { cause: 'away', message: 'gone' } as const;
  expect(words.next(fault, null)).toContain('gone');
  expect(words.next(fault, null)).not.toContain('gone');
  expect(words.next({ cause: 'key', message: 'refused' }, null)).toContain('refused');
  expect(words.next(null, null)).toBeNull();
  expect(words.next(fault, null)).toContain('gone');
});
