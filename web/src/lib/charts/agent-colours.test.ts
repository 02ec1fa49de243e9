import { seeded } from '@claude-monitor/protocol/testing/random';
import { describe, expect, test } from 'vitest';
import { chartColours, hueOf, OTHERS_COLOUR } from './agent-colours.ts';

const MANY = Array.from({ length: 200 }, (_, index) => `agent-${String(index)}`);
const MOST_APART = 20;
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

/** Teams by seed, of words that real agents are named with and of what nobody expects. */
function teamOf(seed: number, most: number): string[] {
  const random = seeded(seed);
  const word = () => random.pick(['code', 'review', 'פרויקט', '🦊', 'sql', '<b>', '__proto__', '']);
  const size = random.between(1, most);
  return Array.from({ length: size }, (_, index) =>
    random.chance(0.2)
      ? (MANY[random.between(0, 199)] ?? '')
      : `${word()}-${word()}-${String(index)}`,
  );
}

const pureOf = (name: string): string => `var(--agent-${String(hueOf(name))})`;

describe('the colour of an agent', () => {
  test('is one of ten by its name alone', () => {
    const hues = MANY.map(hueOf);
    expect(new Set(hues)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect([...MANY].reverse().map(hueOf)).toEqual(hues.reverse());
    for (const name of MANY) expect(chartColours([name]).get(name)).toBe(pureOf(name));
  });

  test('is its own within a chart of up to twenty, whoever is there', () => {
    for (const seed of SEEDS) {
      const team = new Set(teamOf(seed, MOST_APART));
      const colours = chartColours(team);
      expect(new Set(colours.values()).size, `seed ${String(seed)}`).toBe(team.size);
      expect([...colours.values()]).not.toContain(OTHERS_COLOUR);
    }
  });

  test('does not depend on the order: figures that change repaint nobody', () => {
    for (const seed of SEEDS) {
      const team = teamOf(seed, MOST_APART);
      const other = chartColours(seeded(seed).shuffled(team));
      for (const [name, colour] of chartColours(team)) expect(other.get(name)).toBe(colour);
    }
  });

  test('is that of its name unless somebody there has the same hue and comes before it', () => {
    for (const seed of SEEDS) {
      const team = teamOf(seed, MOST_APART);
      for (const [name, colour] of chartColours(team)) {
        const isFirst = team.every((other) => hueOf(other) !== hueOf(name) || other >= name);
        const hasHue = colour.includes(pureOf(name));
        if (isFirst) expect(colour).toBe(pureOf(name));
        else if (team.filter((other) => hueOf(other) === hueOf(name)).length === 2) {
          expect(hasHue).toBe(true);
        }
      }
    }
  });

  test('is that of the others from the twenty-first on, the smallest', () => {
    const colours = chartColours(MANY);
    const own = [...colours.values()].filter((colour) => colour !== OTHERS_COLOUR);
    expect(new Set(own).size).toBe(MOST_APART);
    expect(own).toHaveLength(MOST_APART);
    expect(MANY.slice(MOST_APART).map((name) => colours.get(name))).toEqual(
      MANY.slice(MOST_APART).map(() => OTHERS_COLOUR),
    );
    expect(chartColours([...MANY.slice(0, 5), ...MANY.slice(0, 5)]).size).toBe(5);
    expect(chartColours([])).toEqual(new Map());
  });
});
