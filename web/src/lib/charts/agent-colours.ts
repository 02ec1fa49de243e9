import { hash64 } from '@claude-monitor/protocol/ids';

/** `--agent-0` to `--agent-9` of app.css. */
const COLOURS = 10;

/**
 * A colour for each agent: by its name, so that it is the same on every page; two names of one colour
 * part by taking the next free one. Who has a colour keeps it.
 */
export function assignColours(
  agents: Iterable<string>,
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const unknown = [...new Set(agents)].filter((agent) => !before.has(agent)).sort();
  if (unknown.length === 0) return before;
  const assigned = new Map(before);
  const taken = new Set(assigned.values());
  for (const agent of unknown) {
    const first = Number(BigInt(`0x${hash64(agent)}`) % BigInt(COLOURS));
    let colour = first;
    while (taken.size < COLOURS && taken.has(colour)) colour = (colour + 1) % COLOURS;
    assigned.set(agent, colour);
    taken.add(colour);
  }
  return assigned;
}
