import { describe, expect, test } from 'vitest';
import { backoffMs, retryAfterMs, spreadMs } from './retry.ts';

const NOW = Date.parse('2026-08-01T00:00:00Z');
const WAITS = { firstMs: 500, longestMs: 60_000 };

describe('waits between tries', () => {
  test.each([
    [0, 500],
    [1, 1_000],
    [6, 32_000],
    [7, 60_000],
    [5_000, 60_000],
  ])('after %d failures before it, a failure waits %d ms', (before, waitMs) => {
    expect(backoffMs(before, WAITS)).toBe(waitMs);
  });

  test.each([
    [1, 0, 0],
    [1, 1, 1_000],
    [0.5, 0, 500],
    [0.5, 0.5, 750],
    [0.5, 1, 1_000],
    [0, 0.3, 1_000],
  ])('of a second, a share of %d that falls on %d makes %d ms', (share, random, waitMs) => {
    expect(spreadMs(1_000, share, random)).toBe(waitMs);
  });
});

describe('Retry-After', () => {
  test.each([
    [null, null],
    ['', null],
    [' ', null],
    ['soon', null],
    ['1e3', null],
    ['0x10', null],
    ['3', 3_000],
    [' 120 ', 120_000],
    ['0.3', 300],
    ['64.57', 64_570],
    ['-5', 0],
    ['Sat, 01 Aug 2026 00:00:30 GMT', 30_000],
    ['Fri, 31 Jul 2026 00:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['9'.repeat(400), null],
  ])('%s means %s ms', (header, ms) => {
    expect(retryAfterMs(header, { now: NOW, longestMs: 3_600_000 })).toBe(ms);
  });
});
