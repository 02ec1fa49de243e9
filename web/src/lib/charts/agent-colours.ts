import { hash64 } from '@claude-monitor/protocol/ids';

/** `--agent-0` to `--agent-9` of app.css. */
const HUES = 10;
/** The hue, and a darker tone of it: so many agents can be told apart in one chart. */
const MOST_APART = 2 * HUES;

/** By the name alone, so that it is the same on every page, whoever else is there. */
export const hueOf = (name: string): number => Number(BigInt(`0x${hash64(name)}`) % BigInt(HUES));

export const OTHERS_COLOUR = 'var(--agent-others)';

/**
 * Colours for one chart or list, in which no two are alike but those of the rest, which have that of all others. They
 * depend on who is there, not on the order: of two with one hue the second has a darker tone of it, and who comes third
 * gets what nobody there has. Name the largest first: beyond twenty the rest begins.
 */
export function chartColours(agents: Iterable<string>): ReadonlyMap<string, string> {
  const names = [...new Set(agents)];
  const coloured = names.slice(0, MOST_APART).sort();
  const colours = new Map<string, string>();
  const free = new Set(ALL_HUES.flatMap(tonesOf));
  const give = (name: string, wanted: readonly string[]): void => {
    const colour = wanted.find((one) => free.has(one));
    if (colour === undefined) return;
    free.delete(colour);
    colours.set(name, colour);
  };
  for (const name of coloured) give(name, tonesOf(hueOf(name)));
  for (const name of coloured) {
    if (!colours.has(name))
      give(
        name,
        ALL_HUES.flatMap((step) => tonesOf(hueOf(name) + step)),
      );
  }
  return new Map(names.map((name) => [name, colours.get(name) ?? OTHERS_COLOUR]));
}

/** The colour of an agent by those of its chart. */
export const colourOf = (agent: string, colours: ReadonlyMap<string, string>): string =>
  colours.get(agent) ?? OTHERS_COLOUR;

const ALL_HUES = Array.from({ length: HUES }, (_, hue) => hue);

function tonesOf(hue: number): string[] {
  const colour = `var(--agent-${String(hue % HUES)})`;
  return [colour, `color-mix(in oklab, ${colour} 55%, var(--ink))`];
}
