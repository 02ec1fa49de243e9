import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { expectExactSums } from './invariants.fixture.ts';
import { expectSame, foldAll, pictureOf, type Folded } from './picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';

export function foldInAnyOrder(events: TelemetryEvent[]): Folded {
  const folded = foldAll(events);
  for (const order of permutations(events)) {
    const other = foldAll([...order, ...order]);
    expectSame(pictureOf(other), pictureOf(folded));
    expectExactSums(other);
  }
  return folded;
}
