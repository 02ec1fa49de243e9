import type { TelemetryEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { eventsOf, failure, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';

type Step = (core: AlertCore, index: number) => TelemetryEvent;

const call = (toolName: string, fingerprint: string): Step => {
  return (core, index) =>
    eventsOf(core)(`call ${String(index)}`, 'tool.call', {
      toolUseId: `call ${String(index)}`,
      toolName,
      fingerprint,
      state: 'succeeded',
    });
};
const error: Step = (core, index) => eventsOf(core)(`error ${String(index)}`, 'error', failure);
const usage: Step = (core, index) =>
  eventsOf(core)(`usage ${String(index)}`, 'usage', { inputTokens: 100_000, outputTokens: 0 });

const KINDS: [string, Step, number, number][] = [
  ['errors in a row', error, 8, 9],
  ['the same call again and again', call('Bash', 'same'), 12, 13],
  ['tokens without progress', usage, 4, 500_000],
];

const stuckOf = ({ hub, clock }: AlertCore) =>
  hub.alerts.incidents.store.list({ limit: 10, kind: ['stuck'] }, clock.at).items;

async function makeStuck(core: AlertCore, step: Step, times: number): Promise<void> {
  await core.ingest([eventsOf(core)('start', 'prompt')]);
  for (let index = 0; index < times; index++) {
    core.clock.at += 31_000;
    await core.ingest([step(core, index)]);
  }
  expect(stuckOf(core)).toHaveLength(1);
}

test.each(KINDS)(
  '[HUB3] a session stuck by %s stays so over an eviction, and its count goes on',
  (...of) =>
    withAlerts(async (core) => {
      const [, step, times, count] = of;
      await makeStuck(core, step, times);
      core.hub.workspaceState.checkpoint();
      core.wakeAgain().alerts.woke();
      await core.later(60_000);
      expect(stuckOf(core)).toMatchObject([{ id: 'inc_1' }]);
      await core.ingest([step(core, times)]);
      expect(stuckOf(core)).toMatchObject([{ id: 'inc_1', reason: { count } }]);
      core.clock.at += 1_000;
      await core.ingest([eventsOf(core)('go on', 'prompt')]);
      expect(stuckOf(core)).toEqual([]);
    }),
);

test.each(KINDS)('[HUB3] %s that are folded again after a kill count once', (...of) =>
  withAlerts(async (core) => {
    const [, step, times, count] = of;
    await makeStuck(core, step, times);
    core.wakeAgain().alerts.woke();
    core.clock.at += 60_000;
    await core.ingest([step(core, times)]);
    expect(stuckOf(core)).toMatchObject([{ id: 'inc_1', reason: { count } }]);
  }),
);

test('[HUB3] other calls that succeed after an eviction are progress', () =>
  withAlerts(async (core) => {
    await makeStuck(core, call('Bash', 'same'), 12);
    core.hub.workspaceState.checkpoint();
    core.wakeAgain().alerts.woke();
    core.clock.at += 60_000;
    await core.ingest([call('Edit', 'one')(core, 20)]);
    expect(stuckOf(core)).toEqual([]);
  }));
