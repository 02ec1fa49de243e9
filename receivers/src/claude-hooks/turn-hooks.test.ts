import { expect, test } from 'vitest';
import { normaliseHook } from './claude-hooks.ts';

const submit = (prompt: unknown) =>
  normaliseHook(
    {
      session_id: '11111111-1111-4111-8111-111111111111',
      hook_event_name: 'UserPromptSubmit',
      prompt_id: 'p1',
      prompt,
    },
    5,
  ).events;

test.each([
  ['PROMETHEUS create project: Build a secret DEX', 'prometheus'],
  ['what does PROMETHEUS do?', 'claude'],
])('[PRX4] a prompt tells its length and where it goes, and nothing else: %j', (prompt, route) => {
  const events = submit(prompt);
  expect(events).toMatchObject([{ type: 'prompt', length: prompt.length, route, promptId: 'p1' }]);
  expect(JSON.stringify(events)).not.toContain('DEX');
});

test.each([[undefined], [''], [7]])(
  'a prompt without text goes nobody knows where: %j',
  (prompt) => {
    const [event] = submit(prompt);
    expect(event).toMatchObject({ type: 'prompt', length: 0 });
    expect(event).not.toHaveProperty('route');
  },
);
