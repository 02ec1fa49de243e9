import { expect, test } from 'vitest';
import { promptsInWords } from './prompts.ts';

test.each([
  [{ prometheus: 0, claude: 0, unrouted: 0 }, 'none'],
  [{ prometheus: 1, claude: 0, unrouted: 0 }, '1 to Prometheus'],
  [{ prometheus: 2, claude: 31, unrouted: 0 }, '2 to Prometheus, 31 to Claude'],
  [{ prometheus: 0, claude: 0, unrouted: 4 }, '4 with unknown destination'],
])('prompts are counted by where they went: %j', (prompts, words) => {
  expect(promptsInWords(prompts)).toBe(words);
});
