import { denialOf } from '@claude-monitor/protocol/brake/denial';
import type { HookAnswer } from '@claude-monitor/protocol/api/brakes';
import { hookSender, type HookSender } from '@claude-monitor/receivers';
import { loadConfig, type Env } from '../config.ts';
import { placesOf } from '../machine/places.ts';
import { VERSION } from '../version.ts';
import { brakesFrom, type FetchBrakes } from './fetch-brakes.ts';
import { BrakePoll } from './brake-poll.ts';
import { AtWork } from './at-work.ts';
import { BrakeLog } from './brake-log.ts';
import type { BrakeStatus } from './brake-status.ts';
import { Verdict } from './verdict.ts';

/** What the relay gives to a part of it that has a job of its own. */
type BrakeContext = {
  env: Env;
  now: () => number;
  isSilent: (session: { id: string; folder?: string | undefined }) => boolean;
};

/** In the relay: answers PreToolUse by what the monitor said of budgets, from memory. */
export function startBrake({ env, now, isSilent }: BrakeContext) {
  const fetchBrakes = brakesFrom({
    config: () => loadConfig({}, env),
    userAgent: `claude-monitor/${VERSION} brake`,
  });
  const log = new BrakeLog(placesOf(env).state);
  const brake = new MachineBrake({
    fetchBrakes,
    monotonic: () => performance.now(),
    log: (line) => {
      log.add(line, now());
    },
  });
  return {
    name: 'brake',
    decide: (body: unknown): HookAnswer | null => {
      const sender = hookSender(body);
      if (sender === null || isSilent({ id: sender.session })) return null;
      return brake.decide(sender);
    },
    isBusy: () => false,
    status: () => brake.status(),
    stop: () => brake.stop(),
  };
}

type Deps = {
  fetchBrakes: FetchBrakes;
  /** Milliseconds of a clock that nobody sets. */
  monotonic: () => number;
  log: (line: string) => void;
};

/** The brake of this machine: whom it stops, and what it could not check. */
export class MachineBrake {
  readonly #deps: Deps;
  readonly #verdict = new Verdict();
  readonly #atWork = new AtWork();
  readonly #poll: BrakePoll;
  #denied = 0;
  #unchecked = 0;
  #isUnchecked = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#poll = new BrakePoll({
      fetchBrakes: deps.fetchBrakes,
      atWork: this.#atWork,
      verdict: this.#verdict,
      now: deps.monotonic,
      onAnswer: () => {
        if (!this.#isUnchecked) return;
        this.#isUnchecked = false;
        deps.log('the monitor answers again: tool calls are checked');
      },
    });
  }

  /** Answers at once, whatever the monitor does; null: nothing is to be said. */
  decide(sender: HookSender): HookAnswer | null {
    const now = this.#deps.monotonic();
    if (this.#atWork.observe(sender, now) || !this.#poll.isPolling) this.#poll.renew();
    if (sender.hook !== 'PreToolUse') return null;
    const brake = this.#verdict.stopping(sender, now);
    if (brake !== null) {
      this.#denied += 1;
      this.#deps.log(`stopped a tool call of ${sender.session}: ${brake.reason}`);
      return denialOf(brake.reason);
    }
    if (!this.#verdict.isFresh(now)) this.#reportUnchecked(now);
    return null;
  }

  status(): BrakeStatus {
    const now = this.#deps.monotonic();
    return {
      isArmed: this.#verdict.isArmed,
      braking: this.#verdict.braking,
      ageMs: this.#verdict.ageMs(now),
      isFresh: this.#verdict.isFresh(now),
      isAsking: this.#poll.isPolling,
      denied: this.#denied,
      unchecked: this.#unchecked,
      fault: this.#poll.fault,
    };
  }

  stop(): Promise<void> {
    return this.#poll.stop();
  }

  /** Nothing was heard for too long: the call passes, and that is said once. Without brakes it is no news. */
  #reportUnchecked(now: number): void {
    const { isArmed } = this.#verdict;
    if (isArmed === false || (isArmed === null && this.#poll.fault === null)) return;
    this.#unchecked += 1;
    if (this.#isUnchecked) return;
    this.#isUnchecked = true;
    const ageMs = this.#verdict.ageMs(now);
    const since = ageMs === null ? '' : ` for ${String(Math.round(ageMs / 1_000))} s`;
    const why = this.#poll.fault ?? 'it was not asked yet';
    this.#deps.log(`tool calls pass unchecked: the monitor hasn’t answered${since} (${why})`);
  }
}
