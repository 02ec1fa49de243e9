import { describe, expect, test } from 'vitest';
import { runClient } from '../testing/agent.fixture.ts';
import { builtClient } from '../testing/built-client.fixture.ts';
import { startReceiver } from '../testing/receiver.fixture.ts';
import { relayHome, startRelay } from '../testing/relay.fixture.ts';

const { startFor } = builtClient();

const SECRET = `sk-ant-api03-${'a1B2'.repeat(24)}`;
const base = { session_id: 's', cwd: '/w/shop' };
const prompt = { ...base, hook_event_name: 'UserPromptSubmit', prompt: `fix it with ${SECRET}` };
const tool = {
  ...base,
  hook_event_name: 'PostToolUse',
  tool_name: 'Bash',
  tool_use_id: 'toolu_1',
  tool_input: { command: 'the input' },
  tool_response: { stdout: 'the output' },
};

describe('claude-monitor texts', { timeout: 60_000 }, () => {
  test('[PRX4] none leave until their user opts in, kind by kind, and none again afterwards', async () => {
    const receiver = await startReceiver();
    const home = await relayHome(startFor(), receiver.url);
    await startRelay(home);
    const hook = async (body: object): Promise<string> => {
      const before = receiver.events.length;
      await home.post('/v1/hooks/claude-code', JSON.stringify(body));
      await receiver.until(() => receiver.events.length > before);
      return JSON.stringify(receiver.events.slice(before));
    };
    expect(await hook(prompt)).not.toContain('fix it');
    expect((await runClient(home.start, ['status'])).stdout).toMatch(/texts +none leave/);

    const chosen = await runClient(home.start, ['texts', '--send', 'prompt,toolInput']);
    expect(chosen.stdout).toContain('prompts, input of tools leave this machine');
    const sent = await hook({ ...prompt, prompt_id: 'p2' });
    expect(sent).toContain('fix it with');
    expect(sent).not.toContain(SECRET);
    const call = await hook(tool);
    expect(call).toContain('the input');
    expect(call).not.toContain('the output');
    const status = await runClient(home.start, ['status']);
    expect(status.stdout).toMatch(/texts +prompts, input of tools leave this machine/);

    await runClient(home.start, ['texts', '--none']);
    expect(await hook({ ...tool, tool_use_id: 'toolu_2' })).not.toContain('the input');
  });

  test('a kind that there is not is refused, and changes nothing', async () => {
    const start = startFor();
    const { code, stderr } = await runClient(start, ['texts', '--send', 'prompt,code']);
    expect(code).toBe(2);
    expect(stderr).toContain('--send takes prompt, toolInput, toolOutput; not code');
    expect((await runClient(start, ['texts'])).stdout).toContain('none leave this machine');
  });
});
