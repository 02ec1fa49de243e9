import type { AskBrakes } from '@claude-monitor/protocol/api/brakes';
import { BRAKE_BOUNDS } from '@claude-monitor/protocol/brake/brake-bounds';
import { BRAKE_LIMITS } from './brake-limits.ts';

type Session = { agents: Set<string>; busyUntil: number };

/** Sessions whose turn is on, by their hooks. Times are of a clock that nobody sets. */
export class AtWork {
  readonly #sessions = new Map<string, Session>();

  /** Notes a hook; true: somebody is at work whom nobody asked about. */
  observe(
    { hook, session, agent }: { hook: string; session: string; agent: string | null },
    now: number,
  ): boolean {
    if (hook === 'SessionEnd') {
      this.#sessions.delete(session);
      return false;
    }
    const known = this.#sessions.get(session);
    const one = known ?? { agents: new Set<string>(), busyUntil: 0 };
    const wasBusy = one.busyUntil > now;
    one.busyUntil = now + (RESTS.has(hook) ? BRAKE_LIMITS.restMs : BRAKE_LIMITS.turnMs);
    // The newest last: of too many the oldest go.
    this.#sessions.delete(session);
    this.#sessions.set(session, one);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > BRAKE_BOUNDS.sessions && oldest !== undefined) {
      this.#sessions.delete(oldest);
    }
    if (hook === 'SubagentStop' && agent !== null) one.agents.delete(agent);
    else if (agent !== null && !one.agents.has(agent)) {
      one.agents.add(agent);
      const [first] = one.agents;
      if (one.agents.size > BRAKE_BOUNDS.agents && first !== undefined) one.agents.delete(first);
      return true;
    }
    return known === undefined || !wasBusy;
  }

  isBusy(now: number): boolean {
    return this.sessions(now).length > 0;
  }

  /** Whom to ask about. */
  sessions(now: number): AskBrakes['sessions'] {
    return [...this.#sessions].flatMap(([id, { agents, busyUntil }]) =>
      busyUntil > now ? [{ id, agents: [...agents] }] : [],
    );
  }
}

/** After these nothing is asked of a model until the next hook. */
const RESTS: ReadonlySet<string> = new Set(['SessionStart', 'Stop', 'StopFailure', 'Notification']);
