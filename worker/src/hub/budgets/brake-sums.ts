import { findAttempt, type FoldState, type Spent } from '@claude-monitor/fold';
import { allTokens, BRAKE_BOUNDS, type Budget, type UsageSums } from '@claude-monitor/protocol';
import { budgetWindow, type BudgetWindow } from '../../domain/budgets/budget-window.ts';
import { isAbout, whoseUsage, type Whose } from './whose.ts';

/** What a budget's brake is held against, in its unit: by period or session. */
export type Reached = { key: string; amount: number };

/** Of one budget, in micro-dollars or tokens: what libSQL has, as of a seq, and what came after it. */
type Sum = {
  window: BudgetWindow;
  /** Null: libSQL was not asked yet. */
  base: number | null;
  baseSeq: number;
  later: { seq: number; amount: number }[];
};

/**
 * What budgets with a brake have used by now: the sums of the usage pages as libSQL has them, and on top of them what
 * was folded since. So a brake holds as soon as a request is known, not when it was written.
 */
export class BrakeSums {
  readonly #state: FoldState;
  readonly #sums = new Map<string, Sum>();

  constructor(state: FoldState) {
    this.#state = state;
  }

  /** Forgets what it knew of a budget: it has another limit, or is gone. */
  forget(id: string): void {
    this.#sums.delete(id);
  }

  /** Whether libSQL has to be asked before anything can be said of a budget in its period. */
  isUnknown(budget: Budget, now: number): boolean {
    const window = this.#windowOf(budget, now);
    return window !== null && this.#sumOf(budget, window).base === null;
  }

  /** What libSQL says of the period that runs, up to a seq. */
  setBase(budget: Budget, { key, amount, seq }: Reached & { seq: number }, now: number): void {
    const window = this.#windowOf(budget, now);
    if (window?.key !== key) return;
    const sum = this.#sumOf(budget, window);
    sum.base = Math.round(amount * unitsIn(budget));
    sum.baseSeq = seq;
    sum.later = sum.later.filter((one) => one.seq > seq);
  }

  /** Usage that was added or taken back under a seq: what of the budgets it makes larger. */
  add(
    budgets: readonly Budget[],
    { seq, spent, now }: { seq: number; spent: readonly Spent[]; now: number },
  ): { budget: Budget; reached: Reached }[] {
    const touched = new Map<string, { budget: Budget; reached: Reached }>();
    for (const { part, sign } of spent) {
      const whose = part.usage === null ? null : whoseUsage(this.#state, part);
      if (whose === null || part.usage === null) continue;
      for (const budget of budgets) {
        if (!isAbout(budget.scope, whose)) continue;
        const amount = sign * unitsOf(budget, part.usage);
        const reached = this.#addTo(budget, { seq, amount, at: part.at, whose }, now);
        if (reached !== null) touched.set(`${budget.id} ${reached.key}`, { budget, reached });
      }
    }
    return [...touched.values()];
  }

  #addTo(
    budget: Budget,
    { seq, amount, at, whose }: { seq: number; amount: number; at: number; whose: Whose },
    now: number,
  ): Reached | null {
    const window = this.#windowOf(budget, now);
    if (window === null) return this.ofRun(budget, whose);
    const sum = this.#sumOf(budget, window);
    if (at < window.from || at >= window.to || seq <= sum.baseSeq) return null;
    const last = sum.later.at(-1);
    if (last?.seq === seq) last.amount += amount;
    else sum.later.push({ seq, amount });
    if (sum.later.length > BRAKE_BOUNDS.pending) this.#sums.delete(budget.id);
    return this.now(budget, now);
  }

  /** What is known of a budget's period now; null: nothing. */
  now(budget: Budget, now: number): Reached | null {
    const window = this.#windowOf(budget, now);
    const sum = window === null ? undefined : this.#sumOf(budget, window);
    if (window === null || sum === undefined || sum.base === null) return null;
    const amount = sum.later.reduce((total, one) => total + one.amount, sum.base);
    return { key: window.key, amount: amount / unitsIn(budget) };
  }

  /** A run's own figures: of its session, or of the one session or task that the budget is about. */
  ofRun(budget: Budget, { attempt, task }: Pick<Whose, 'attempt' | 'task'>): Reached | null {
    const { scope } = budget;
    const usage =
      scope.kind === 'task'
        ? this.#state.tasks.get(task)?.usage
        : findAttempt(this.#state, attempt)?.attempt.figures.usage;
    if (usage === undefined) return null;
    const isOne = scope.kind === 'task' || scope.kind === 'session';
    return { key: isOne ? scope.name : attempt, amount: unitsOf(budget, usage) / unitsIn(budget) };
  }

  /** Looked up in the calendar once for each period. */
  #windowOf(budget: Budget, now: number): BudgetWindow | null {
    const known = this.#sums.get(budget.id)?.window;
    return known !== undefined && now >= known.from && now < known.to
      ? known
      : budgetWindow(budget, now);
  }

  #sumOf({ id }: Budget, window: BudgetWindow): Sum {
    const known = this.#sums.get(id);
    if (known?.window.key === window.key) return known;
    const made: Sum = { window, base: null, baseSeq: 0, later: [] };
    this.#sums.set(id, made);
    return made;
  }
}

/** Sums are of whole micro-dollars or tokens: fractions would drift. */
const unitsOf = ({ unit }: Budget, usage: UsageSums): number =>
  unit === 'dollars' ? usage.costMicros : allTokens(usage);

const unitsIn = ({ unit }: Budget): number => (unit === 'dollars' ? 1e6 : 1);
