import { expect, test } from 'vitest';
import { whyNotCounted } from './not-counted.ts';

test.each([
  ['metric', 'codex.turn.token_usage', 'set `exporter` under `[otel]`'],
  ['metric', 'gen_ai.client.token.usage', 'Names no conversation'],
  ['metric', 'qwen-code.token.usage', 'Export the client’s logs'],
  ['span', 'llm_call-without-cached-and-thinking-tokens', 'Leaves out cached and thinking tokens'],
  ['span', 'turn-without-token-counts', 'Its logs do'],
  ['span', 'chat-without-token-counts', 'without token counts'],
  ['span', 'chat-without-input-and-output', 'One number for all tokens'],
  ['span', 'chat-without-input-tokens', 'Only its output is counted'],
  ['event', 'not-about-an-agent', 'no AI agent'],
] as const)('the %s %s is listed with the reason', (kind, name, words) => {
  expect(whyNotCounted({ kind, name })).toContain(words);
});

test('a name that nobody knows is listed without one', () => {
  expect(whyNotCounted({ kind: 'event', name: 'codex.something_new' })).toBeNull();
  expect(whyNotCounted({ kind: 'hook', name: 'chat-without-token-counts' })).toBeNull();
});
