import { LIMITS, viewSchema, type SavedView } from '@claude-monitor/protocol';
import { z } from 'zod';
import { isAskedBy, isMentionedBy, type Named } from '../state/named.ts';

const rowSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    page: z.string(),
    query: z.string(),
    saved_by: z.string(),
    saved_at: z.number(),
  })
  .transform(({ saved_by, saved_at, ...rest }) => ({
    ...rest,
    savedBy: saved_by,
    savedAt: saved_at,
  }))
  .pipe(viewSchema);

/** Pages with range and filters that the workspace keeps under a name; a name has one. */
export class Views {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** By name. */
  list(): SavedView[] {
    const rows = this.#sql.exec('select * from saved_view order by name');
    return [...rows].map((row) => rowSchema.parse(row));
  }

  /** Takes the place of one of that name. Null: there are too many. */
  save(view: SavedView): SavedView | null {
    const all = this.list();
    const before = all.find(({ name }) => name === view.name);
    if (before === undefined && all.length >= LIMITS.viewsPerWorkspace) return null;
    const saved = { ...view, id: before?.id ?? view.id };
    this.#sql.exec(
      'insert or replace into saved_view (id, name, page, query, saved_by, saved_at) values (?, ?, ?, ?, ?, ?)',
      ...[saved.id, saved.name, saved.page, saved.query, saved.savedBy, saved.savedAt],
    );
    return saved;
  }

  /** Null: there is none. */
  remove(id: string): SavedView | null {
    const view = this.list().find((one) => one.id === id);
    if (view !== undefined) this.#sql.exec('delete from saved_view where id = ?', id);
    return view ?? null;
  }

  /** Removes those that name what is deleted. */
  forget(named: Named): void {
    const isMentioned = isMentionedBy(named);
    for (const { id, name, query } of this.list()) {
      if (isMentioned(name) || isAskedBy(query, named)) this.remove(id);
    }
  }
}
