import { isFollowed, type Followed, type Incident } from '@claude-monitor/protocol';
import { keyOf } from '../../domain/incidents/conditions.ts';

/** What memory holds of an incident that stands: where it lies, and what decides whether it needs somebody. */
export type Standing = {
  line: number;
  sessionKey: string | null;
  kind: Incident['kind'];
  project: string | null;
  isAcknowledged: boolean;
  /** Epoch ms; 0: not put off. */
  snoozedUntil: number;
};

const SERVICE = keyOf('service', '');
const NONE: ReadonlySet<string> = new Set();

/** Incidents that stand, by key, in the order in which they were opened; bounded by `LIMITS.openIncidents`. */
export class StandingIncidents {
  readonly #all = new Map<string, Standing>();
  readonly #bySession = new Map<string, Set<string>>();
  readonly #ofService = new Set<string>();

  get size(): number {
    return this.#all.size;
  }

  get oldest(): string | undefined {
    return this.#all.keys().next().value;
  }

  /** Keys of what stands of the service itself. */
  get ofService(): ReadonlySet<string> {
    return this.#ofService;
  }

  has(key: string): boolean {
    return this.#all.has(key);
  }

  get(key: string): Standing | undefined {
    return this.#all.get(key);
  }

  ofSession(id: string): ReadonlySet<string> {
    return this.#bySession.get(id) ?? NONE;
  }

  set(key: string, standing: Standing): void {
    this.#all.set(key, standing);
    if (key.startsWith(SERVICE)) this.#ofService.add(key);
    if (standing.sessionKey === null) return;
    const keys = this.#bySession.get(standing.sessionKey) ?? new Set();
    keys.add(key);
    this.#bySession.set(standing.sessionKey, keys);
  }

  delete(key: string): void {
    const session = this.#all.get(key)?.sessionKey ?? null;
    this.#all.delete(key);
    this.#ofService.delete(key);
    if (session === null) return;
    const keys = this.#bySession.get(session);
    keys?.delete(key);
    if (keys?.size === 0) this.#bySession.delete(session);
  }

  /** How many nobody acknowledged or put off. */
  needed(now: number): number {
    let count = 0;
    for (const standing of this.#all.values()) if (needsSomebody(standing, now)) count++;
    return count;
  }

  /** Of those, how many a browser follows, and where the newest of them lies. */
  followed(by: Followed, now: number): { count: number; newest: number | null } {
    let count = 0;
    let newest: number | null = null;
    for (const standing of this.#all.values()) {
      if (!needsSomebody(standing, now) || !isFollowed(by, standing)) continue;
      count++;
      newest = standing.line;
    }
    return { count, newest };
  }
}

const needsSomebody = ({ isAcknowledged, snoozedUntil }: Standing, now: number): boolean =>
  !isAcknowledged && snoozedUntil <= now;
