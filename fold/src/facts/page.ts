import { TIME } from '@claude-monitor/protocol/limits';
import type { Fact } from './fact.ts';

/**
 * The facts of one session and one hour. `rows` remembers every row of history that was ever made
 * from it and the seq at which that row last changed, so a row that became empty is written as zero.
 */
export type Page = {
  session: string;
  hour: number;
  facts: Map<string, Fact>;
  rows: {
    usage: Map<string, number>;
    activity: Map<string, number>;
    errors: Map<string, number>;
    edges: Map<string, number>;
  };
  /** The seq at which anything in it changed last. */
  rev: number;
};

/**
 * Where pages live. The hub keeps them in its storage behind a cache; a test in a map. A page that was
 * touched stays the same object until the event that touched it is folded.
 */
export type PageStore = {
  /** The page, or undefined where the session has no facts in that hour. */
  get(session: string, hour: number): Page | undefined;
  create(session: string, hour: number): Page;
  /** The fact of this key was changed, added or taken out, and rows with it. */
  touch(page: Page, fact: string): void;
};

export function newPage(session: string, hour: number): Page {
  return {
    session,
    hour,
    facts: new Map(),
    rows: { usage: new Map(), activity: new Map(), errors: new Map(), edges: new Map() },
    rev: 0,
  };
}

export function hourOf(at: number): number {
  return at - (at % TIME.hourMs);
}

export function minuteOf(at: number): number {
  return at - (at % TIME.minuteMs);
}

export function dayOf(at: number): number {
  return at - (at % TIME.dayMs);
}

/** Pages in memory: for tests, and for replay in the browser. */
export function memoryPages(): PageStore & { all: () => Page[] } {
  const pages = new Map<string, Page>();
  const keyOf = (session: string, hour: number): string => `${session} ${String(hour)}`;
  return {
    get: (session, hour) => pages.get(keyOf(session, hour)),
    create: (session, hour) => {
      const page = newPage(session, hour);
      pages.set(keyOf(session, hour), page);
      return page;
    },
    touch: () => undefined,
    all: () => [...pages.values()],
  };
}
