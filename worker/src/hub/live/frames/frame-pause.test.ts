import { expect, test } from 'vitest';
import { framePauseMs } from './frame-pause.ts';

test.each([
  { what: 'nobody was told anything', bytes: 0, pauseMs: 100 },
  { what: 'ten viewers of a frame of 100 kB', bytes: 10 * 100_000, pauseMs: 100 },
  { what: 'fifty viewers of a frame of 100 kB', bytes: 50 * 100_000, pauseMs: 312.5 },
  { what: 'two thousand viewers of it', bytes: 2_000 * 100_000, pauseMs: 1_000 },
])('[HUB4] after $what the next frame leaves $pauseMs ms later', ({ bytes, pauseMs }) => {
  expect(framePauseMs(bytes)).toBe(pauseMs);
});
