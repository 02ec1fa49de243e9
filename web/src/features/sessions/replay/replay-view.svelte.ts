import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import { momentAt } from '@claude-monitor/fold/replay/moment';
import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import type { StateLimits } from '@claude-monitor/protocol/live/state-of';
import type { Session, Task } from '@claude-monitor/protocol/live/view';
import { bandsOf } from './data/bands.ts';
import { failureAfter, failuresOf, knownAt } from './data/failures.ts';
import { itemsOfDetail } from './data/without-events.ts';
import type { ReplayRunner } from './data/replay-runner.svelte.ts';
import { neighbour, Player } from './player.svelte.ts';
import { levelFor, windowAt, zoomLevels } from './timeline/rows.ts';

/** What the page knows besides the replay. */
type Known = {
  session: Session;
  tasks: readonly Task[];
  detail: SessionDetail | null;
  now: number;
  limits: StateLimits;
};

const SHOWN_BEFORE = 8;

/** A session as its own page shows it over time, and the moment of it that is looked at. */
export class ReplayView {
  readonly player: Player;
  readonly #runner: ReplayRunner | null;
  readonly #known: () => Known;
  /** Zoom that the viewer chose; null: as many rows as are good to read. */
  #level = $state<number | null>(null);

  readonly replay = $derived.by(() => this.#runner?.replay ?? null);
  readonly moments = $derived.by(() => this.replay?.moments ?? []);
  readonly items: readonly ReplayItem[] = $derived.by(
    () => this.replay?.items ?? itemsOfDetail(this.#known().detail),
  );
  readonly isOver = $derived.by(() => this.#known().session.endedAt !== null);
  readonly bounds = $derived.by(() => this.#bounds());
  readonly bands = $derived.by(() =>
    this.moments.length === 0 ? [] : bandsOf(this.moments, this.bounds.to, this.#known().limits),
  );
  readonly failures = $derived.by(() => failuresOf(this.items, this.#known().tasks));
  readonly end = $derived.by(() => this.moments.at(-1) ?? null);
  readonly moment = $derived.by(() =>
    this.player.at === null ? this.end : momentAt(this.moments, this.player.at),
  );
  readonly #times = $derived.by(() => timesOf(this.items));
  readonly #levels = $derived.by(() => zoomLevels(this.bounds.to - this.bounds.from));
  readonly #shownLevel = $derived.by(() =>
    Math.min(this.#level ?? levelFor(this.items.length, this.#levels), this.#levels.length - 1),
  );
  readonly window = $derived.by(() =>
    windowAt(
      this.player.at ?? this.bounds.to,
      this.bounds,
      this.#levels[this.#shownLevel] ?? this.bounds.to - this.bounds.from,
    ),
  );
  readonly canZoomIn = $derived.by(() => this.#shownLevel < this.#levels.length - 1);
  readonly canZoomOut = $derived.by(() => this.#shownLevel > 0);
  /** What was known at the moment, the newest first. */
  readonly events = $derived.by(() => this.#eventsBefore(this.player.at));

  constructor(runner: ReplayRunner | null, known: () => Known) {
    this.#runner = runner;
    this.#known = known;
    this.player = new Player(() => this.bounds);
  }

  readonly zoom = (step: 1 | -1): void => {
    this.#level = Math.max(0, Math.min(this.#levels.length - 1, this.#shownLevel + step));
  };

  readonly step = (step: 1 | -1): void => {
    const at = neighbour(this.#times, this.player.at, step);
    if (at !== null) this.player.seek(at);
    else if (step === 1) this.player.toEnd();
  };

  readonly toNextFailure = (): void => {
    const failure = failureAfter(this.failures, this.player.at);
    if (failure !== null) this.player.seek(failure.at);
  };

  #eventsBefore(at: number | null): ReplayItem[] {
    const found: ReplayItem[] = [];
    const { items } = this;
    for (let index = items.length - 1; index >= 0; index--) {
      const one = items[index];
      if (one === undefined || (at !== null && one.at > at)) continue;
      found.push(one);
      if (found.length === SHOWN_BEFORE) break;
    }
    return found;
  }

  #bounds(): { from: number; to: number } {
    const { session, now } = this.#known();
    const first = this.moments[0]?.at ?? session.startedAt;
    const last = Math.max(session.lastAt, this.end?.at ?? 0, session.endedAt ?? 0);
    // What goes on reaches to now, in steps, so that nothing moves all the time; what was lost does not.
    const limits = this.#known().limits;
    const isLive = session.endedAt === null && now - last < limits.lostMs;
    const from = Math.min(first, session.startedAt);
    const to = isLive ? Math.max(last, Math.floor(now / LIVE_STEP_MS) * LIVE_STEP_MS) : last;
    return { from, to: Math.max(to, from + 1) };
  }
}

const LIVE_STEP_MS = 5_000;

/** When anything began or came out, each time once and in order. */
function timesOf(items: readonly ReplayItem[]): number[] {
  const times = new Set(items.flatMap((one) => [one.at, knownAt(one)]));
  return [...times].sort((a, b) => a - b);
}
