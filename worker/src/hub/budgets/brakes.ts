import type { Spent } from '@claude-monitor/fold';
import {
  denialOf,
  hash64,
  type AskBrakes,
  type Brake,
  type BrakesAnswer,
  type Budget,
  type HookAnswer,
} from '@claude-monitor/protocol';
import { brakeReason } from '../../domain/budgets/brake-reason.ts';
import { brakingKeys, tripped } from '../../domain/budgets/brake-state.ts';
import { budgetName } from '../../domain/budgets/budget-notice.ts';
import { budgetWindow } from '../../domain/budgets/budget-window.ts';
import type { Spending } from '../../domain/budgets/spending.ts';
import type { Audit } from '../auth/audit.ts';
import type { Credential } from '../auth/credential.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { BrakeSums, type Reached } from './brake-sums.ts';
import { BrakeWaiters } from './brake-waiters.ts';
import type { StoredBudgets } from './stored-budgets.ts';
import { isAbout, whoseWork, type Whose } from './whose.ts';

/** Who works for whom may change with any event: relays that wait are looked at no more often than this. */
const LOOK_MS = 1_000;

type Deps = {
  budgets: StoredBudgets;
  workspaceState: WorkspaceState;
  audit: Audit;
  now: () => number;
};

type Asking = Pick<Credential, 'id' | 'user' | 'device'>;

/** One tool call that a client asks about itself, by a hook that came straight here. */
export type HookCall = {
  session: string;
  agent: string | null;
  project: string | null;
  origin: string;
};

/** Budgets that stop tool calls: when they are reached, for whom they hold, and the relays that wait for news. */
export class Brakes {
  readonly #deps: Deps;
  readonly #sums: BrakeSums;
  readonly #waiters = new BrakeWaiters();
  #armed: readonly Budget[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#sums = new BrakeSums(deps.workspaceState.state);
    this.changed();
  }

  get isArmed(): boolean {
    return this.#armed.length > 0;
  }

  /** Whether a brake can't be held against anything before libSQL was asked. */
  get isUnknown(): boolean {
    return this.#armed.some((budget) => this.#sums.isUnknown(budget, this.#deps.now()));
  }

  /** A budget was made, changed, lifted or removed. */
  changed(): void {
    const { budgets, workspaceState } = this.#deps;
    this.#armed = budgets.all.filter(({ brake }) => brake);
    const { state } = workspaceState;
    // The fold writes down what was spent for who reads it.
    state.spent = this.isArmed ? (state.spent ?? []) : null;
    workspaceState.onTaken = (seq) => {
      const { spent } = state;
      if (spent === null || spent.length === 0) return;
      state.spent = [];
      this.#spent(seq, spent);
    };
    this.#waiters.wakeAll();
  }

  /** Of what was said before: a budget has another limit. */
  forget(id: string): void {
    this.#sums.forget(id);
  }

  /** What libSQL has of a budget, up to a seq: the truth, of which nothing later is part. */
  read(budget: Budget, { parts }: Spending, seq: number): void {
    if (!budget.brake) return;
    const { now } = this.#deps;
    const window = budgetWindow(budget, now());
    for (const { key, amount } of parts) {
      if (window === null) {
        // It may be behind what the run has used by now.
        this.#hold(budget, { key, amount }, 'so far');
        continue;
      }
      this.#sums.setBase(budget, { key, amount, seq }, now());
      const reached = this.#sums.now(budget, now());
      if (reached !== null) this.#hold(budget, reached, 'exact');
    }
  }

  /** Events were folded: who is at work may work for somebody else now. */
  folded(): void {
    if (this.#waiters.count === 0) return;
    const now = this.#deps.now();
    if (now - this.#lookedAt < LOOK_MS || !this.#armed.some((one) => isBraking(one, now))) return;
    this.#lookedAt = now;
    this.#waiters.wakeAll();
  }

  /** What holds for the sessions of a relay: at once where it is news, else when it is, or after `waitMs`. */
  async answerWhenNew(query: AskBrakes, by: Asking, origin: string): Promise<BrakesAnswer> {
    const deadline = Date.now() + query.waitMs;
    for (;;) {
      const answer = this.answer(query, by, origin);
      const leftMs = deadline - Date.now();
      if (answer.version !== query.known || leftMs <= 0) return answer;
      const why = await this.#waiters.wait(by.id, leftMs);
      if (why === 'room') return answer;
    }
  }

  answer({ sessions }: AskBrakes, by: Asking, origin: string): BrakesAnswer {
    const { workspaceState, now } = this.#deps;
    const at = now();
    const braking = this.#armed.filter((budget) => isBraking(budget, at));
    const unknown: string[] = [];
    const doers =
      braking.length === 0
        ? []
        : sessions.flatMap(({ id, agents }) => {
            const found = [null, ...agents].flatMap((agent) => {
              const whose = whoseWork(workspaceState, {
                session: id,
                agent,
                device: by.device,
                now: at,
              });
              return whose === null ? [] : [{ session: id, agent, whose }];
            });
            if (found.length === 0) unknown.push(id);
            return found;
          });
    workspaceState.endRead();
    const brakes = braking.map((budget): Brake => {
      const keys = brakingKeys(budget, at);
      const [key = ''] = keys;
      const everyone = isForAll(budget, by);
      return {
        budget: budget.id,
        reason: brakeReason(budget, { key, origin, now: at }),
        everyone,
        project:
          budget.scope.kind === 'project' && budget.period !== 'run' ? budget.scope.name : null,
        doers: everyone
          ? []
          : doers
              .filter(({ whose }) => isStopped(budget, keys, whose))
              .map(({ session, agent }) => ({ session, agent })),
      };
    });
    const version = hash64(JSON.stringify([brakes, unknown, this.isArmed]));
    return { version, isArmed: this.isArmed, brakes, unknown };
  }

  /** What `PreToolUse` is answered that a client sent straight here: nothing, or that its call is denied. */
  hook({ origin, project, ...doer }: HookCall, by: Asking): HookAnswer {
    if (!this.isArmed) return {};
    const { workspaceState, now } = this.#deps;
    const at = now();
    const whose = whoseWork(workspaceState, { ...doer, device: by.device, now: at });
    workspaceState.endRead();
    const stopping = this.#armed.find((budget) => {
      const keys = brakingKeys(budget, at);
      if (keys.length === 0) return false;
      if (whose !== null) return isForAll(budget, by) || isStopped(budget, keys, whose);
      const isOfProject = budget.scope.kind === 'project' && budget.scope.name === project;
      return isForAll(budget, by) || (isOfProject && budget.period !== 'run');
    });
    if (stopping === undefined) return {};
    const [key = ''] = brakingKeys(stopping, at);
    return denialOf(brakeReason(stopping, { key, origin, now: at }));
  }

  #spent(seq: number, spent: readonly Spent[]): void {
    const { now } = this.#deps;
    for (const { budget, reached } of this.#sums.add(this.#armed, { seq, spent, now: now() })) {
      this.#hold(budget, reached, 'so far');
    }
  }

  /** Trips a brake that is reached; what turned out to be less, by what libSQL says, lets go again. */
  #hold({ id }: Budget, { key, amount }: Reached, how: 'exact' | 'so far'): void {
    const { budgets, audit, now } = this.#deps;
    const budget = budgets.find(id);
    if (budget === null || !budget.brake) return;
    const isReached = amount > 0 && amount >= budget.limit;
    const isTripped = budget.tripped.some((one) => one.key === key);
    if (isReached === isTripped || (!isReached && how === 'so far')) return;
    if (isReached) {
      budgets.save(tripped(budget, { key, amount, now: now() }));
      const name = budgetName(budget);
      audit.add({ at: now(), kind: 'budget_tripped', by: null, id, name });
    } else {
      budgets.save({ ...budget, tripped: budget.tripped.filter((one) => one.key !== key) });
    }
    this.changed();
  }
}

const isBraking = (budget: Budget, now: number): boolean => brakingKeys(budget, now).length > 0;

/** Whether it holds for all that a key reports, whatever it is about. */
const isForAll = ({ scope, period }: Budget, { user }: Asking): boolean =>
  period !== 'run' &&
  (scope.kind === 'workspace' || (scope.kind === 'user' && scope.name === user));

/** Of a budget for each run, whether it is this run that used it up. */
const isStopped = (budget: Budget, keys: readonly string[], whose: Whose): boolean =>
  isAbout(budget.scope, whose) &&
  (budget.period !== 'run' ||
    budget.scope.kind === 'session' ||
    budget.scope.kind === 'task' ||
    keys.includes(whose.attempt));
