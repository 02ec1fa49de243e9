import type { LiveState } from '../../../lib/live/live-state.ts';
import { stabilize, type StablePlace } from './stable-places.ts';
import { progressBySession } from '../../../lib/format/need.ts';
import { placeOf, rowsOf, type Arrangement, type Grouping, type Row } from './rows.ts';
import { sectionsOf, type Sections } from './sections.ts';

type BoardView = { rows: ReadonlyMap<string, Row>; sections: Sections };

/** Lists the sessions, with a memory: a row moves only after a short hold. */
export class Board {
  #rows: ReadonlyMap<string, Row> = new Map();
  #places: ReadonlyMap<string, StablePlace> = new Map();
  #grouping: Grouping = 'project';
  #tasks: LiveState['tasks'] | null = null;
  #progress: ReadonlyMap<string, number> = new Map();

  view(live: LiveState, now: number, arrangement: Arrangement): BoardView {
    const { grouping } = arrangement;
    if (live.tasks !== this.#tasks) {
      this.#tasks = live.tasks;
      this.#progress = progressBySession(live.tasks.values());
    }
    // Whoever asks for another grouping wants it at once.
    if (grouping !== this.#grouping) this.#places = new Map();
    this.#grouping = grouping;
    this.#rows = rowsOf(live, { now, before: this.#rows, progress: this.#progress });
    const wanted = new Map([...this.#rows].map(([id, row]) => [id, placeOf(row, arrangement)]));
    this.#places = stabilize(this.#places, wanted, now);
    return { rows: this.#rows, sections: sectionsOf(this.#rows, this.#places, grouping) };
  }
}
