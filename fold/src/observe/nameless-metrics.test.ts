import { describe, expect, it } from 'vitest';
import { sessionKeyOf, WITHOUT_SESSION } from '@claude-monitor/protocol/ids';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event, TEN } from '../testing/events.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { foldAll, foldOne, priceOf } from '../testing/picture.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { forgetSession } from '../retention/forget-session.ts';
import { sealHour } from '../retention/seal-hour.ts';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { sessionDetail } from '../views/detail/session-detail.ts';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const OTHER_RUN = '22222222-2222-4222-8222-222222222222';
const nameless = (user: string): string => `${WITHOUT_SESSION} ${user}`;

type More = { run?: string; user?: string; device?: string; model?: string; value?: number };

/** What an export of metrics counts that leaves `session.id` out. */
function metric(second: number, more: More = {}): TelemetryEvent {
  const { user = 'ada', model = 'opus', value = 77, run = nameless(user), ...sender } = more;
  return event('metric', run, {
    second,
    ...sender,
    user,
    source: 'otlp',
    name: 'tokens',
    value,
    startAt: TEN + (second - 60) * 1_000,
    attributes: { type: 'input', model, series: String(second) },
  });
}

function request(second: number, more: More = {}): TelemetryEvent {
  const { user = 'ada', model = 'opus', value = 77, run = RUN, ...sender } = more;
  return event('usage', run, {
    second,
    ...sender,
    user,
    model,
    source: 'otlp',
    requestId: `r ${String(second)} ${user}`,
    inputTokens: value,
    outputTokens: 0,
  });
}

const inputOf = (events: TelemetryEvent[]): number =>
  totalsView(foldInAnyOrder(events).state).all.usage.inputTokens;

describe('[USE2] metrics without a session, of a user', () => {
  it('whose requests name theirs, add nothing, whichever came first', () => {
    expect(inputOf([metric(60), request(30)])).toBe(77);
    const folded = foldInAnyOrder([metric(60), request(30), metric(120), request(90)]);
    expect(sessionOf(folded, RUN).usage).toMatchObject({ requests: 2, inputTokens: 154 });
    expect(sessionOf(folded, nameless('ada')).usage.inputTokens).toBe(0);
  });

  it('alone count, and beside requests without a session too count once', () => {
    expect(inputOf([metric(60), metric(120)])).toBe(154);
    expect(inputOf([metric(60), request(30, { run: nameless('ada') })])).toBe(77);
  });

  it('that come in the hour after their request add nothing', () => {
    expect(inputOf([request(3_590), metric(3_630)])).toBe(77);
  });

  it('count where only another user has requests, on one device too', () => {
    const bob = { user: 'bob' };
    expect(inputOf([metric(60), request(30, bob), metric(61, bob)])).toBe(154);
    const shared = { device: 'laptop' };
    expect(inputOf([metric(60, shared), request(30, { ...bob, ...shared })])).toBe(154);
  });

  it('count where requests come from another device, and where they come hours apart', () => {
    expect(inputOf([metric(60, { device: 'ci' }), request(30, { device: 'laptop' })])).toBe(154);
    expect(inputOf([metric(60, { device: 'ci' }), request(30)])).toBe(77);
    expect(inputOf([metric(60), request(30, { device: 'laptop' })])).toBe(77);
    expect(inputOf([metric(60), request(86_400)])).toBe(154);
  });

  it('count for models that no request names', () => {
    expect(inputOf([metric(60), request(30, { model: 'gpt-5' })])).toBe(154);
    expect(inputOf([metric(60, { model: 'opus[1m]' }), request(30)])).toBe(77);
  });

  it('follow a session whose user is known late, and one whose user turns out to be another', () => {
    const sent = { source: 'otlp', requestId: 'r', inputTokens: 77, model: 'opus' } as const;
    const unnamed = event('usage', RUN, { second: 30, ...sent });
    const start = event('session.start', RUN, { second: 0, source: 'hook', user: 'ada' });
    expect(inputOf([unnamed, metric(60), start])).toBe(77);
    const declared = event('session.start', RUN, { second: 1, source: 'mcp', user: 'bob' });
    expect(inputOf([request(30), metric(60), declared])).toBe(154);
  });

  it('add nothing while one of two sessions has requests', () => {
    const other = request(40, { run: OTHER_RUN });
    expect(inputOf([metric(60, { value: 154 }), request(30), other])).toBe(154);
  });
});

describe('[USE2] metrics of a session whose requests name none', () => {
  const own = { run: RUN };
  const without = { run: nameless('ada') };

  it('add nothing, whichever came first', () => {
    expect(inputOf([metric(60, own), request(30, without)])).toBe(77);
    const folded = foldInAnyOrder([
      metric(60, own),
      metric(120, { run: OTHER_RUN }),
      request(30, without),
      request(90, without),
    ]);
    expect(totalsView(folded.state).all.usage).toMatchObject({ requests: 2, inputTokens: 154 });
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(0);
    const isElsewhere = (session: string) =>
      sessionDetail(folded.state, sessionOf(folded, session).id, priceOf)?.isUsageElsewhere;
    expect([isElsewhere(RUN), isElsewhere(without.run)]).toEqual([true, false]);
  });

  it('that come in the hour after their request add nothing, and count hours after', () => {
    expect(inputOf([request(3_590, without), metric(3_630, own)])).toBe(77);
    expect(inputOf([request(30, without), metric(86_400, own)])).toBe(154);
  });

  it('count for another user, device or model', () => {
    expect(inputOf([metric(60, { ...own, user: 'bob' }), request(30, without)])).toBe(154);
    const apart = [metric(60, { ...own, device: 'ci' }), request(30, { ...without, device: 'pc' })];
    expect(inputOf(apart)).toBe(154);
    expect(inputOf([metric(60, { ...own, model: 'haiku' }), request(30, without)])).toBe(154);
    expect(inputOf([metric(60, { ...own, model: 'opus[1m]' }), request(30, without)])).toBe(77);
  });

  it('are those of whom the session turns out to be', () => {
    const start = event('session.start', RUN, { second: 0, source: 'hook', user: 'ada' });
    const { user: _, ...unnamed } = metric(60, own);
    expect(inputOf([unnamed, request(30, without), start])).toBe(77);
    const declared = event('session.start', RUN, { second: 1, source: 'mcp', user: 'bob' });
    expect(inputOf([metric(60, own), request(30, without), declared])).toBe(154);
  });

  it('count once where some of each name one, and some none', () => {
    const events = [metric(60, own), metric(61), request(30, without), request(31, { run: RUN })];
    expect(inputOf(events)).toBe(154);
  });

  it('keep what they add when the run without a session is deleted', () => {
    const folded = foldAll([metric(60, own), request(30, without)]);
    const input = { seq: folded.seq + 1, priceOf, budget: 100 };
    expect(forgetSession(folded.state, sessionKeyOf(nameless('ada'), ''), input)).toBe(true);
    expect(totalsView(folded.state).all.usage.inputTokens).toBe(0);
    expect(forgetSession(folded.state, sessionKeyOf(RUN, ''), input)).toBe(true);
    expect(folded.records.keysOf('user_usage')).toEqual([]);
  });
});

it('[USE2] [FLD1] a request known twice is superseded once: repeated exports change nothing', () => {
  const events = [metric(60), request(30), request(30), metric(60)];
  expect(totalsView(foldAll([...events, ...events]).state).all.usage.inputTokens).toBe(77);
});

it('[STO10] a session that is deleted takes its own figures only: metrics do not take their place', () => {
  const folded = foldAll([metric(60), request(30)]);
  const input = { seq: folded.seq + 1, priceOf, budget: 100 };
  expect(forgetSession(folded.state, sessionKeyOf(RUN, ''), input)).toBe(true);
  expect(totalsView(folded.state).all.usage.inputTokens).toBe(0);
  folded.seq++;
  foldOne(
    folded,
    event('session.context', nameless('ada'), { second: 61, source: 'otlp', user: 'eve' }),
  );
  expect(totalsView(folded.state).all.usage.inputTokens).toBe(0);
  expect(forgetSession(folded.state, sessionKeyOf(nameless('ada'), ''), input)).toBe(true);
  expect(folded.records.keysOf('user_usage')).toEqual([]);
});

it('[STO5] an hour that is sealed leaves nothing of its requests behind, and no figure changes', () => {
  const folded = foldAll([metric(60), request(30), request(3_700), metric(3_760)]);
  const key = sessionKeyOf(RUN, '');
  const hour = folded.state.facts.hour(key, TEN);
  if (hour === undefined) throw new Error('there is no hour');
  sealHour(folded.state, hour);
  folded.seq++;
  foldOne(
    folded,
    event('session.context', nameless('ada'), { second: 61, source: 'otlp', user: 'ada' }),
  );
  expect(totalsView(folded.state).all.usage.inputTokens).toBe(154);
  expect([...(folded.state.sessions.get(key)?.requestsIn.keys() ?? [])]).toEqual([
    `${String(TEN + 3_600_000)} opus`,
  ]);
  // The user's own record, and that of the hour that is not sealed.
  expect(folded.records.keysOf('user_usage')).toHaveLength(2);
});

it('[HUB8] a session of a thousand hours keeps a bounded list of them, and metrics add nothing', () => {
  const hours = LIMITS.requestHours + 50;
  const at = (hour: number): number => -hour * 3_600;
  const requests = Array.from({ length: hours }, (_, hour) => request(at(hour) + 30, { value: 1 }));
  const folded = foldAll([...requests, metric(at(0) + 60), metric(at(hours - 1) + 60)]);
  expect(folded.state.sessions.get(sessionKeyOf(RUN, ''))?.requestsIn.size).toBe(
    LIMITS.requestHours,
  );
  expect(totalsView(folded.state).all.usage.inputTokens).toBe(hours);
});
