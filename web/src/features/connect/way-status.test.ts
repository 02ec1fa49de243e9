import { TIME } from '@claude-monitor/protocol/limits';
import { expect, test } from 'vitest';
import { NOON } from '../../lib/live/live.fixture.ts';
import { timeWithSeconds } from '../../lib/format/time.ts';
import { wayStatus } from './way-status.ts';

const now = NOON + 3 * TIME.hourMs;

test.each([
  ['before the server has answered', null, {}, 'unknown', ''],
  ['of a way that nothing ever came by', {}, {}, 'waiting', 'Waiting for the first event'],
  ['of another source', {}, { otlp: now }, 'waiting', 'Waiting for the first event'],
  ['of the first', {}, { hook: now }, 'arrived', `Event received at ${timeWithSeconds(now)}`],
  [
    'of an earlier one',
    { hook: NOON },
    { hook: NOON },
    'earlier',
    'Last event 3 h ago. Waiting for the next',
  ],
  [
    'of one whose time is known to the hour',
    { hook: now - 1 },
    { hook: now - 1 },
    'earlier',
    'Last event within the last hour. Waiting for the next',
  ],
  [
    'of a next one',
    { hook: NOON },
    { hook: now },
    'arrived',
    `Event received at ${timeWithSeconds(now)}`,
  ],
] as const)('%s it says no more than is known', (_, before, newest, name, words) => {
  expect(wayStatus('hook', { before, newest, now })).toEqual({ name, words });
});
