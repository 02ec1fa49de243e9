import { expect, it } from 'vitest';
import { event } from '../../testing/events.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import { foldAll, priceOf } from '../../testing/picture.fixture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const prompt = (second: number, fields = {}) =>
  event('prompt', RUN, { second, source: 'hook', ...fields });

it('[FLD1] prompts of a session are counted by where they went, however often they are reported', () => {
  const events = [
    prompt(1, { route: 'prometheus', promptId: 'p1' }),
    event('prompt', RUN, { second: 2, source: 'otlp', promptId: 'p1' }),
    prompt(3, { route: 'claude', promptId: 'p2' }),
    prompt(4, { route: 'claude' }),
    event('prompt', RUN, { second: 5, source: 'otlp', promptId: 'p3' }),
  ];
  for (let turn = 0; turn < 20; turn++) {
    const folded = foldAll(seeded(turn).shuffled([...events, ...events]));
    const { id } = sessionOf(folded, RUN);
    expect(sessionDetail(folded.state, id, priceOf)?.prompts).toEqual({
      prometheus: 1,
      claude: 2,
      unrouted: 1,
    });
  }
});

it('[FLD1] a prompt of a client whose hooks name none is one, also of a hook that is registered twice', () => {
  const twice = (second: number) => [second, second + 0.03];
  const events = [
    ...[1, 60].flatMap(twice).map((second) => prompt(second, { route: 'claude' })),
    event('prompt', RUN, { second: 1.5, source: 'otlp', promptId: 'p1' }),
    event('prompt', RUN, { second: 60, source: 'otlp', promptId: 'p2' }),
    event('prompt', RUN, { second: 120, source: 'otlp', promptId: 'p3' }),
    prompt(200, { route: 'prometheus' }),
  ];
  for (let turn = 0; turn < 20; turn++) {
    const folded = foldAll(seeded(turn).shuffled([...events, ...events]));
    const { id } = sessionOf(folded, RUN);
    expect(sessionDetail(folded.state, id, priceOf)?.prompts).toEqual({
      prometheus: 1,
      claude: 2,
      unrouted: 1,
    });
  }
});

it('[FLD1] a failure that a hook without a prompt tells twice is one; two minutes of them are two', () => {
  const failed = (second: number) =>
    event('error', RUN, { second, source: 'hook', errorType: 'rate_limit', severity: 'high' });
  const events = [failed(1), failed(1.03), failed(120), failed(120.03)];
  for (let turn = 0; turn < 10; turn++) {
    expect(sessionOf(foldAll(seeded(turn).shuffled(events)), RUN).errors).toBe(2);
  }
});
