import { randomUUID } from 'node:crypto';
import { loadConfig, type Env, type Flags } from '../config.ts';
import { spoolFolder } from '../spool/folder.ts';
import type { Loss } from '../spool/loss-log.ts';
import { PROCESSES, thisOwner } from '../spool/owner.ts';
import type { SpoolBatch } from '../spool/segment-queue.ts';
import { SPOOL_LIMITS } from '../spool/spool-limits.ts';
import { Spool } from '../spool/spool.ts';
import { DeliveryLog } from '../status/delivery-status.ts';
import { httpSend } from '../exporter/http-send.ts';
import { Exporter } from '../exporter/exporter.ts';
import type { Fault } from '../exporter/fault.ts';
import { placesOf } from '../machine/places.ts';
import { silenceOf } from '../machine/silence.ts';
import { SentLog, withRecord } from '../sent/sent-log.ts';
import { VERSION } from '../version.ts';

const MAINTENANCE_INTERVAL_MS = 60_000;
/** What others left behind can wait until the process has begun its own work. */
const FIRST_MAINTENANCE_MS = 200;

type OutboxDeps = {
  flags: Flags;
  env: Env;
  /** Says the state of a topic: a fault, or null when all is well again. */
  report: (topic: string, message: string | null) => void;
  onLoss?: (loss: Loss) => void;
  /** Whether its user wants nothing recorded now; else what `choices.json` and the environment say. */
  isSilent?: () => boolean;
};

/**
 * Spool and exporter of a process: events go to the disk at once and to the monitor in the background.
 * It keeps no process alive, but for those who wait for `flush` or `shutdown`.
 */
export class Outbox {
  readonly #spool: Spool;
  readonly #exporter: Exporter;
  readonly #deps: OutboxDeps;
  readonly #folder: string;
  readonly #isSilent: () => boolean;
  readonly #waiters = new Set<() => void>();
  readonly #timers: NodeJS.Timeout[];
  #fault: string | null = null;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    const { flags, env } = deps;
    this.#isSilent = deps.isSilent ?? silenceOf(env);
    const config = () => loadConfig(flags, env);
    const { destination, problem } = config();
    this.#folder = spoolFolder(env, destination);
    const deliveries = new DeliveryLog(this.#folder);
    const report = (topic: string, message: string | null): void => {
      if (topic === 'exporter') {
        this.#fault = message;
        if (message !== null) deliveries.record({ at: Date.now(), fault: message });
      }
      deps.report(topic, message);
      this.#resolveWaiters();
    };
    this.#spool = new Spool({
      folder: this.#folder,
      otherFolders: [spoolFolder(env, null)],
      self: thisOwner(),
      processes: PROCESSES,
      limits: SPOOL_LIMITS,
      now: Date.now,
      newId: randomUUID,
      report,
      ...(deps.onLoss === undefined ? {} : { onLoss: deps.onLoss }),
    });
    this.#exporter = new Exporter({
      source: {
        next: (limits) => this.#watched(this.#spool.next(limits)),
        lose: (loss, lines) => {
          this.#spool.lose(loss, lines);
        },
      },
      config,
      send: withRecord(
        httpSend(`claude-monitor/${VERSION}`, { holdsProcess: false }),
        new SentLog(placesOf(env).state),
      ),
      now: Date.now,
      random: Math.random,
      schedule: (delayMs, task) => {
        const timer = setTimeout(task, delayMs).unref();
        return () => {
          clearTimeout(timer);
        };
      },
      report,
      onDelivered: () => {
        deliveries.record({ at: Date.now(), fault: null });
      },
    });
    const maintain = (): void => {
      this.#maintain();
    };
    this.#timers = [
      setTimeout(maintain, FIRST_MAINTENANCE_MS).unref(),
      setInterval(maintain, MAINTENANCE_INTERVAL_MS).unref(),
    ];
    if (problem !== null) report('exporter', `events wait on this machine: ${problem}`);
  }

  /**
   * Keeps events, one JSON text each; returns when they are on the disk, or in memory where it refuses. `nowhere`:
   * their user wants nothing recorded.
   */
  keep(lines: readonly string[]): 'disk' | 'memory' | 'nowhere' {
    if (this.#isSilent()) return 'nowhere';
    const place = this.#spool.append(lines);
    this.#exporter.start();
    return place;
  }

  /** How many events of this process wait; reads them all. */
  countWaiting(): number {
    return this.#spool.countWaiting();
  }

  /** Whether events wait, of this process or of those it took over. */
  get hasWaiting(): boolean {
    return this.#spool.hasWaiting('all');
  }

  /** Why nothing can be sent at present; null when nothing is known to be wrong. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Why what is kept is not delivered; null while nothing is known to be in the way. */
  get undelivered(): Fault | null {
    return this.#exporter.lastFault;
  }

  /** Finds out, before the first event, whether the monitor takes the key. */
  probe(): void {
    this.#exporter.probe().catch(() => undefined);
  }

  /** Resolves when all that this process kept was delivered, or `budgetMs` is over. Holds the process. */
  flush(budgetMs: number): Promise<void> {
    return this.#until(() => !this.#spool.hasWaiting('own'), budgetMs);
  }

  /**
   * The end of the process: sends what it kept and what dead processes left, until a first fault or
   * until `budgetMs` is over. Whatever waits then, stays on the disk for the next process.
   */
  async shutdown(budgetMs: number): Promise<void> {
    this.#fault = null;
    this.#maintain();
    await this.#until(() => !this.#spool.hasWaiting('all') || this.#fault !== null, budgetMs);
  }

  /** Nothing is sent any more; what was delivered leaves no file. Returns when all is on the disk. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    void this.#exporter.close(0);
    this.#spool.close();
  }

  #maintain(): void {
    try {
      this.#spool.maintain({
        adopts: !this.#exporter.isFailing,
        isClockConfirmed: this.#exporter.isClockConfirmed,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      this.#deps.report('spool', `cannot tend ${this.#folder}: ${reason}`);
    }
    this.#exporter.start();
  }

  async #until(isDone: () => boolean, budgetMs: number): Promise<void> {
    if (isDone()) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      const look = (): void => {
        if (isDone()) finish();
      };
      const timer = setTimeout(finish, budgetMs);
      this.#waiters.add(look);
      this.#exporter.forceFlush();
    });
  }

  #watched(batch: SpoolBatch | null): SpoolBatch | null {
    if (batch === null) return null;
    return {
      lines: batch.lines,
      commit: (count) => {
        batch.commit(count);
        this.#resolveWaiters();
      },
    };
  }

  #resolveWaiters(): void {
    for (const look of this.#waiters) look();
  }
}
