import {
  LIMITS,
  scheduleSchema,
  sentReportSchema,
  type SentReport,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { textOf } from '../storage/storage.ts';
import { StoredList } from '../storage/stored-list.ts';

const storedScheduleSchema = scheduleSchema.omit({ nextAt: true, sent: true }).extend({
  /** The occurrence that was sent last, or when it was made: what is due lies after it. */
  doneAt: z.number(),
});

export type StoredSchedule = z.infer<typeof storedScheduleSchema>;

/** Schedules of reports, and what was sent by them; both survive a kill. */
export class StoredSchedules extends StoredList<StoredSchedule> {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    super(sql, 'report_schedule', storedScheduleSchema);
    this.#sql = sql;
  }

  /** What it sent is forgotten with it. */
  override delete(id: string): void {
    super.delete(id);
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
