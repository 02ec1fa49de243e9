import { expect, test } from 'vitest';
import { event } from '../testing/events.fixture.ts';
import { fold } from '../fold.ts';
import { newFoldState, recordsSaved, saveRecords } from '../state.ts';

const CACHE_BYTES = 200_000;
const COMMIT = 20;
const EVENTS = 4_000;

test('[HUB3] a cache full of changes is written once and then emptied, not written with each commit', () => {
  const state = newFoldState({ cacheBytes: CACHE_BYTES });
  const checkpoints: number[] = [];
  for (let index = 0; index < EVENTS; index++) {
    const fields = {
      source: 'hook',
      toolUseId: `call ${String(index)}`,
      state: 'started',
    } as const;
    fold(state, event('tool.call', 'busy', { second: index % 3_000, ...fields }), {
      seq: index + 1,
      priceOf: () => null,
    });
    state.budget.endEvent();
    if (index % COMMIT > 0 || !state.budget.isFull) continue;
    saveRecords(state);
    recordsSaved(state);
    state.budget.endEvent();
    expect(state.budget.isFull).toBe(false);
    expect(state.budget.bytes).toBeLessThanOrEqual(CACHE_BYTES);
    checkpoints.push(index);
  }
  expect(checkpoints.length).toBeGreaterThan(2);
  expect(checkpoints.length).toBeLessThan(EVENTS / COMMIT / 2);
});
