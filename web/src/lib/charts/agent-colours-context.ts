import { createContext } from 'svelte';
import { hueOf, OTHERS_COLOUR } from './agent-colours.ts';

/** The colours of agents, the same on every page. */
export class AgentColours {
  including(agents: Iterable<string>): ReadonlyMap<string, number> {
    return new Map([...agents].map((agent) => [agent, hueOf(agent)]));
  }
}

export const [useAgentColours, provideAgentColours] = createContext<AgentColours>();

export function colourOf(agent: string, colours: ReadonlyMap<string, number>): string {
  const colour = colours.get(agent);
  return colour === undefined ? OTHERS_COLOUR : `var(--agent-${String(colour)})`;
}
