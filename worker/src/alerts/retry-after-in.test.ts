import { expect, test } from 'vitest';
import { retryAfterIn } from './retry-after-in.ts';

test.each([
  ['{"message":"You are being rate limited.","retry_after":64.57,"global":false}', '64.57'],
  ['{"retry_after":"soon"}', null],
  ['{"message":"no"}', null],
  ['<html>', null],
  ['', null],
])('a refusal %s asks for %s seconds', (text, seconds) => {
  expect(retryAfterIn(text)).toBe(seconds);
});
