import { budgetSchema, type Budget } from '@claude-monitor/protocol';
import { readMeta, writeMeta } from '../storage/storage.ts';
import { isBudgetOf, type Named } from '../state/named.ts';
import { StoredList } from '../storage/stored-list.ts';

const META_CHECKED = 'budgets seq';

/** Budgets with the thresholds they reported; and up to which seq of libSQL they were held against what was used. */
export class StoredBudgets extends StoredList<Budget> {
  readonly #sql: SqlStorage;
  #checkedSeq: number;

  constructor(sql: SqlStorage) {
    super(sql, 'budget', budgetSchema);
    this.#sql = sql;
    this.#checkedSeq = Number(readMeta(sql, META_CHECKED) ?? 0);
  }

  get checkedSeq(): number {
    return this.#checkedSeq;
  }

  set checkedSeq(seq: number) {
    if (seq === this.#checkedSeq) return;
    this.#checkedSeq = seq;
    writeMeta(this.#sql, META_CHECKED, seq);
  }

  /** Those of what is deleted go; of the others, what they alerted of its sessions. */
  forget(named: Named): void {
    for (const budget of this.all) {
      const alerted = budget.alerted.filter(({ key }) => !named.sessions.has(key));
      if (isBudgetOf(budget.scope, named)) this.delete(budget.id);
      else if (alerted.length < budget.alerted.length) this.save({ ...budget, alerted });
    }
  }
}
