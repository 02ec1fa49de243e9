import { incidentStateOf, type Incident } from '@claude-monitor/protocol/incidents/incident';
import type { LiveState } from '../live/live-state.ts';

export type Inbox = {
  open: readonly Incident[];
  acknowledged: readonly Incident[];
  snoozed: readonly Incident[];
};

/** What stands, by what was done about it; of each, what lasts longest first. */
export function inboxOf(live: Pick<LiveState, 'incidents'>, now: number): Inbox {
  const open: Incident[] = [];
  const acknowledged: Incident[] = [];
  const snoozed: Incident[] = [];
  for (const incident of live.incidents.values()) {
    const state = incidentStateOf(incident, now);
    if (state === 'open') open.push(incident);
    else if (state === 'acknowledged') acknowledged.push(incident);
    else if (state === 'snoozed') snoozed.push(incident);
  }
  const longestFirst = (a: Incident, b: Incident): number => a.since - b.since;
  return {
    open: open.sort(longestFirst),
    acknowledged: acknowledged.sort(longestFirst),
    snoozed: snoozed.sort(longestFirst),
  };
}

/** How many things need somebody: the one figure of Today, the bell, the tab and the inbox. */
export const needsCount = (
  live: Pick<LiveState, 'incidents' | 'moreIncidents'>,
  now: number,
): number => inboxOf(live, now).open.length + live.moreIncidents;

/** Of those, the ones that no row of these sessions stands for: trouble of the service, or what has no room. */
export function needsBeyond(
  live: Pick<LiveState, 'incidents' | 'moreIncidents'>,
  { now, shown }: { now: number; shown: ReadonlySet<string> },
): number {
  const { open } = inboxOf(live, now);
  const beyond = open.filter(({ session }) => session === null || !shown.has(session.id));
  return beyond.length + live.moreIncidents;
}

/** By session, the incidents that stand. */
export function incidentsBySession(
  incidents: LiveState['incidents'],
): ReadonlyMap<string, readonly Incident[]> {
  const bySession = new Map<string, Incident[]>();
  for (const incident of incidents.values()) {
    if (incident.session === null) continue;
    const known = bySession.get(incident.session.id);
    if (known === undefined) bySession.set(incident.session.id, [incident]);
    else known.push(incident);
  }
  return bySession;
}
