import { expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { event, TEN } from '../testing/events.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';

test('[HUB8] of a minute in which very many worked, the others are one cell; sums stay true', () => {
  const agents = LIMITS.seriesCellsOfMinute + 40;
  const events = Array.from({ length: agents }, (_, index) => [
    event('session.start', `s${String(index)}`, { second: 0, agentName: `agent ${String(index)}` }),
    event('usage', `s${String(index)}`, {
      second: 1,
      requestId: `r${String(index)}`,
      inputTokens: 7,
    }),
    // What is reported again with other tokens takes the first back.
    event('usage', `s${String(index)}`, {
      second: 2,
      requestId: `r${String(index)}`,
      source: 'otlp',
      inputTokens: 5,
    }),
  ]).flat();
  const { state } = foldAll(events);
  const cells = [...state.series.values()];
  expect(cells).toHaveLength(LIMITS.seriesCellsOfMinute + 1);
  expect(new Set(cells.map((cell) => cell.at))).toEqual(new Set([TEN]));
  const sum = cells.reduce((total, cell) => total + cell.inputTokens, 0);
  expect(sum).toBe(5 * agents);
  expect(cells.find(({ agentName }) => agentName === '')?.inputTokens).toBe(5 * 40);
});
