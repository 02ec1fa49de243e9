import { budgetSchema, type Budget } from '@claude-monitor/protocol';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_CHECKED = 'budgets seq';

/** Budgets and what they told; and up to which seq of libSQL they were held against what was used. */
export class StoredBudgets {
  readonly #sql: SqlStorage;
  readonly #budgets = new Map<string, Budget>();
  #checkedSeq: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const row of sql.exec('select state from budget')) {
      const budget = budgetSchema.parse(JSON.parse(textOf(row['state'])));
      this.#budgets.set(budget.id, budget);
    }
    this.#checkedSeq = Number(readMeta(sql, META_CHECKED) ?? 0);
  }

  /** The oldest first. */
  get all(): Budget[] {
    return [...this.#budgets.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  get count(): number {
    return this.#budgets.size;
  }

  get checkedSeq(): number {
    return this.#checkedSeq;
  }

  set checkedSeq(seq: number) {
    if (seq === this.#checkedSeq) return;
    this.#checkedSeq = seq;
    writeMeta(this.#sql, META_CHECKED, seq);
  }

  find(id: string): Budget | null {
    return this.#budgets.get(id) ?? null;
  }

  save(budget: Budget): void {
    this.#budgets.set(budget.id, budget);
    this.#sql.exec(
      `insert into budget (id, state) values (?, ?)
       on conflict (id) do update set state = excluded.state`,
      budget.id,
      JSON.stringify(budget),
    );
  }

  delete(id: string): void {
    this.#budgets.delete(id);
    this.#sql.exec('delete from budget where id = ?', id);
  }
}
