import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { capturedSession } from '../testing/capture.fixture.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { foldAll, priceOf, taskIds } from '../testing/picture.fixture.ts';
import { sessionDetail } from '../views/detail/session-detail.ts';
import { sessionView } from '../views/session-view.ts';
import { momentAt } from './moment.ts';
import { replay, type Replay, type ReplayInput } from './replay.ts';
import { storedPrices } from './stored-prices.ts';

const RUN = '0181a54a-410a-4d92-8fe6-3639da9b6baa';

function replayOf(input: ReplayInput): Replay {
  const steps = replay(input);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  if (step.value === null) throw new Error('no such session');
  return step.value;
}

/** The hub folds with the price list, the replay with what the hub stored. */
function hubAndReplay(sessionId: string, events: readonly TelemetryEvent[]) {
  const folded = foldAll(events);
  const { id } = sessionOf(folded, sessionId);
  const view = sessionView(folded.state, id);
  const detail = sessionDetail(folded.state, id, priceOf);
  if (view === null || detail === null) throw new Error(`no ${sessionId}`);
  const again = replayOf({
    events: seeded(7).shuffled(events),
    id,
    run: view.run?.id,
    tasks: taskIds(folded),
    priceOf: storedPrices(detail.requests),
  });
  return { view, detail, again };
}

describe('the replay of a session', () => {
  it('[FLD1] ends with the figures of the hub, priced as they were stored', () => {
    const { view, detail, again } = hubAndReplay('infra-001', capturedSession());
    expect(view.usage.costMicros).toBeGreaterThan(0);
    const { changedSeq: _, pulse: _p, ...shown } = view;
    expect(again.session).toMatchObject(shown);
    expect(again.detail?.subagents).toEqual(detail.subagents);
    expect(again.moments.at(-1)).toMatchObject({
      costMicros: view.usage.costMicros,
      requests: view.usage.requests,
      errors: view.errors,
      toolCalls: view.toolCalls,
    });
    const costs = again.items.map(({ costMicros }) => costMicros ?? 0);
    const superseded = again.items.filter(({ isSuperseded }) => isSuperseded);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(
      view.usage.costMicros + superseded.reduce((sum, one) => sum + (one.costMicros ?? 0), 0),
    );
  });

  it('shows what it was at a moment between two events', () => {
    const { again } = hubAndReplay('infra-001', capturedSession());
    expect(momentAt(again.moments, TEN - 1)).toBeNull();
    const early = momentAt(again.moments, TEN + 600);
    // Two requests were answered; of the run, before the session was declared.
    expect(early).toMatchObject({ requests: 2, currentTask: { taskId: 'INFRA-1' } });
    expect(momentAt(again.moments, TEN + 3_500)).toMatchObject({
      requests: 11,
      tasks: { done: 1, open: 0 },
      currentTask: null,
    });
  });

  it('lists each thing once that hook, telemetry and transcript report, with how it ended', () => {
    const { again } = hubAndReplay('infra-001', capturedSession());
    const tools = again.items.filter(({ kind }) => kind === 'tool');
    expect(tools).toHaveLength(8);
    expect(tools.filter(({ outcome }) => outcome === 'failed')).toMatchObject([
      { name: 'Bash', at: TEN + 1_087, endAt: TEN + 1_099 },
      { name: 'Read' },
    ]);
    const requests = again.items.filter(({ kind }) => kind === 'request');
    expect(requests.filter(({ isSuperseded }) => !isSuperseded)).toHaveLength(11);
    expect(again.items.map(({ at }) => at)).toEqual(
      again.items.map(({ at }) => at).toSorted((a, b) => a - b),
    );
  });

  it('says of a wait since when and why, and that a call was open', () => {
    const { again } = hubAndReplay(RUN, [
      event('prompt', RUN, { second: 0, source: 'hook' }),
      event('tool.call', RUN, {
        second: 1,
        source: 'hook',
        toolUseId: 't',
        toolName: 'Bash',
        state: 'started',
      }),
      event('session.state', RUN, {
        second: 2,
        source: 'hook',
        state: 'waiting',
        reason: 'Asks to use Bash',
      }),
      event('tool.call', RUN, {
        second: 9,
        source: 'hook',
        toolUseId: 't',
        toolName: 'Bash',
        state: 'denied',
      }),
    ]);
    expect(again.moments.map(({ turn, openTools }) => [turn?.state, openTools.length])).toEqual([
      ['working', 0],
      ['working', 1],
      ['waiting', 1],
      ['working', 0],
    ]);
  });
});

describe('stored prices', () => {
  const stored = {
    at: TEN,
    model: 'opus',
    inputTokens: 3,
    outputTokens: 4,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 77,
  };
  const priced = {
    ...stored,
    model: 'opus',
    cacheCreation1hTokens: 0,
    tier: '',
    webSearches: 0,
  };

  it('[USE3] are those of the request that was counted; of others there is none', () => {
    const prices = storedPrices([stored, { ...stored, at: TEN + 1, costMicros: null }]);
    expect(prices(priced)).toBe(77);
    expect(prices({ ...priced, at: TEN + 1 })).toBeNull();
    expect(prices({ ...priced, outputTokens: 1 })).toBeNull();
  });

  it('tell two models apart that used the same at the same moment', () => {
    const prices = storedPrices([stored, { ...stored, model: 'haiku', costMicros: 5 }]);
    expect(prices({ ...priced, model: 'haiku' })).toBe(5);
    expect(prices(priced)).toBe(77);
  });

  it('give a counter its own price back, by whatever sample is asked', () => {
    const alone = { ...stored, outputTokens: 0, inputTokens: 7, costMicros: 13 };
    const sample = { ...priced, outputTokens: 0, inputTokens: 10_000 };
    const price = storedPrices([alone])(sample) ?? 0;
    expect(Math.round((price * 7) / 10_000)).toBe(13);
  });
});
