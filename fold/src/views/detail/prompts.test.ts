import { expect, it } from 'vitest';
import { event } from '../../testing/events.ts';
import { cardOf } from '../../testing/look.ts';
import { foldAll, priceOf } from '../../testing/picture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const prompt = (second: number, said = {}) =>
  event('prompt', RUN, second, { source: 'hook', ...said });

it('[FLD1] prompts of a session are counted by where they went, however often they are told', () => {
  const events = [
    prompt(1, { route: 'prometheus', promptId: 'p1' }),
    event('prompt', RUN, 2, { source: 'otlp', promptId: 'p1' }),
    prompt(3, { route: 'claude', promptId: 'p2' }),
    prompt(4, { route: 'claude' }),
    event('prompt', RUN, 5, { source: 'otlp', promptId: 'p3' }),
  ];
  for (let turn = 0; turn < 20; turn++) {
    const folded = foldAll(seeded(turn).shuffled([...events, ...events]));
    const { id } = cardOf(folded, RUN);
    expect(sessionDetail(folded.state, id, priceOf)?.prompts).toEqual({
      prometheus: 1,
      claude: 2,
      unrouted: 1,
    });
  }
});
