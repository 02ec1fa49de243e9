import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { addSignal, noSignals } from '../../domain/incidents/signals.ts';
import { eventOf, stamped } from '../hub.fixture.ts';
import { WatchedSignals } from './watched-signals.ts';

const long = (text: string): string => text.padEnd(LIMITS.idLength, 'x');

/** A session that repeats itself, with texts as long as they may be. */
function eventsOf(session: number): StampedEvent[] {
  return Array.from({ length: 32 }, (_, index) => {
    const id = long(`${String(session)} ${String(index)} `);
    const what =
      index % 4 === 0
        ? ({ type: 'error', errorType: long('overloaded'), errorMessage: 'no' } as const)
        : ({ type: 'tool.call', toolName: long('Bash'), toolUseId: id, fingerprint: 'f' } as const);
    return stamped(eventOf({ id, time: index, state: 'started', ...what }));
  });
}

function watch(watched: WatchedSignals, session: number): void {
  const id = `session ${String(session)}`;
  watched.add(id, noSignals());
  for (const event of eventsOf(session)) {
    const signals = watched.get(id);
    if (signals !== undefined) addSignal(signals, event);
    watched.weigh(id);
  }
}

test('[HUB8] signals of many sessions are bounded in bytes, and the newest stay', () => {
  const watched = new WatchedSignals();
  watch(watched, 0);
  const ofOne = watched.bytes;
  const count = Math.ceil((2 * LIMITS.signalBytes) / ofOne);
  for (let session = 1; session <= count; session++) watch(watched, session);
  expect(watched.bytes).toBeLessThanOrEqual(LIMITS.signalBytes);
  expect(watched.bytes).toBeGreaterThan(LIMITS.signalBytes - 2 * ofOne);
  expect(watched.get('session 0')).toBeUndefined();
  expect(watched.get(`session ${String(count)}`)?.calls).toHaveLength(24);
});

test('[HUB8] those of sessions that say little are bounded in number', () => {
  const watched = new WatchedSignals();
  for (let session = 0; session < LIMITS.watchedSignals + 10; session++)
    watched.add(String(session), noSignals());
  expect(watched.get('9')).toBeUndefined();
  expect(watched.get('10')).toBeDefined();
});
