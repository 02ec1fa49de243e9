import { createContext, untrack } from 'svelte';
import { assignColours } from './agent-colours.ts';

/** The colours of agents, the same on every page. */
export class AgentColours {
  readonly #everyone: () => Iterable<string>;
  #known: ReadonlyMap<string, number> = new Map();

  /** `everyone` are the agents that all pages know: they come first, or pages would differ. */
  constructor(everyone: () => Iterable<string>) {
    this.#everyone = everyone;
  }

  /** The colours of all agents met so far, these among them. */
  including(agents: Iterable<string>): ReadonlyMap<string, number> {
    const everyone = untrack(() => [...this.#everyone()]);
    this.#known = assignColours(agents, assignColours(everyone, this.#known));
    return this.#known;
  }
}

export const [useAgentColours, provideAgentColours] = createContext<AgentColours>();

export function colourOf(agent: string, colours: ReadonlyMap<string, number>): string {
  const colour = colours.get(agent);
  return colour === undefined ? 'var(--agent-others)' : `var(--agent-${String(colour)})`;
}
