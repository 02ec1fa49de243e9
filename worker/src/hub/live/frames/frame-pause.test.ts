import { expect, test } from 'vitest';
import { framePauseMs } from './frame-pause.ts';

const to = (viewers: number, bytes: number) => ({
  messages: viewers,
  bytes: viewers * bytes,
  mostOfViewer: bytes,
});

test.each([
  { what: 'nobody was sent anything', cost: to(0, 0), pauseMs: 100 },
  { what: 'fifty viewers of a frame of 100 kB', cost: to(50, 100_000), pauseMs: 100 },
  { what: 'two hundred viewers of it', cost: to(200, 100_000), pauseMs: 204 },
  { what: 'two thousand viewers of a frame of 1 kB', cost: to(2_000, 1_000), pauseMs: 298 },
  { what: 'two thousand viewers of 100 kB', cost: to(2_000, 100_000), pauseMs: 1_000 },
  // At once they would be more than a viewer may have before it answers.
  { what: 'one viewer of a frame of 512 kB', cost: to(1, 512_000), pauseMs: 256 },
])('[HUB4] after $what the next frame leaves $pauseMs ms later', ({ cost, pauseMs }) => {
  expect(Math.round(framePauseMs(cost))).toBe(pauseMs);
});
