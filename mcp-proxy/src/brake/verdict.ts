import type { AskBrakes, Brake, BrakesAnswer } from '@claude-monitor/protocol/api/brakes';
import { brakeOf, type Doer } from '@claude-monitor/protocol/brake/denial';
import { BRAKE_LIMITS } from './brake-limits.ts';

type LatestAnswer = { answer: BrakesAnswer; sessions: AskBrakes['sessions']; at: number };

/**
 * What the monitor said last, and how long ago: by a clock that nobody sets, from when it arrived here. Neither
 * machine's time of day counts.
 */
export class Verdict {
  #latest: LatestAnswer | null = null;

  receive(answer: BrakesAnswer, sessions: AskBrakes['sessions'], now: number): void {
    this.#latest = { answer, sessions, at: now };
  }

  get version(): string | null {
    return this.#latest?.answer.version ?? null;
  }

  /** Whether some budget has a brake, as far as it is known; null: nothing was heard yet. */
  get isArmed(): boolean | null {
    return this.#latest?.answer.isArmed ?? null;
  }

  get braking(): number {
    return this.#latest?.answer.brakes.length ?? 0;
  }

  ageMs(now: number): number | null {
    return this.#latest === null ? null : now - this.#latest.at;
  }

  isFresh(now: number): boolean {
    return this.#latest !== null && now - this.#latest.at <= BRAKE_LIMITS.verdictMs;
  }

  /** What stops a call now; null: nothing does, or what was heard is too old. */
  stopping(doer: Doer & { project: string | null }, now: number): Brake | null {
    const latest = this.#latest;
    if (latest === null || latest.answer.brakes.length === 0 || !this.isFresh(now)) return null;
    const { answer, sessions } = latest;
    const session = sessions.find(({ id }) => id === doer.session);
    const isKnown = session !== undefined && !answer.unknown.includes(doer.session);
    // A subagent that nobody asked about yet is stopped with its main loop.
    const agent = doer.agent !== null && session?.agents.includes(doer.agent) ? doer.agent : null;
    return brakeOf(answer.brakes, { ...doer, agent, isKnown });
  }
}
