import { createContext } from 'svelte';
import { assignColours } from './agent-colours.ts';

/** The colours of agents, the same on every page of a visit. */
export class AgentColours {
  #known: ReadonlyMap<string, number> = new Map();

  /** The colours of all agents met so far, these among them. */
  including(agents: Iterable<string>): ReadonlyMap<string, number> {
    this.#known = assignColours(agents, this.#known);
    return this.#known;
  }
}

export const [useAgentColours, provideAgentColours] = createContext<AgentColours>();

/** A colour of app.css. */
export function colourOf(agent: string, colours: ReadonlyMap<string, number>): string {
  const colour = colours.get(agent);
  return colour === undefined ? 'var(--agent-others)' : `var(--agent-${String(colour)})`;
}
