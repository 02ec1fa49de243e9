import {
  eventsAnswerSchema,
  sessionRequestsAnswerSchema,
  type SessionRequest,
} from '@claude-monitor/protocol/api/index';
import { eventSchema, type TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { fetchHistory, queryOf, type HistoryOutcome } from '../../../../lib/api/history.ts';

type Fetch = typeof fetch;

type Failure = Exclude<HistoryOutcome<never>, { name: 'found' }>['name'];

/** The raw events that are known, by id: what is asked again adds what came since. */
export class KnownEvents {
  readonly #events = new Map<string, TelemetryEvent | null>();
  /** Sessions whose events were read to their beginning, or to the bound. */
  readonly #whole = new Set<string>();
  #isCut = false;

  get all(): TelemetryEvent[] {
    return [...this.#events.values()].filter((event) => event !== null);
  }

  get count(): number {
    return this.#events.size;
  }

  get skipped(): number {
    return [...this.#events.values()].filter((event) => event === null).length;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Reads the events of one session, the newest first, up to those that are known; null: all is well. */
  async read(
    session: string,
    { base, fetchFrom, onPage }: { base: string; fetchFrom: Fetch; onPage: () => void },
  ): Promise<Failure | null> {
    let cursor: string | null = null;
    do {
      const query = queryOf({ session, limit: LIMITS.pageItems, cursor });
      const outcome = await fetchHistory(
        `${base}/v1/events${query}`,
        eventsAnswerSchema,
        fetchFrom,
      );
      if (outcome.name !== 'found') return outcome.name;
      const { items, next }: { items: { id: string }[]; next: string | null } = outcome.stored;
      const news = items.filter(({ id }) => !this.#events.has(id));
      for (const event of news) this.#add(event);
      onPage();
      if (news.length < items.length && this.#whole.has(session)) break;
      cursor = next;
      if (cursor !== null && this.#events.size >= LIMITS.replayEvents) {
        this.#isCut = true;
        break;
      }
    } while (cursor !== null);
    this.#whole.add(session);
    return null;
  }

  #add(event: { id: string }): void {
    const parsed = eventSchema.safeParse(event);
    this.#events.set(event.id, parsed.success ? parsed.data : null);
  }
}

/** The requests of a session with their stored prices; what cannot be read is left out: it shows as unpriced. */
export async function readRequests(
  id: string,
  { base, fetchFrom }: { base: string; fetchFrom: Fetch },
): Promise<SessionRequest[]> {
  const requests: SessionRequest[] = [];
  let cursor: string | null = null;
  do {
    const query = queryOf({ limit: LIMITS.pageItems, cursor });
    const path = `${base}/v1/sessions/${encodeURIComponent(id)}/requests${query}`;
    const outcome = await fetchHistory(path, sessionRequestsAnswerSchema, fetchFrom);
    if (outcome.name !== 'found') break;
    requests.push(...outcome.stored.items);
    cursor = outcome.stored.next;
  } while (cursor !== null && requests.length < LIMITS.replayEvents);
  return requests;
}
