import { describe, expect, it } from 'vitest';
import { hash64, sessionKeyOf, WITHOUT_SESSION } from '@claude-monitor/protocol/ids';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { forgetSession } from '../retention/forget-session.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { foldAll, priceOf } from '../testing/picture.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const OTHER_RUN = '22222222-2222-4222-8222-222222222222';

/** What a signal calls its user, the strongest first, as Claude Code's telemetry does. */
type Names = { email?: string; account?: string; id?: string };
const ALL: Names = { email: 'ada@example.com', account: 'acc-1', id: 'inst-1' };

const called = ({ email, account, id }: Names) => ({
  user: email ?? account ?? id,
  userKeys: [email, account, undefined, id].map((name) => (name === undefined ? '' : hash64(name))),
});

const nameless = (names: Names): string => `${WITHOUT_SESSION} ${called(names).user ?? ''}`;

const metric = (names: Names, { second = 60, run = nameless(names), value = 77 } = {}) =>
  event('metric', run, {
    second,
    ...called(names),
    source: 'otlp',
    name: 'tokens',
    value,
    startAt: TEN + (second - 60) * 1_000,
    attributes: { type: 'input', model: 'opus', series: String(second) },
  });

const request = (names: Names, { second = 30, run = RUN } = {}) =>
  event('usage', run, {
    second,
    ...called(names),
    model: 'opus',
    source: 'otlp',
    requestId: `r ${run} ${String(second)}`,
    inputTokens: 77,
    outputTokens: 0,
  });

const inputOf = (...events: TelemetryEvent[]): number =>
  totalsView(foldInAnyOrder(events).state).all.usage.inputTokens;

const { email = '', account = '', id = '' } = ALL;

describe('[USE2] [WHO10] a user whom one signal calls by all names, and another one by some, is one', () => {
  it.each<[string, Names]>([
    ['the installation', { id }],
    ['the account', { account }],
    ['account and installation', { account, id }],
    ['the address', { email }],
  ])('where metrics without a session name %s', (_, names) => {
    expect(inputOf(metric(names), request(ALL))).toBe(77);
  });

  it('where metrics have all names, and requests the installation alone', () => {
    expect(inputOf(metric(ALL), request({ id }))).toBe(77);
  });

  it('where metrics name a session, and requests none', () => {
    expect(inputOf(metric({ id }, { run: RUN }), request(ALL, { run: nameless(ALL) }))).toBe(77);
    expect(inputOf(metric(ALL, { run: RUN }), request({ id }, { run: nameless({ id }) }))).toBe(77);
  });

  it('where one request told all names, and the others one that metrics lack', () => {
    const late = request({ email }, { second: 90 });
    expect(inputOf(metric({ id }), request(ALL), late, metric({ id }, { second: 120 }))).toBe(154);
  });

  it('and is shown by the strongest', () => {
    const folded = foldInAnyOrder([request(ALL), metric({ id }, { run: RUN })]);
    expect(sessionOf(folded, RUN).user).toBe(email);
  });
});

describe('[WHO10] two people stay two', () => {
  const bob: Names = { email: 'bob@example.com', account: 'acc-2', id };

  it('with accounts of their own on one installation', () => {
    expect(inputOf(metric(bob), request(ALL))).toBe(154);
    expect(inputOf(metric({ account: 'acc-2', id }), request(ALL))).toBe(154);
  });

  it('with nothing in common, in one signal or the other', () => {
    expect(inputOf(metric({ id: 'inst-2' }), request(ALL))).toBe(154);
    expect(inputOf(metric({ id }), request({ email }))).toBe(154);
  });

  it('where metrics name only what both have, the requests of either report them', () => {
    const both = [request(ALL), request(bob, { run: OTHER_RUN })];
    expect(inputOf(metric({ id }, { value: 154 }), ...both)).toBe(154);
  });
});

it('[STO10] sessions that go take all names of their user with them', () => {
  const folded = foldAll([metric({ id }), request(ALL), request(ALL, { run: OTHER_RUN })]);
  const input = { seq: folded.seq + 1, priceOf, budget: 100 };
  for (const run of [RUN, OTHER_RUN, nameless({ id })]) {
    expect(forgetSession(folded.state, sessionKeyOf(run, ''), input)).toBe(true);
  }
  expect(folded.records.keysOf('user_usage')).toEqual([]);
});
