import { hash64, WITHOUT_SESSION } from '@claude-monitor/protocol/ids';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import { hourOf } from '../../facts/hours/hour.ts';
import type { FoldState } from '../../state.ts';
import type { Coverage, SessionRecord } from '../session.ts';
import { countPerson, namesOf } from './people.ts';
import { noUserUsage, putUserUsage } from './user-usage-record.ts';

/** A run that stands for all sessions of its user. */
export const isNameless = ({ sessionId }: SessionRecord): boolean =>
  sessionId.startsWith(WITHOUT_SESSION);

/** A metric comes with the next export, which may be in the hour after its request. */
const HOURS_BEFORE = 1;

/**
 * Whether requests of the user's sessions report what a metric of a run without a session counts; or requests
 * without a session what one of a run does that has no requests.
 */
export function isReportedByRequests(
  state: Pick<FoldState, 'usageOfUsers'>,
  run: SessionRecord,
  { at, model = '' }: { at: number; model?: string | undefined },
): boolean {
  const { coverage } = run;
  if (coverage === null) return false;
  const names = namesOf(state, coverage);
  for (let before = 0; before <= HOURS_BEFORE; before++) {
    const hour = hourOf(at) - before * TIME.hourMs;
    for (const user of names) {
      const usage = state.usageOfUsers.get(hourKey({ user }, hour));
      const reported = isNameless(run) ? usage?.measured : usage?.measuredNameless;
      const devices = reported?.get(plainModel(model));
      if (devices === undefined) continue;
      // Not all that a machine sends names the device.
      if (coverage.device === '' || devices.has(coverage.device) || devices.has('')) return true;
    }
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
  boundRequests(session);
  const { coverage } = session;
  if (coverage === null || before > 0 === after > 0) return;
  count(session, { coverage, key, by }, context);
}

/** A run with metrics is known in its hour, so that they count otherwise once requests without a session report them. */
export function listMetered(
  run: SessionRecord,
  { at }: { at: number },
  { state: { usageOfUsers } }: FoldContext,
): void {
  const { coverage } = run;
  if (coverage === null || isNameless(run)) return;
  const place = hourKey(coverage, hourOf(at));
  const usage = usageOfUsers.get(place) ?? noUserUsage();
  const { metered = [] } = usage;
  if (metered.includes(run.key) || metered.length >= LIMITS.assignedSessions) return;
  usage.metered = [...metered, run.key];
  putUserUsage(usageOfUsers, place, usage);
}

/** The run's hour goes, or is fixed. */
export function unlistMetered({ usageOfUsers }: FoldState, run: SessionRecord, hour: number): void {
  const { coverage } = run;
  if (coverage !== null && run.isMetered) unlistIn(usageOfUsers, { run, coverage, hour });
}

function unlistIn(
  usageOfUsers: FoldState['usageOfUsers'],
  { run, coverage, hour }: { run: SessionRecord; coverage: Coverage; hour: number },
): void {
  const place = hourKey(coverage, hour);
  const usage = usageOfUsers.get(place);
  if (usage?.metered?.includes(run.key) !== true) return;
  usage.metered = usage.metered.filter((key) => key !== run.key);
  putUserUsage(usageOfUsers, place, usage);
}

/** Of more hours and models than a record may hold the first ones stay as they count now. */
function boundRequests({ requestsIn }: SessionRecord): void {
  if (requestsIn.size <= LIMITS.requestHours) return;
  for (const key of requestsIn.keys()) {
    requestsIn.delete(key);
    return;
  }
}

/** Brings the user's records up to date with whose the session is. */
export function updateCoverage(session: SessionRecord, context: FoldContext): void {
  const { state } = context;
  const next = coverageOf(session);
  const before = session.coverage;
  if (isSame(before, next)) return;
  session.coverage = next;
  state.sessions.touch(session.key);
  if (before !== null && countPerson(state, before, -1)) recountNamesakes(before, context);
  if (next !== null && countPerson(state, next, 1)) recountNamesakes(next, context);
  if (isNameless(session)) {
    if (before !== null) unlist(state, before, session.key);
    if (next !== null) list(state, next, session.key);
    context.effects.facts(session.key, 0);
  } else if (session.isMetered) {
    for (const at of session.hours) {
      if (before !== null) {
        unlistIn(state.usageOfUsers, { run: session, coverage: before, hour: at });
      }
      listMetered(session, { at }, context);
    }
    context.effects.facts(session.key, 0);
  }
  for (const [coverage, by] of [[before, -1] as const, [next, 1] as const]) {
    if (coverage === null) continue;
    for (const key of session.requestsIn.keys()) count(session, { coverage, key, by }, context);
  }
}

const isSame = (a: Coverage | null, b: Coverage | null): boolean =>
  a?.user === b?.user && a?.device === b?.device && a?.keys?.join() === b?.keys?.join();

/** Who is one person changed: metrics without a session rest on requests of other names, and the other way round. */
function recountNamesakes(coverage: Coverage, { state, effects }: FoldContext): void {
  for (const key of namelessOf(state, coverage)) {
    effects.facts(key, 0);
    const run = state.sessions.get(key);
    if (run?.coverage == null) continue;
    for (const place of run.requestsIn.keys()) {
      for (const other of meteredFrom(state, run.coverage, hourIn(place))) {
        effects.facts(other, hourIn(place));
      }
    }
  }
}

/** The session goes; what it reported stays reported, so metrics of that time keep what they add. */
export function removeFromUser(state: FoldState, session: SessionRecord): void {
  const { coverage } = session;
  session.coverage = null;
  if (coverage === null) return;
  if (isNameless(session)) unlist(state, coverage, session.key);
  takeFromUser(state, { session, coverage, keys: [...session.requestsIn.keys()] });
  countPerson(state, coverage, -1);
}

/** An hour of the session is sealed: the same for what it reported then. */
export function sealRequests(state: FoldState, session: SessionRecord, hour: number): void {
  const keys = [...session.requestsIn.keys()].filter((key) => hourIn(key) === hour);
  for (const key of keys) session.requestsIn.delete(key);
  const { coverage } = session;
  if (coverage !== null) takeFromUser(state, { session, coverage, keys });
}

function takeFromUser(
  state: FoldState,
  { session, coverage, keys }: { session: SessionRecord; coverage: Coverage; keys: string[] },
): void {
  const isWithout = isNameless(session);
  let until = 0;
  const resting = new Set(isWithout ? [] : namelessOf(state, coverage));
  for (const key of keys) {
    countSession(state, { coverage, key, by: -1, isWithout });
    until = Math.max(until, hourIn(key) + (HOURS_BEFORE + 1) * TIME.hourMs);
    if (isWithout) for (const run of meteredFrom(state, coverage, hourIn(key))) resting.add(run);
  }
  for (const key of resting) {
    const run = state.sessions.get(key);
    if (run === undefined || run.fixedBefore >= until) continue;
    run.fixedBefore = until;
    state.sessions.touch(key);
  }
}

function coverageOf({ hasOwnEvents, user, device, userKeys }: SessionRecord): Coverage | null {
  if (user === null || !hasOwnEvents) return null;
  const keys = userKeys == null ? {} : { keys: userKeys.value.split(',') };
  return { user: hash64(user.value), device: device?.value ?? '', ...keys };
}

type Counted = { coverage: Coverage; key: string; by: 1 | -1; isWithout: boolean };

/** Enters that a session has requests in an hour, and has count otherwise what rests on it. */
function count(
  session: SessionRecord,
  { coverage, key, by }: Omit<Counted, 'isWithout'>,
  context: FoldContext,
): void {
  const { state, effects } = context;
  const isWithout = isNameless(session);
  const from = countSession(state, { coverage, key, by, isWithout });
  if (from === Infinity) return;
  const runs = isWithout ? meteredFrom(state, coverage, from) : namelessOf(state, coverage);
  for (const run of runs) effects.facts(run, from);
}

/** Runs with metrics in an hour, or in the one after, to which its requests belong too. */
function meteredFrom(state: FoldState, coverage: Coverage, hour: number): Set<string> {
  const hours = [hour, hour + HOURS_BEFORE * TIME.hourMs];
  return new Set(
    [...namesOf(state, coverage)].flatMap((user) =>
      hours.flatMap((at) => state.usageOfUsers.get(hourKey({ user }, at))?.metered ?? []),
    ),
  );
}

/** Runs without a session of the user, under any name. */
const namelessOf = (state: FoldState, coverage: Coverage): string[] =>
  [...namesOf(state, coverage)].flatMap((user) => state.usageOfUsers.get(user)?.nameless ?? []);

/** The hour from which metrics count otherwise; infinity where none does. */
function countSession(
  { usageOfUsers }: FoldState,
  { coverage, key, by, isWithout }: Counted,
): number {
  const hour = hourIn(key);
  const model = key.slice(key.indexOf(' ') + 1);
  const place = hourKey(coverage, hour);
  const usage = usageOfUsers.get(place) ?? noUserUsage();
  const measured = isWithout
    ? (usage.measuredNameless ??= new Map<string, Map<string, number>>())
    : usage.measured;
  const devices = measured.get(model) ?? new Map<string, number>();
  const before = devices.get(coverage.device) ?? 0;
  const after = Math.max(0, before + by);
  if (after === 0) devices.delete(coverage.device);
  else devices.set(coverage.device, after);
  if (devices.size === 0) measured.delete(model);
  else measured.set(model, devices);
  putUserUsage(usageOfUsers, place, usage);
  return before > 0 === after > 0 ? Infinity : hour;
}

/** A user has one for each device; of more than its record holds, metrics stay as they first counted. */
function list({ usageOfUsers }: FoldState, { user }: Coverage, key: string): void {
  const usage = usageOfUsers.get(user) ?? noUserUsage();
  if (usage.nameless.includes(key) || usage.nameless.length >= LIMITS.assignedSessions) return;
  usage.nameless.push(key);
  putUserUsage(usageOfUsers, user, usage);
}

function unlist({ usageOfUsers }: FoldState, { user }: Coverage, key: string): void {
  const usage = usageOfUsers.get(user);
  if (usage === undefined) return;
  usage.nameless = usage.nameless.filter((other) => other !== key);
  putUserUsage(usageOfUsers, user, usage);
}

const hourKey = ({ user }: Pick<Coverage, 'user'>, hour: number): string =>
  `${user} ${String(hour)}`;
const hourIn = (key: string): number => Number(key.slice(0, key.indexOf(' ')));

/** The size of the context is no other model; one of a client's signals may leave it out. */
const plainModel = (model: string): string => model.replace(/\[1m\]$/, '');
