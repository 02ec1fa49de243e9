import type { LiveState } from '../live/live-state.ts';
import { settle, type HeldPlace } from './hold.ts';
import { progressByCard } from './need.ts';
import { placeOf, rowsOf, type Grouping, type Row } from './rows.ts';
import { sectionsOf, type Sections } from './sections.ts';

/** The sessions as the page lists them. It has a memory: a row moves only after a short hold. */
export class Board {
  #rows = $state.raw<ReadonlyMap<string, Row>>(new Map());
  #sections = $state.raw<Sections>({ needs: [], groups: [] });
  #held: ReadonlyMap<string, HeldPlace> = new Map();
  #grouping: Grouping = 'project';
  #tasks: LiveState['tasks'] | null = null;
  #progress: ReadonlyMap<string, number> = new Map();

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  get sections(): Sections {
    return this.#sections;
  }

  update(live: LiveState, now: number, grouping: Grouping): void {
    if (live.tasks !== this.#tasks) {
      this.#tasks = live.tasks;
      this.#progress = progressByCard(live.tasks.values());
    }
    // Whoever asks for another grouping wants it at once.
    if (grouping !== this.#grouping) this.#held = new Map();
    this.#grouping = grouping;
    const rows = rowsOf(live, { now, before: this.#rows, progress: this.#progress });
    const wanted = new Map([...rows].map(([id, row]) => [id, placeOf(row, grouping)]));
    this.#held = settle(this.#held, wanted, now);
    this.#rows = rows;
    this.#sections = sectionsOf(rows, this.#held, grouping);
  }
}
