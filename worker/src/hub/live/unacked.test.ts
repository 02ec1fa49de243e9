import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { Unacked } from './unacked.ts';

const after = LIMITS.socketUnackedMs + 1;
const large = LIMITS.socketUnackedBytes;

test.each([
  { what: 'nothing sent', sent: [], ack: 0, now: after, isBehind: false },
  { what: 'just sent', sent: [{ to: 1, bytes: 10, at: 0 }], ack: 0, now: 1, isBehind: false },
  { what: 'too long ago', sent: [{ to: 1, bytes: 10, at: 0 }], ack: 0, now: after, isBehind: true },
  {
    what: 'acknowledged',
    sent: [{ to: 1, bytes: 10, at: 0 }],
    ack: 1,
    now: after,
    isBehind: false,
  },
  {
    what: 'a large first snapshot in pieces',
    sent: [
      { to: 1, bytes: large, at: 0 },
      { to: 1, bytes: large, at: 0 },
    ],
    ack: 0,
    now: 1,
    isBehind: false,
  },
  {
    what: 'too much after it',
    sent: [
      { to: 1, bytes: 10, at: 0 },
      { to: 2, bytes: large + 1, at: 0 },
    ],
    ack: 0,
    now: 1,
    isBehind: true,
  },
  {
    what: 'the rest after an acknowledgement',
    sent: [
      { to: 1, bytes: large, at: 0 },
      { to: 2, bytes: large, at: 9 },
    ],
    ack: 1,
    now: LIMITS.socketUnackedMs + 1,
    isBehind: false,
  },
])('[HUB6] a viewer with $what is too far behind: $isBehind', ({ sent, ack, now, isBehind }) => {
  const unacked = new Unacked();
  for (const frame of sent) unacked.add(frame);
  unacked.ack(ack);
  expect(unacked.isTooFarBehind(now)).toBe(isBehind);
});
