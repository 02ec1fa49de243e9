import { DurableObject } from 'cloudflare:workers';
import type { Budget, Repair } from '@claude-monitor/protocol';
import type { Spending } from '../../domain/budgets/spending.ts';
import { databaseAddress, openDatabase, type Database } from '../client.ts';
import { readSpending } from '../budgets/read-spending.ts';
import { readReport, type ReportInput } from '../reports/read-report.ts';
import { readsOf } from '../reports/reads-of.ts';
import { readHubCursor } from '../hub-cursor.ts';
import { eraseStep } from '../retention/erase.ts';
import { expireStep } from '../retention/expire.ts';
import type { FlushBatch } from '../rows.ts';
import type {
  DeleteResult,
  DeleteStep,
  Erasure,
  ProbeWriterRpc,
  ReadsRpc,
  Retention,
  RetentionRpc,
  WriteResult,
  WriterRpc,
} from '../writer-rpc.ts';
import type { ProbeMinute } from '../../domain/uptime/probe-minutes.ts';
import type { Statement } from '../statement.ts';
import { probeStatements } from '../uptime/probe-hours.ts';
import { SerialQueue } from './serial-queue.ts';
import { rowlessFailure, writeFailure, type WriteFailure } from './write-failure.ts';
import { invalidateStatements } from '../verify/invalidate.ts';
import { writeFlush, type Clock } from './write-flush.ts';

/** Hubs that may wait for their turn; the next is reported `busy` and comes back with the same range. */
const QUEUE_CAPACITY = 64;

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * The one writer of a database (`idFromName('main')`): concurrent writers lock the libSQL server up.
 * It keeps nothing; failures are answers, so nothing is thrown between objects.
 */
export class Writer
  extends DurableObject
  implements WriterRpc, RetentionRpc, ProbeWriterRpc, ReadsRpc
{
  readonly #queue = new SerialQueue(QUEUE_CAPACITY);
  #opened: Database | null = null;

  async write(batch: FlushBatch): Promise<WriteResult> {
    const outcome = this.#queue.run(() => this.#write(batch));
    return (await outcome) ?? QUEUE_FULL;
  }

  async invalidate(workspace: string, rows: Repair): Promise<WriteResult> {
    return await this.#rowless(invalidateStatements(workspace, rows));
  }

  async writeProbes(minutes: readonly ProbeMinute[]): Promise<WriteResult> {
    return await this.#rowless(probeStatements(minutes));
  }

  async expire(workspace: string, retention: Retention): Promise<DeleteResult> {
    return await this.#delete((db) => expireStep(db, workspace, retention));
  }

  async erase(workspace: string, what: Erasure): Promise<DeleteResult> {
    return await this.#delete((db) => eraseStep(db, workspace, what));
  }

  async cursor(workspace: string): ReturnType<WriterRpc['cursor']> {
    try {
      return { ok: true, cursor: await readHubCursor(this.#database(), workspace) };
    } catch (error) {
      return rowlessFailure(error);
    }
  }

  /** Statements that are of no flush, as one transaction. */
  async #rowless(statements: Statement[]): Promise<WriteResult> {
    const outcome = this.#queue.run(async (): Promise<WriteResult> => {
      try {
        await this.#database().$client.batch(statements, 'write');
        return { ok: true };
      } catch (error) {
        return rowlessFailure(error);
      }
    });
    return (await outcome) ?? QUEUE_FULL;
  }

  async report(workspace: string, input: ReportInput): ReturnType<ReadsRpc['report']> {
    try {
      const report = await readReport(readsOf(this.#database(), workspace, input.now), input);
      return { ok: true, report };
    } catch (error) {
      return rowlessFailure(error);
    }
  }

  async spending(
    workspace: string,
    { budgets, now }: { budgets: Budget[]; now: number },
  ): ReturnType<ReadsRpc['spending']> {
    try {
      const reads = readsOf(this.#database(), workspace, now);
      const spendings: Spending[] = [];
      for (const budget of budgets) spendings.push(await readSpending(reads, budget, now));
      return { ok: true, spendings };
    } catch (error) {
      return rowlessFailure(error);
    }
  }

  async #write(batch: FlushBatch): Promise<WriteResult> {
    try {
      return await writeFlush(this.#database(), batch, clock);
    } catch (error) {
      return writeFailure(error);
    }
  }

  /** A step reads what it deletes, so nothing is written in between. */
  async #delete(step: (db: Database) => Promise<DeleteStep>): Promise<DeleteResult> {
    const outcome = this.#queue.run(async (): Promise<DeleteResult> => {
      try {
        return { ok: true, ...(await step(this.#database())) };
      } catch (error) {
        return rowlessFailure(error);
      }
    });
    return (await outcome) ?? QUEUE_FULL;
  }

  #database(): Database {
    this.#opened ??= openDatabase(databaseAddress(this.env));
    return this.#opened;
  }
}

const QUEUE_FULL: WriteFailure = {
  ok: false,
  code: 'busy',
  fault: 'transient',
  reason: 'QUEUE_FULL',
  message: 'Too many flushes are waiting for libSQL.',
};
