import { totalsView } from '@claude-monitor/fold';
import { LIMITS, statusAnswerSchema } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { metricsText } from '../../domain/metrics-text.ts';
import { beginOpening, openHub, type OpenHub, type HubDeps, type Opening } from '../open-hub.ts';
import {
  eventOf,
  mintForTests,
  realReads,
  realWriter,
  take,
  withCore,
  type Core,
} from '../hub.fixture.ts';
import { hubStatus } from '../state/status.ts';
import { readMeta, textOf } from '../storage/storage.ts';

const AT = Date.now() - 60_000;

const worldOf = ({ ctx, clock }: Core): HubDeps => ({
  ctx,
  writer: realWriter,
  reads: realReads,
  priceOf: () => 1000,
  now: clock.now,
  sleep: clock.sleep,
  alertDeps: {
    send: () => Promise.reject(new Error('nothing is sent here')),
    isLocalAllowed: false,
    newId: () => 'm',
    mint: mintForTests,
    random: () => 0.5,
  },
  journalCap: { bytes: LIMITS.journalBytes, events: LIMITS.journalEvents },
});

async function takeUsages(core: Core, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) =>
    eventOf({ id: `u${String(index)}`, type: 'usage', time: AT + index, inputTokens: 1 }),
  );
  for (let from = 0; from < count; from += LIMITS.batchItems) {
    await take(core, events.slice(from, from + LIMITS.batchItems));
  }
}

const requestsOf = (hub: OpenHub | null): number =>
  hub === null ? 0 : totalsView(hub.workspaceState.state).all.usage.requests;

function begin(core: Core): Opening {
  const waking = beginOpening(worldOf(core));
  if (waking === null) throw new Error('not provisioned');
  return waking;
}

/** Wakes the hub and kills it after so many steps. */
function killAfter(core: Core, steps: number): void {
  const waking = begin(core);
  for (let step = 0; step <= steps; step++) waking.steps.next();
}

describe('[HUB8] replay on waking', () => {
  test('is saved step by step: after a kill it goes on where it was', async () => {
    await withCore({}, async (core) => {
      const count = 3 * LIMITS.replayStepEvents + 10;
      await takeUsages(core, count);
      const first = core.hub.workspaceState.progress.foldedSeq;
      killAfter(core, 2);
      const waking = begin(core);
      waking.steps.next();
      const hub = openHub(worldOf(core));
      expect(hub?.workspaceState.progress.foldedSeq).toBeGreaterThanOrEqual(
        first + 2 * LIMITS.replayStepEvents,
      );
      expect(requestsOf(hub)).toBe(count);
    });
  });

  test('writes nothing where the checkpoint holds all', async () => {
    await withCore({}, async (core) => {
      await takeUsages(core, 3);
      core.hub.workspaceState.checkpoint();
      expect(begin(core).steps.next().done).toBe(true);
    });
  });

  test('sets aside the one event that it never survives, says so, and folds all others', async () => {
    await withCore({}, async (core) => {
      await takeUsages(core, 5);
      let deaths = 0;
      // Dies in each step whose first event is the guilty one, or that holds it.
      for (; deaths < 20; deaths++) {
        const waking = begin(core);
        waking.steps.next();
        const step = textOf(readMeta(core.ctx.storage.sql, 'replay'));
        if (step.includes('"deaths":2')) break;
      }
      expect(deaths).toBeLessThan(10);
      const hub = openHub(worldOf(core));
      if (hub === null) throw new Error('not provisioned');
      expect(requestsOf(hub)).toBe(4);
      const status = statusAnswerSchema.parse(hubStatus(hub, core.clock.at));
      expect(status.rejections).toEqual({ set_aside: 1 });
      expect(hub.setAside.newest).toMatchObject([{ type: 'usage' }]);
      expect(metricsText(status, core.clock.at)).toContain('{code="set_aside"} 1');
      expect(await hub.flusher.flush()).toBe(true);
      expect(requestsOf(openHub(worldOf(core)))).toBe(4);
    });
  });

  test('a restart by chance sets nothing aside', async () => {
    await withCore({}, async (core) => {
      await takeUsages(core, 5);
      for (let kills = 0; kills < 4; kills++) killAfter(core, 0);
      const hub = openHub(worldOf(core));
      expect(requestsOf(hub)).toBe(5);
      expect(hub?.setAside.count).toBe(0);
    });
  });
});
