import type { EventOf } from '@claude-monitor/protocol/event/event';

const KEPT_SESSIONS = 1_000;

type Total = { input: number; output: number };

/** What this process logged for each session, so that the answer can name it. In memory only. */
export class UsageTotals {
  readonly #totals = new Map<string, Total>();

  /** Cumulative counts are the total; others add to it. Cache tokens count as input. */
  add(event: EventOf<'usage'>): void {
    const input = event.inputTokens + event.cacheReadTokens + event.cacheCreationTokens;
    const last = this.#totals.get(event.sessionId);
    const base = event.cumulative === true || last === undefined ? { input: 0, output: 0 } : last;
    // Set again, so that the session used last is the last to be forgotten.
    this.#totals.delete(event.sessionId);
    this.#totals.set(event.sessionId, {
      input: base.input + input,
      output: base.output + event.outputTokens,
    });
    const oldest = this.#totals.keys().next();
    if (this.#totals.size > KEPT_SESSIONS && oldest.done !== true)
      this.#totals.delete(oldest.value);
  }

  sentence(sessionId: string): string {
    const { input, output } = this.#totals.get(sessionId) ?? { input: 0, output: 0 };
    const total = counted(input + output);
    return `Logged here for ${sessionId}: ${total} tokens (${counted(input)} in, ${counted(output)} out).`;
  }
}

const counted = (value: number): string => value.toLocaleString('en-US');
