import { totalsView } from '@claude-monitor/fold';
import { RETENTION_BOUNDS, type StatusAnswer } from '@claude-monitor/protocol';
import type { OpenHub } from '../open-hub.ts';

export function hubStatus(hub: OpenHub, now: number): StatusAnswer {
  const { workspace, journal, workspaceState, flusher, parked, viewers, ingest } = hub;
  const { outbox, settings } = hub.alerts;
  const { rejections } = ingest;
  const setAside = hub.setAside.count;
  const { seq, flushedSeq } = workspaceState.progress;
  const { rows, events, bytes, oldestAt } = journal.size;
  const { sessions, completeness, ...totals } = totalsView(workspaceState.state).all;
  const isFlushed = flushedSeq >= seq;
  return {
    asOf: now,
    fresh: isFlushed,
    workspace,
    seq,
    flushedSeq,
    journal: { rows, events, bytes, oldestAt },
    flush: {
      lagMs: isFlushed || oldestAt === null ? 0 : Math.max(0, now - oldestAt),
      lastAt: flusher.lastAt,
      failing: flusher.failing,
    },
    parked: parked.size,
    sockets: viewers.count,
    sessions,
    tasks: workspaceState.state.totals.tasks,
    totals,
    completeness,
    alerts: {
      ...outbox.size,
      dropped: outbox.dropped,
      failingChannels: settings.channels.filter(({ failing }) => failing !== null).length,
    },
    // An event that was set aside was accepted, but no figure has it (rule HUB8).
    rejections: setAside === 0 ? rejections : { ...rejections, set_aside: setAside },
    retention: {
      ...hub.policy.now,
      bounds: RETENTION_BOUNDS,
      ranAt: hub.aging.ranAt,
      deletions: hub.deletions.list.filter(({ doneAt }) => doneAt === null).length,
    },
    arrivals: ingest.arrivals,
  };
}
