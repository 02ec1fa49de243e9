import { LIMITS, type Budget } from '@claude-monitor/protocol';
import { budgetNotice } from '../../domain/budgets/budget-notice.ts';
import { dueThresholds, type Spending } from '../../domain/budgets/spending.ts';
import type { ReadsRpc } from '../../store/writer-rpc.ts';
import type { Alarm } from '../alarm.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { report as reportFault } from '../report.ts';
import type { Audit } from '../auth/audit.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { Brakes } from './brakes.ts';
import { StoredBudgets } from './stored-budgets.ts';

const RETRY_MS = 30_000;
/** While a brake can't be held against anything, libSQL is asked this often. */
const UNKNOWN_MS = 1_000;

type Deps = {
  sql: SqlStorage;
  workspace: string;
  alerts: Alerts;
  alarm: Alarm;
  audit: Audit;
  now: () => number;
  workspaceState: WorkspaceState;
  /** Brings libSQL to where the hub stands, as far as it can be had soon. */
  freshen: () => Promise<unknown>;
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
  readonly brakes: Brakes;
  readonly #deps: Deps;
  #running: Promise<void> | null = null;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** How often budgets changed, and how often they had when all were looked at last. */
  #changes = 0;
  #seen = 0;
  /** libSQL did not answer the last time. */
  #isAway = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.budgets = new StoredBudgets(deps.sql);
    this.brakes = new Brakes({ ...deps, budgets: this.budgets });
  }

  /** Events were folded. */
  folded(): void {
    this.brakes.folded();
    if (this.brakes.isUnknown) this.start();
  }

  /** A flush was confirmed, the alarm rang, or a budget changed: looks if there is something new to look at. */
  start(): void {
    const { now, waitUntil, alarm } = this.#deps;
    if (!this.#isDue || this.#running !== null) return;
    const isUrgent = this.brakes.isUnknown && !this.#isAway;
    const pauseMs = isUrgent ? UNKNOWN_MS : LIMITS.budgetPauseMs;
    const restMs = this.#startedAt + pauseMs - now();
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
    this.#changes += 1;
    this.#startedAt = Number.NEGATIVE_INFINITY;
    this.start();
  }

  get #isDue(): boolean {
    const { alerts, workspaceState } = this.#deps;
    const { flushedSeq } = workspaceState.progress;
    const isWatched =
      this.budgets.count > 0 && (alerts.settings.hasChannels || this.brakes.isArmed);
    return isWatched && (this.brakes.isUnknown || flushedSeq > this.budgets.checkedSeq);
  }

  async #run(): Promise<void> {
    const { now, alarm } = this.#deps;
    if (!this.#isDue) return;
    let isAnswered: boolean;
    do {
      this.#startedAt = now();
      isAnswered = await this.#look();
    } while (isAnswered && this.#seen !== this.#changes);
    this.#isAway = !isAnswered;
    if (!isAnswered) await alarm.ringBy(now() + RETRY_MS);
  }

  /** Holds all budgets against what libSQL has; false: it does not answer. */
  async #look(): Promise<boolean> {
    const { workspace, workspaceState, now, freshen, reads } = this.#deps;
    const { progress } = workspaceState;
    const changes = this.#changes;
    if (this.brakes.isUnknown) await freshen();
    const seq = progress.flushedSeq;
    const isStill = progress.flushingTo === null;
    const budgets = this.budgets.all;
    const answer = await reads().spending(workspace, { budgets, now: now() });
    if (!answer.ok) return false;
    // What is written while it is read may be in it or not, and would count twice.
    const isExact = isStill && progress.flushingTo === null && progress.flushedSeq === seq;
    for (const [place, spending] of answer.spendings.entries()) {
      const before = budgets[place];
      if (before === undefined) continue;
      // One that was changed meanwhile is looked at again.
      const isSame = this.budgets.find(before.id)?.limit === before.limit;
      if (isSame && isExact) this.brakes.read(before, spending, seq);
      this.#alert(before, spending);
    }
    this.#seen = changes;
    this.budgets.checkedSeq = this.#changes === changes ? seq : 0;
    return true;
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
    if (!settings.hasChannels) return;
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
