import { textOf } from './storage.ts';

type Made = { id: string; createdAt: number };
type Table = 'budget' | 'channel' | 'push_subscription' | 'report_schedule';

/** What administrators made of one kind: a few, held in memory, each a row of JSON by its id. */
export class StoredList<Item extends Made> {
  readonly #sql: SqlStorage;
  readonly #table: Table;
  readonly #items = new Map<string, Item>();

  constructor(sql: SqlStorage, table: Table, schema: { parse: (value: unknown) => Item }) {
    this.#sql = sql;
    this.#table = table;
    for (const row of sql.exec(`select state from ${table}`)) {
      const item = schema.parse(JSON.parse(textOf(row['state'])));
      this.#items.set(item.id, item);
    }
  }

  /** The oldest first. */
  get all(): Item[] {
    return [...this.#items.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  get count(): number {
    return this.#items.size;
  }

  find(id: string): Item | null {
    return this.#items.get(id) ?? null;
  }

  save(item: Item): void {
    this.#items.set(item.id, item);
    this.#sql.exec(
      `insert into ${this.#table} (id, state) values (?, ?)
       on conflict (id) do update set state = excluded.state`,
      item.id,
      JSON.stringify(item),
    );
  }

  delete(id: string): void {
    this.#items.delete(id);
    this.#sql.exec(`delete from ${this.#table} where id = ?`, id);
  }
}
