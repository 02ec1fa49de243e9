import type { Report } from '@claude-monitor/protocol';
import { reportNotice } from '../../domain/reports/report-notice.ts';
import { dueReport, nextDueAt, type Due } from '../../domain/reports/schedule.ts';
import type { ReadsRpc } from '../../store/writer-rpc.ts';
import type { Alarm } from '../alarm.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { StoredChannel } from '../alerts/settings.ts';
import { report as reportFault } from '../report.ts';
import { StoredSchedules, type StoredSchedule } from './stored-schedules.ts';

/** libSQL does not answer, or is behind: the next try. */
const RETRY_MS = 60_000;

type Deps = {
  sql: SqlStorage;
  workspace: string;
  alerts: Alerts;
  alarm: Alarm;
  now: () => number;
  /** Brings libSQL to where the hub stands; false where it can't. */
  isFresh: () => Promise<boolean>;
  reads: () => ReadsRpc;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * Sends reports when they are due. That one was sent, and its messages, are stored in one turn: a hub that is
 * killed before it sends it again, one that is killed after it does not. Without a schedule it does nothing, and
 * sets no alarm.
 */
export class ReportSender {
  readonly schedules: StoredSchedules;
  readonly #deps: Deps;
  #running: Promise<void> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.schedules = new StoredSchedules(deps.sql);
  }

  /** On waking, and when schedules change: the alarm that was set may be far off, or of a later one. */
  resume(): void {
    const at = this.#nextAt();
    if (at !== null) this.#deps.waitUntil(this.#deps.alarm.ringBy(Math.max(at, this.#deps.now())));
  }

  /** The alarm rang. */
  start(): void {
    if (this.schedules.all.length > 0) this.#deps.waitUntil(this.run());
  }

  /** Resolves when all that is due is sent, or has to be tried again. Never throws. */
  run(): Promise<void> {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        reportFault('reports', error);
        return this.#deps.alarm.ringBy(this.#deps.now() + RETRY_MS);
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  nextAt(schedule: StoredSchedule): number {
    return nextDueAt(schedule, schedule.doneAt);
  }

  async #run(): Promise<void> {
    const { now, alarm } = this.#deps;
    for (const schedule of this.schedules.all) {
      const due = dueReport(schedule, schedule.doneAt, now());
      if (due === null) continue;
      const report = await this.#read(schedule, due);
      if (report === null) {
        this.#failed(schedule.id);
        await alarm.ringBy(now() + RETRY_MS);
      } else this.#send(schedule, due, report);
    }
    const at = this.#nextAt();
    if (at !== null && at > now()) await alarm.ringBy(at);
  }

  async #read({ project, timezone }: StoredSchedule, { period }: Due): Promise<Report | null> {
    const { isFresh, reads, workspace, now } = this.#deps;
    if (!(await isFresh())) return null;
    try {
      const answer = await reads().report(workspace, { period, project, timezone, now: now() });
      if (!answer.ok) return null;
      const { from, to } = period;
      const { store } = this.#deps.alerts.incidents;
      return { ...answer.report, incidents: store.countOpened({ from, to, project }, true) };
    } catch (error) {
      reportFault('reports', error);
      return null;
    }
  }

  #failed(id: string): void {
    const schedule = this.schedules.find(id);
    if (schedule === null || schedule.failingSince !== null) return;
    this.schedules.save({ ...schedule, failingSince: this.#deps.now() });
  }

  /** In one turn: nothing is awaited between the outbox and the mark. */
  #send(stored: StoredSchedule, due: Due, report: Report): void {
    const { alerts, now } = this.#deps;
    const { id } = stored;
    const schedule = this.schedules.find(id);
    // It was removed or changed meanwhile, or somebody else was faster.
    if (schedule?.doneAt !== stored.doneAt || schedule.project !== stored.project) return;
    if (this.schedules.sentBy(id).some((sent) => sent.report === report.id)) {
      // Before its hour or zone was changed.
      this.schedules.save({ ...schedule, doneAt: due.dueAt, failingSince: null });
      return;
    }
    const channels = this.#channelsOf(schedule);
    for (const channel of channels) {
      alerts.put(channel, reportNotice(report, { ...due, shows: channel.shows }));
    }
    this.schedules.save({ ...schedule, doneAt: due.dueAt, failingSince: null });
    this.schedules.addSent(id, {
      report: report.id,
      dueAt: due.dueAt,
      at: now(),
      isLate: due.isLate,
      missed: due.missed,
      channels: channels.map(({ name }) => name),
    });
    alerts.deliveryWorker.start();
  }

  #channelsOf({ channels }: StoredSchedule): StoredChannel[] {
    const { settings } = this.#deps.alerts;
    return channels === null
      ? settings.channels
      : channels.flatMap((id) => settings.channel(id) ?? []);
  }

  #nextAt(): number | null {
    const times = this.schedules.all.map((schedule) => this.nextAt(schedule));
    return times.length === 0 ? null : Math.min(...times);
  }
}
