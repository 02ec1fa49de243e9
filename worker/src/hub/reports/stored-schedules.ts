import {
  LIMITS,
  scheduleSchema,
  sentReportSchema,
  type SentReport,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { textOf } from '../storage/storage.ts';

const storedScheduleSchema = scheduleSchema.omit({ nextAt: true, sent: true }).extend({
  /** The occurrence that was sent last, or when it was made: what is due lies after it. */
  doneAt: z.number(),
});

export type StoredSchedule = z.infer<typeof storedScheduleSchema>;

/** Schedules of reports, and what was sent by them; both survive a kill. */
export class StoredSchedules {
  readonly #sql: SqlStorage;
  readonly #schedules = new Map<string, StoredSchedule>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const row of sql.exec('select state from report_schedule')) {
      const schedule = storedScheduleSchema.parse(JSON.parse(textOf(row['state'])));
      this.#schedules.set(schedule.id, schedule);
    }
  }

  /** The oldest first. */
  get all(): StoredSchedule[] {
    return [...this.#schedules.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  find(id: string): StoredSchedule | null {
    return this.#schedules.get(id) ?? null;
  }

  save(schedule: StoredSchedule): void {
    this.#schedules.set(schedule.id, schedule);
    this.#sql.exec(
      `insert into report_schedule (id, state) values (?, ?)
       on conflict (id) do update set state = excluded.state`,
      schedule.id,
      JSON.stringify(schedule),
    );
  }

  /** What it sent is forgotten with it. */
  delete(id: string): void {
    this.#schedules.delete(id);
    this.#sql.exec('delete from report_schedule where id = ?', id);
    this.#sql.exec('delete from report_sent where schedule = ?', id);
  }

  addSent(schedule: string, sent: SentReport): void {
    this.#sql.exec(
      'insert into report_sent (schedule, body) values (?, ?)',
      schedule,
      JSON.stringify(sent),
    );
    this.#sql.exec(
      'delete from report_sent where line <= (select max(line) from report_sent) - ?',
      LIMITS.sentReportsKept,
    );
  }

  /** The newest first. */
  sentBy(schedule: string): SentReport[] {
    const rows = this.#sql.exec(
      'select body from report_sent where schedule = ? order by line desc',
      schedule,
    );
    return [...rows].map((row) => sentReportSchema.parse(JSON.parse(textOf(row['body']))));
  }
}
