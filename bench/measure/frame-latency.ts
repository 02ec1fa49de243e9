import { setTimeout as delay } from 'node:timers/promises';
import { sendMarks } from '../load/marks.ts';
import { sendSteadily } from '../load/steady.ts';
import type { ViewReport } from '../load/viewers/view-order.ts';
import { openViewers, type Viewers } from '../load/viewers/view.ts';
import type { Bench } from '../workload.ts';
import type { Result } from '../result.ts';
import { startOurs } from '../runtime/bench-monitor.ts';

const EVENTS_PER_SECOND = 1_000;
const VIEWERS = 20;
/** Of frames that are on their way when sending ends. */
const LOOK_EVERY_MS = 250;
const GIVE_UP_MS = 10_000;

/** From sending an event to the frame that shows it, in every viewer, while a team is at work. */
export async function measureFrameLatency({
  workFolder,
  bundle,
  workload,
}: Bench): Promise<Result[]> {
  const ours = await startOurs({ name: 'frame-latency', bundle, workFolder });
  const url = `${ours.origin.replace('http', 'ws')}/v1/live?patches=fields`;
  const viewers = await openViewers({ url, bearer: ours.readKey, viewers: VIEWERS });
  const load = { eventsPerSecond: EVENTS_PER_SECOND, forMs: workload.sustainedMs };
  const [steady, marks] = await Promise.all([
    sendSteadily(ours.events, load),
    sendMarks(ours.events, workload.sustainedMs),
  ]);
  const { open, agesMs } = await whenSeen(viewers, marks * VIEWERS);
  await viewers.close();
  await ours.close();

  if (open !== VIEWERS) throw new Error(`${String(open)} viewers stayed open`);
  if (agesMs.length !== marks * VIEWERS) {
    throw new Error(`${String(agesMs.length)} of ${String(marks * VIEWERS)} marks were seen`);
  }
  const rate = (steady.events * 1_000) / steady.ms;
  const sorted = agesMs.toSorted((a, b) => a - b);
  const percentile = (share: number): number =>
    sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const name = `event to its frame in ${String(VIEWERS)} viewers, at ${rate.toFixed(0)} events/s`;
  return [
    {
      name: `${name}, p50`,
      ours: percentile(0.5),
      floor: null,
      ratio: percentile(0.5),
      budget: { atMost: 100 },
      unit: 'ms',
    },
    {
      name: `${name}, p99`,
      ours: percentile(0.99),
      floor: null,
      ratio: percentile(0.99),
      budget: { atMost: 200 },
      unit: 'ms',
    },
    {
      name: `${name}, rate`,
      ours: rate,
      floor: EVENTS_PER_SECOND,
      ratio: rate / EVENTS_PER_SECOND,
      budget: { atLeast: 0.98 },
      unit: 'events/s',
    },
  ];
}

/** How it stands once the viewers have seen so many marks, or when they take too long. */
async function whenSeen(viewers: Viewers, marks: number): Promise<ViewReport> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (;;) {
    const report = await viewers.report();
    if (report.agesMs.length >= marks || Date.now() > giveUpAt) return report;
    await delay(LOOK_EVERY_MS);
  }
}
