import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Task } from '@claude-monitor/protocol/live/view';
import { task } from '../../../lib/live/live.fixture.ts';
import { LivePlan, RENEW_EVERY_MS } from './live-plan.svelte.ts';

let live: LivePlan;

beforeEach(() => {
  vi.useFakeTimers();
  live = new LivePlan();
});

afterEach(() => {
  live.close();
  vi.useRealTimers();
});

const SPEC = task('spec', { project: 'dex', status: 'success' });
const POOL = task('pool', { project: 'dex', status: 'planned', dependsOn: ['spec'] });

const patch = (...patches: Task[]): void =>
  live.update({
    project: 'dex',
    answered: [SPEC, POOL],
    live: new Map(patches.map((one) => [one.id, one])),
  });

const stateOf = (id: string) => live.plan?.graph.nodes.find((node) => node.id === id)?.state;

test('the first news is shown at once', () => {
  patch();
  expect(stateOf('pool')).toBe('ready');
});

test('what follows closely is shown together, a moment later', () => {
  patch();
  const before = live.plan;
  patch({ ...POOL, status: 'started', changedSeq: 2 });
  patch({ ...POOL, status: 'failed', changedSeq: 3 });
  expect(live.plan).toBe(before);
  vi.advanceTimersByTime(RENEW_EVERY_MS);
  expect(stateOf('pool')).toBe('failed');
});

test('news that is none leaves the plan as it is', () => {
  patch();
  const before = live.plan;
  patch();
  vi.advanceTimersByTime(RENEW_EVERY_MS);
  expect(live.plan).toBe(before);
});

test('a path is critical only where tasks depend on each other', () => {
  patch();
  expect(live.plan?.graph.criticalPath).toEqual(['pool']);
  live.close();
  live = new LivePlan();
  live.update({ project: 'dex', answered: [{ ...POOL, dependsOn: [] }], live: new Map() });
  expect(live.plan?.graph.criticalPath).toEqual([]);
  expect(live.plan?.graph.nodes.map(({ isCritical }) => isCritical)).toEqual([false]);
});
