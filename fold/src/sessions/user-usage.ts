import { hash64, WITHOUT_SESSION } from '@claude-monitor/protocol/ids';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import { hourOf } from '../facts/hours/hour.ts';
import type { FoldState } from '../state.ts';
import type { Coverage, SessionRecord } from './session.ts';
import type { UserUsage } from './user-usage-record.ts';

/** A run that stands for all sessions of its user. */
export const isNameless = ({ sessionId }: SessionRecord): boolean =>
  sessionId.startsWith(WITHOUT_SESSION);

/** A metric comes with the next export, which may be in the hour after its request. */
const HOURS_BEFORE = 1;

/** Whether requests of the user's sessions report what a metric of a run without a session counts. */
export function isReportedByRequests(
  { usageOfUsers }: Pick<FoldState, 'usageOfUsers'>,
  run: SessionRecord,
  { at, model = '' }: { at: number; model?: string | undefined },
): boolean {
  const { coverage } = run;
  if (coverage === null || !isNameless(run)) return false;
  for (let before = 0; before <= HOURS_BEFORE; before++) {
    const hour = hourOf(at) - before * TIME.hourMs;
    const devices = usageOfUsers.get(hourKey(coverage, hour))?.measured.get(plainModel(model));
    if (devices === undefined) continue;
    // Not all that a machine sends names the device.
    if (coverage.device === '' || devices.has(coverage.device) || devices.has('')) return true;
  }
  return false;
}

/** A request of the session counts now, or no longer: `by` is 1 or -1. */
export function countRequestIn(
  session: SessionRecord,
  { at, model = '', by }: { at: number; model?: string | undefined; by: 1 | -1 },
  context: FoldContext,
): void {
  const key = `${String(hourOf(at))} ${plainModel(model)}`;
  const before = session.requestsIn.get(key) ?? 0;
  const after = Math.max(0, before + by);
  if (after === 0) session.requestsIn.delete(key);
  else session.requestsIn.set(key, after);
  const { coverage } = session;
  if (coverage === null || isNameless(session) || before > 0 === after > 0) return;
  recompute(coverage, countSession(context.state, { coverage, key, by }), context);
}

/** Brings the user's records up to date with whose the session is. */
export function updateCoverage(session: SessionRecord, context: FoldContext): void {
  const { state } = context;
  const next = coverageOf(session);
  const before = session.coverage;
  if (before?.user === next?.user && before?.device === next?.device) return;
  session.coverage = next;
  state.sessions.touch(session.key);
  if (isNameless(session)) {
    if (before !== null) unlist(state, before, session.key);
    if (next !== null) list(state, next, session.key);
    context.effects.facts(session.key, 0);
    return;
  }
  for (const [coverage, by] of [[before, -1] as const, [next, 1] as const]) {
    if (coverage === null) continue;
    const changed = [...session.requestsIn.keys()].map((key) =>
      countSession(state, { coverage, key, by }),
    );
    recompute(coverage, Math.min(...changed, Infinity), context);
  }
}

/** The session goes; what it reported stays reported, so metrics of that time keep what they add. */
export function removeFromUser(state: FoldState, session: SessionRecord): void {
  const { coverage } = session;
  session.coverage = null;
  if (coverage === null) return;
  if (isNameless(session)) {
    unlist(state, coverage, session.key);
    return;
  }
  let until = 0;
  for (const key of session.requestsIn.keys()) {
    countSession(state, { coverage, key, by: -1 });
    until = Math.max(until, hourIn(key) + (HOURS_BEFORE + 1) * TIME.hourMs);
  }
  for (const key of state.usageOfUsers.get(coverage.user)?.nameless ?? []) {
    const run = state.sessions.get(key);
    if (run === undefined || run.fixedBefore >= until) continue;
    run.fixedBefore = until;
    state.sessions.touch(key);
  }
}

function coverageOf({ hasOwnEvents, user, device }: SessionRecord): Coverage | null {
  return user === null || !hasOwnEvents
    ? null
    : { user: hash64(user.value), device: device?.value ?? '' };
}

type Counted = { coverage: Coverage; key: string; by: 1 | -1 };

/** The hour from which metrics count otherwise; infinity where none does. */
function countSession({ usageOfUsers }: FoldState, { coverage, key, by }: Counted): number {
  const hour = hourIn(key);
  const model = key.slice(key.indexOf(' ') + 1);
  const place = hourKey(coverage, hour);
  const usage = usageOfUsers.get(place) ?? noUserUsage();
  const devices = usage.measured.get(model) ?? new Map<string, number>();
  const before = devices.get(coverage.device) ?? 0;
  const after = Math.max(0, before + by);
  if (after === 0) devices.delete(coverage.device);
  else devices.set(coverage.device, after);
  if (devices.size === 0) usage.measured.delete(model);
  else usage.measured.set(model, devices);
  put(usageOfUsers, place, usage);
  return before > 0 === after > 0 ? Infinity : hour;
}

function recompute({ user }: Coverage, from: number, { state, effects }: FoldContext): void {
  if (from === Infinity) return;
  for (const key of state.usageOfUsers.get(user)?.nameless ?? []) effects.facts(key, from);
}

/** A user has one for each device; of more than its record holds, metrics stay as they first counted. */
function list({ usageOfUsers }: FoldState, { user }: Coverage, key: string): void {
  const usage = usageOfUsers.get(user) ?? noUserUsage();
  if (usage.nameless.includes(key) || usage.nameless.length >= LIMITS.assignedSessions) return;
  usage.nameless.push(key);
  put(usageOfUsers, user, usage);
}

function unlist({ usageOfUsers }: FoldState, { user }: Coverage, key: string): void {
  const usage = usageOfUsers.get(user);
  if (usage === undefined) return;
  usage.nameless = usage.nameless.filter((other) => other !== key);
  put(usageOfUsers, user, usage);
}

function put(records: FoldState['usageOfUsers'], key: string, usage: UserUsage): void {
  if (usage.nameless.length + usage.measured.size === 0) records.delete(key);
  else if (records.get(key) === undefined) records.put(key, usage);
  else records.touch(key);
}

const noUserUsage = (): UserUsage => ({ nameless: [], measured: new Map() });
const hourKey = ({ user }: Coverage, hour: number): string => `${user} ${String(hour)}`;
const hourIn = (key: string): number => Number(key.slice(0, key.indexOf(' ')));

/** The size of the context is no other model; one of a client's signals may leave it out. */
const plainModel = (model: string): string => model.replace(/\[1m\]$/, '');
