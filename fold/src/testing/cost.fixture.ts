import { expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { foldOne, startFolding } from './picture.fixture.ts';

/** What comes, once for each index; what the last ones cost is looked at. */
export type Shape = (index: number) => TelemetryEvent[];

const MOST_RATIO = 1.3;

/** A test for each shape: after four times as many rounds, an event asks for no more records. */
export function testCosts(
  shapes: Readonly<Record<string, Shape>>,
  sizes: { few: number; probes: number },
): void {
  it.each(Object.entries(shapes))('%s', (_, shape) => {
    const few = costAfter(sizes.few, sizes.probes, shape);
    const ratio = costAfter(4 * sizes.few, sizes.probes, shape) / few;
    expect({ few, ratio }).toEqual({ few, ratio: Math.min(ratio, MOST_RATIO) });
  });
}

function costAfter(rounds: number, probes: number, shape: Shape): number {
  const folded = startFolding();
  let events = 0;
  const foldRounds = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      for (const each of shape(index)) {
        foldOne(folded, each);
        events++;
      }
    }
  };
  foldRounds(0, rounds);
  const before = { events, reads: folded.records.reads() };
  foldRounds(rounds, rounds + probes);
  return (folded.records.reads() - before.reads) / (events - before.events);
}

export const numbered = (word: string, index: number): string => `${word} ${String(index)}`;
