import { LIMITS, type Budget } from '@claude-monitor/protocol';
import { budgetNotice } from '../../domain/budgets/budget-notice.ts';
import { dueThresholds, type Spending } from '../../domain/budgets/spending.ts';
import type { ReadsRpc } from '../../store/writer-rpc.ts';
import type { Alarm } from '../alarm.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { report as reportFault } from '../report.ts';
import { StoredBudgets } from './stored-budgets.ts';

const RETRY_MS = 30_000;

type Deps = {
  sql: SqlStorage;
  workspace: string;
  alerts: Alerts;
  alarm: Alarm;
  now: () => number;
  /** What libSQL is known to have. */
  flushedSeq: () => number;
  reads: () => ReadsRpc;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * Holds budgets against what was used when libSQL got something new, never by a clock alone. Alerts, and their
 * messages, are stored in one turn, so each threshold is alerted once in a period, over any number of kills. Without a
 * budget or a channel it reads nothing.
 */
export class BudgetWatch {
  readonly budgets: StoredBudgets;
  readonly #deps: Deps;
  #running: Promise<void> | null = null;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.budgets = new StoredBudgets(deps.sql);
  }

  /** A flush was confirmed, the alarm rang, or a budget changed: looks if there is something new to look at. */
  start(): void {
    const { now, waitUntil, alarm } = this.#deps;
    if (!this.#isDue || this.#running !== null) return;
    const restMs = this.#startedAt + LIMITS.budgetPauseMs - now();
    waitUntil(restMs > 0 ? alarm.ringBy(now() + restMs) : this.run());
  }

  /** Resolves when all budgets were looked at once. Never throws. */
  run(): Promise<void> {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        reportFault('budgets', error);
        return this.#deps.alarm.ringBy(this.#deps.now() + RETRY_MS);
      })
      .finally(() => {
        this.#running = null;
        this.start();
      });
    return this.#running;
  }

  /** A budget is new or has another limit: what was used before counts. */
  lookAgain(): void {
    this.budgets.checkedSeq = 0;
    this.#startedAt = Number.NEGATIVE_INFINITY;
    this.start();
  }

  get #isDue(): boolean {
    const { alerts, flushedSeq } = this.#deps;
    const isWatched = this.budgets.count > 0 && alerts.settings.hasChannels;
    return isWatched && flushedSeq() > this.budgets.checkedSeq;
  }

  async #run(): Promise<void> {
    const { workspace, now, flushedSeq, reads, alarm } = this.#deps;
    if (!this.#isDue) return;
    this.#startedAt = now();
    const seq = flushedSeq();
    const asked = this.budgets.all;
    const answer = await reads().spending(workspace, { budgets: asked, now: now() });
    if (!answer.ok) {
      await alarm.ringBy(now() + RETRY_MS);
      return;
    }
    for (const [place, spending] of answer.spendings.entries()) {
      const before = asked[place];
      if (before !== undefined) this.#alert(before, spending);
    }
    this.budgets.checkedSeq = seq;
  }

  /** In one turn: nothing is awaited between the outbox and the mark. */
  #alert(before: Budget, spending: Spending): void {
    const { alerts, now } = this.#deps;
    const budget = this.budgets.find(before.id);
    // It was removed or changed meanwhile: then it is looked at again.
    if (budget?.limit !== before.limit) return;
    const due = dueThresholds(budget, spending);
    if (due.length === 0) return;
    const { settings } = alerts;
    const channels =
      budget.channels === null
        ? settings.channels
        : budget.channels.flatMap((id) => settings.channel(id) ?? []);
    for (const one of due) {
      for (const channel of channels) {
        alerts.put(channel, budgetNotice(budget, one, { shows: channel.shows, now: now() }));
      }
    }
    const newest = due.map(({ part, threshold }) => ({ key: part.key, threshold, at: now() }));
    const alerted = [...budget.alerted, ...newest].slice(-LIMITS.budgetAlertsKept);
    this.budgets.save({ ...budget, alerted });
    alerts.deliveryWorker.start();
  }
}
