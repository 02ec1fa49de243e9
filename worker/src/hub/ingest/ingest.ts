import { sessionKeyOf, TIME, type StampedEvent } from '@claude-monitor/protocol';
import { stampEvents, withSender } from '../../domain/stamp-events.ts';
import { refuse } from '../auth/access.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { FlushScheduler } from '../flush/flush-scheduler.ts';
import { GroupCommit, type Group } from './group-commit.ts';
import type { Journal } from './journal.ts';
import type { Credential } from '../auth/credential.ts';
import type { LastTimes } from './last-times.ts';
import type { SenderClocks } from './clocks/sender-clocks.ts';
import type { Live } from '../live/live.ts';
import type { Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { RecentIds } from './recent-ids.ts';
import { report } from '../report.ts';
import type { Answer, IngestCall, IngestOutcome } from '../rpc.ts';
import type { RetentionPolicy } from '../retention/policy.ts';
import type { Tombstones } from '../retention/tombstones.ts';
import { byteLength } from '../storage/byte-length.ts';
import type { WasteWatch } from '../waste/waste-watch.ts';
import type { WorkspaceLabels } from './labels.ts';
import type { StoredUnknownNames } from './unknown-names.ts';

const JOURNAL_FULL_RETRY_SECONDS = 30;
const NOT_STORED_RETRY_SECONDS = 5;

type Deps = {
  journal: Journal;
  workspaceState: WorkspaceState;
  live: Live;
  alerts: Alerts;
  waste: WasteWatch;
  flushScheduler: FlushScheduler;
  unknownNames: StoredUnknownNames;
  labels: WorkspaceLabels;
  tombstones: Tombstones;
  clocks: SenderClocks;
  policy: RetentionPolicy;
  /** By source. */
  arrivals: LastTimes;
  journalCap: { bytes: number; events: number };
  now: () => number;
  /** Resolves when all that was written is durable. */
  sync: () => Promise<void>;
  /** Memory can't be trusted any more: the object starts again from storage. */
  abort: (reason: string) => void;
};

/** The way of events into the workspace: durable first, then folded, then shown (rules ING1, HUB1). */
export class Ingest {
  /** Called once a group of events was folded. */
  onFolded: () => void = () => undefined;
  readonly #deps: Deps;
  readonly #commits = new GroupCommit((group) => this.#commit(group));
  readonly #recent = new RecentIds();
  readonly #rejections = new Map<string, number>();
  #isCommitting = false;
  /** What is done as soon as the commit under way is folded. */
  #between: (() => void)[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What was refused since the hub woke, by code. */
  get rejections(): Record<string, number> {
    const { foldFailures } = this.#deps.workspaceState;
    const failures = foldFailures === 0 ? {} : { fold_failed: foldFailures };
    return { ...Object.fromEntries(this.#rejections), ...failures };
  }

  /** When an event of a source arrived last. */
  get arrivals(): Record<string, number> {
    return this.#deps.arrivals.all;
  }

  /** Ids of what was deleted are of no use, and say what was. */
  forget(named: Named): void {
    this.#recent.forget((key) => named.keys.has(key));
    this.#deps.clocks.forget(named);
  }

  async take(call: IngestCall, sender: Credential): Promise<Answer<IngestOutcome[]>> {
    const { journal, journalCap, now, policy, clocks, flushScheduler, tombstones } = this.#deps;
    for (const [code, count] of Object.entries(call.rejected)) this.#countRejected(code, count);
    const { bytes, events } = journal.size;
    if (bytes >= journalCap.bytes || events >= journalCap.events) {
      this.#countRejected('journal_full', call.events.length);
      const message = 'The journal is full; send the batch again later.';
      return refuse('journal_full', message, JOURNAL_FULL_RETRY_SECONDS);
    }
    await flushScheduler.whenThereIsRoom();
    const arrival = { receivedAt: now(), device: sender.device };
    const { outcomes, fresh } = this.#sort(
      stampEvents(call.events, {
        sentAt: call.sentAt,
        receivedAt: arrival.receivedAt,
        sender,
        horizonMs: policy.now.horizonDays * TIME.dayMs,
        shifts: clocks.shiftsOf(call, {
          ...arrival,
          isDeleted: (event) => tombstones.hasSender(withSender(event, sender)),
        }),
      }),
    );
    const moved = clocks.taken(call, fresh, arrival);
    try {
      if (fresh.length + moved.length > 0) await this.#commits.submit([...moved, ...fresh]);
      for (const source of new Set(call.events.map((event) => event.source))) {
        this.#deps.arrivals.record(source, now());
      }
      // What is sent again says the same names again.
      const isRepeated = fresh.length === 0 && call.events.length > 0;
      if (!isRepeated) this.#deps.unknownNames.record(call.unknownNames ?? []);
      return { ok: true, value: outcomes };
    } catch {
      const message = 'The events could not be stored; send the batch again.';
      return refuse('unavailable', message, NOT_STORED_RETRY_SECONDS);
    }
  }

  /** Runs this where no event is in the journal that is not folded: now, or after the commit under way. */
  async between<Value>(work: () => Value): Promise<Value> {
    if (!this.#isCommitting) return work();
    return await new Promise((resolve) => {
      this.#between.push(() => {
        resolve(work());
      });
    });
  }

  #sort(stamped: readonly (StampedEvent | null)[]): {
    outcomes: IngestOutcome[];
    fresh: StampedEvent[];
  } {
    const fresh: StampedEvent[] = [];
    const outcomes = stamped.map((event): IngestOutcome => {
      if (event === null) {
        this.#countRejected('too_old', 1);
        return 'too_old';
      }
      const refused = this.#refusalOf(event);
      if (refused !== null) {
        this.#countRejected(refused, 1);
        return refused;
      }
      if (this.#recent.has(event)) return 'duplicate';
      const { tombstones, labels } = this.#deps;
      fresh.push(labels.bounded(tombstones.withoutNames(event)));
      return 'accepted';
    });
    return { outcomes, fresh };
  }

  /** What was deleted stays deleted; an hour that is sealed takes nothing more. */
  #refusalOf(event: StampedEvent): 'deleted' | 'too_old' | null {
    const { tombstones, workspaceState } = this.#deps;
    if (tombstones.has(event)) return 'deleted';
    // Only what is a day old can be of a sealed hour.
    if (event.mark !== 'backfill') return null;
    return workspaceState.isSealed(sessionKeyOf(event.sessionId, event.device ?? ''), event.time)
      ? 'too_old'
      : null;
  }

  /** Events of a session that was deleted while they waited are dropped. */
  #withoutDeleted(group: Group): Group {
    const { tombstones } = this.#deps;
    if (!group.events.some((event) => tombstones.has(event))) return group;
    const events = group.events.filter((event) => !tombstones.has(event));
    const body = JSON.stringify(events);
    return { events, body, bytes: byteLength(body) };
  }

  async #commit(waiting: Group): Promise<void> {
    const { journal, workspaceState, labels, live, alerts, waste, flushScheduler, now, sync } =
      this.#deps;
    const at = now();
    const group = this.#withoutDeleted(waiting);
    if (group.events.length === 0) return;
    const firstSeq = workspaceState.progress.seq + 1;
    this.#isCommitting = true;
    try {
      const lastSeq = workspaceState.progress.seq + group.events.length;
      labels.save();
      journal.append({ firstSeq, lastSeq, at, body: group.body, bytes: group.bytes });
      await sync();
    } catch (error) {
      report('commit', error);
      this.#deps.abort('the journal could not be written');
      throw error;
    }
    let lines = 0;
    for (const [index, event] of group.events.entries()) {
      if (workspaceState.take(firstSeq + index, event) !== null) lines++;
      alerts.observe(firstSeq + index, event);
      waste.observe(firstSeq + index, event);
      // Only now: who sends again what was not stored must not be reported that it was.
      this.#recent.add(event, at);
    }
    this.#isCommitting = false;
    // Before the next commit takes its seqs.
    for (const work of this.#between.splice(0)) attempt('between', work);
    // Before the frame, which takes what changed.
    attempt('alerts', () => {
      alerts.folded();
    });
    attempt('folded', this.onFolded);
    attempt('frame', () => {
      live.changed(lines);
    });
    attempt('checkpoint', () => {
      flushScheduler.committed();
    });
  }

  #countRejected(code: string, count: number): void {
    if (count > 0) this.#rejections.set(code, (this.#rejections.get(code) ?? 0) + count);
  }
}

/** The events are durable: what fails from here on is reported, and must not stop the next commit. */
function attempt(what: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    report(what, error);
  }
}
