import { describe, expect, test } from 'vitest';
import { chartColours, hueOf, OTHERS_COLOUR } from './agent-colours.ts';

const MANY = Array.from({ length: 200 }, (_, index) => `agent-${String(index)}`);

describe('the colour of an agent', () => {
  test('is one of ten by its name alone', () => {
    const hues = MANY.map(hueOf);
    expect(new Set(hues)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect([...MANY].reverse().map(hueOf)).toEqual(hues.reverse());
  });

  test('is its own within a chart, where what is third of a hue goes to the others', () => {
    const colours = chartColours(MANY);
    const own = [...colours.values()].filter((colour) => colour !== OTHERS_COLOUR);
    expect(new Set(own).size).toBe(own.length);
    expect(own).toHaveLength(20);
  });

  test('stays when smaller ones come to the chart', () => {
    const few = MANY.slice(0, 5);
    const before = chartColours(few);
    const after = chartColours([...few, ...MANY.slice(100)]);
    for (const name of few) expect(after.get(name)).toBe(before.get(name));
    expect(chartColours([...few, ...few])).toEqual(before);
    expect(chartColours([])).toEqual(new Map());
  });
});
