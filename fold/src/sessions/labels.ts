import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { SessionRecord, SessionLabel } from './session.ts';

/** What an event changed of its session's labels: which there are, or only when they came last. */
type LabelChange = 'labels' | 'time' | null;

/**
 * Notes the labels of an event. A session keeps those whose last time is the latest, so many of each key
 * and so many in all: what is cut could only come back with a later time, so any order keeps the same.
 */
export function recordLabels(
  session: SessionRecord,
  { labels, time }: TelemetryEvent,
): LabelChange {
  if (labels === undefined) return null;
  let change: LabelChange = null;
  const before = session.labels;
  for (const [key, value] of Object.entries(labels)) {
    const known = session.labels.find((label) => label.key === key && label.value === value);
    if (known !== undefined && known.at >= time) continue;
    change = 'time';
    if (known !== undefined) known.at = time;
    else session.labels = [...session.labels, { key, value, at: time }];
  }
  if (session.labels === before) return change;
  session.labels = keptOf(session.labels).sort(byName);
  return isSameSet(session.labels, before) ? change : 'labels';
}

/** The labels of sessions that are shown as one: by key, of each the value that came last first. */
export function labelsOf(sessions: readonly SessionRecord[]): { key: string; values: string[] }[] {
  const all = sessions.length === 1 ? (sessions[0]?.labels ?? []) : joined(sessions);
  if (all.length === 0) return [];
  const byKey = new Map<string, string[]>();
  for (const { key, value } of keptOf(all)) {
    const values = byKey.get(key);
    if (values === undefined) byKey.set(key, [value]);
    else values.push(value);
  }
  const sorted = [...byKey].sort(([a], [b]) => compare(a, b));
  return sorted.map(([key, values]) => ({ key, values }));
}

function joined(sessions: readonly SessionRecord[]): SessionLabel[] {
  const labels = new Map<string, SessionLabel>();
  for (const label of sessions.flatMap((session) => session.labels)) {
    const name = `${label.key} ${label.value}`;
    const known = labels.get(name);
    if (known === undefined || known.at < label.at) labels.set(name, label);
  }
  return [...labels.values()];
}

function keptOf(labels: readonly SessionLabel[]): SessionLabel[] {
  const ofKey = new Map<string, number>();
  return [...labels]
    .sort(byTime)
    .filter(({ key }) => {
      const count = (ofKey.get(key) ?? 0) + 1;
      ofKey.set(key, count);
      return count <= LIMITS.labelValuesOfSession;
    })
    .slice(0, LIMITS.labelsOfSession);
}

const byTime = (a: SessionLabel, b: SessionLabel): number => b.at - a.at || byName(a, b);

const byName = (a: SessionLabel, b: SessionLabel): number =>
  compare(a.key, b.key) || compare(a.value, b.value);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function isSameSet(a: readonly SessionLabel[], b: readonly SessionLabel[]): boolean {
  const names = new Set(a.map(({ key, value }) => `${key} ${value}`));
  return a.length === b.length && b.every(({ key, value }) => names.has(`${key} ${value}`));
}
