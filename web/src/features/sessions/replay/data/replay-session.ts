import { replay } from '@claude-monitor/fold/replay/replay';
import { storedPrices } from '@claude-monitor/fold/replay/stored-prices';
import { KnownEvents, readRequests } from './load-events.ts';
import type { ReplayAnswer, ReplayQuestion } from './messages.ts';

/** Answers questions about one session: reads its raw events and folds them. */
export class SessionReplayer {
  readonly #known = new KnownEvents();
  readonly #fetch: typeof fetch;
  readonly #answer: (answer: ReplayAnswer) => void;

  constructor(fetchFrom: typeof fetch, answer: (answer: ReplayAnswer) => void) {
    this.#fetch = fetchFrom;
    this.#answer = answer;
  }

  async request({ base, id, run, linked, tasks }: ReplayQuestion): Promise<void> {
    const known = this.#known;
    const from = { base, fetchFrom: this.#fetch };
    const prices = readRequests(id, from);
    for (const session of [id, ...linked]) {
      const failure = await known.read(session, {
        ...from,
        onPage: () => {
          this.#answer({ kind: 'loading', events: known.count });
        },
      });
      if (failure === null || session !== id) continue;
      this.#answer({ kind: failure === 'no login' ? 'refused' : 'failed' });
      return;
    }
    const events = known.all;
    if (events.length === 0) {
      this.#answer({ kind: 'none' });
      return;
    }
    const steps = replay({ events, id, run, tasks, priceOf: storedPrices(await prices) });
    let step = steps.next();
    while (step.done !== true) {
      this.#answer({ kind: 'folding', done: step.value, events: events.length });
      step = steps.next();
    }
    if (step.value === null) {
      this.#answer({ kind: 'none' });
      return;
    }
    const loaded = { events: known.count, skipped: known.skipped, isCut: known.isCut };
    this.#answer({ kind: 'ready', replay: step.value, loaded });
  }
}
