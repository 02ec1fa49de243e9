import { hash64 } from '@claude-monitor/protocol/ids';

/** `--agent-0` to `--agent-9` of app.css. */
const HUES = 10;

/** By the name alone, so that it is the same on every page, whoever else is there. */
export const hueOf = (name: string): number => Number(BigInt(`0x${hash64(name)}`) % BigInt(HUES));

export const OTHERS_COLOUR = 'var(--agent-others)';

/**
 * Colours for one chart, in which no two are alike: who comes second with a hue has a darker tone of it, and who
 * comes third that of all others. Name the largest first.
 */
export function chartColours(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<number, number>();
  const colours = new Map<string, string>();
  for (const name of names) {
    if (colours.has(name)) continue;
    const hue = hueOf(name);
    const before = taken.get(hue) ?? 0;
    taken.set(hue, before + 1);
    colours.set(name, toneOf(hue, before));
  }
  return colours;
}

function toneOf(hue: number, before: number): string {
  const colour = `var(--agent-${String(hue)})`;
  if (before === 0) return colour;
  return before === 1 ? `color-mix(in oklab, ${colour} 55%, var(--ink))` : OTHERS_COLOUR;
}
