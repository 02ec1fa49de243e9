import type { Session, Track } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { firstFrom } from '../facts/timeline.ts';
import { statedProject, trackKey } from './track.ts';
import { mayBeSameUser, userOf } from '../sessions/user-of.ts';

/** A session's track whose plan is another one now. */
export type Rematched = { session: Session; track: Track; key: string; plan: string };

/**
 * Finds the plan of every track of a task id whose calls and session name no project: the one plan of
 * the same user (else of one who may be the same) that held this task, not yet done, when the session
 * first named it. In order of time, so that what an earlier session did to a plan's task is known: no
 * match rests on a later one.
 */
export function rematch(state: FoldState, taskId: string): Rematched[] {
  const named = indexOf(state).get(taskId);
  if (named === undefined || named.plans.size === 0) return [];
  const tracks = [...named.all].flatMap((name) => partOf(state, name));
  const plans = tracks.filter(({ track, project }) => project !== '' && track.planAt !== undefined);
  if (plans.length === 0 && tracks.every(({ track }) => track.plan === undefined)) return [];
  const matched: { track: Track; plan: string }[] = tracks
    .filter(({ project }) => project !== '')
    .map(({ track, project }) => ({ track, plan: project }));
  const changed: Rematched[] = [];
  for (const part of tracks.filter(({ project }) => project === '').sort(byFirst)) {
    const { session, track } = part;
    const done = new Set(
      matched.filter((other) => isDoneBefore(other.track, track.firstAt)).map(({ plan }) => plan),
    );
    const open = plans.filter(
      (plan) => (plan.track.planAt ?? 0) <= track.firstAt && !done.has(plan.project),
    );
    const plan = onlyPlanFor(userOf(state.sessions, session), open, state);
    matched.push({ track, plan });
    if (plan !== (track.plan ?? '')) {
      changed.push({ session, track, key: trackKey(track.taskId, ''), plan });
    }
  }
  return changed;
}

/** Makes the track findable by its task id. */
export function indexTrack(state: FoldState, session: Session, track: Track): void {
  addTo(indexOf(state), session, track);
}

type Part = { session: Session; track: Track; project: string };

/** '' where none of these plans is the user's, or several are. */
function onlyPlanFor(user: string | undefined, plans: readonly Part[], state: FoldState): string {
  const told = plans.map(({ session, project }) => ({
    project,
    user: userOf(state.sessions, session),
  }));
  const own = told.filter((plan) => plan.user === user);
  const near = own.length > 0 ? own : told.filter((plan) => mayBeSameUser(plan.user, user));
  const projects = new Set(near.map(({ project }) => project));
  const [only = ''] = projects.size === 1 ? projects : [];
  return only;
}

function partOf(state: FoldState, name: string): Part[] {
  const [key = '', track = ''] = name.split('\n');
  const session = state.sessions.get(key);
  const found = session?.tracks.get(track);
  if (session === undefined || found === undefined) return [];
  return [{ session, track: found, project: statedProject(session, found) }];
}

/** Done or given up: a task that failed is still to be done. */
const isDoneBefore = (track: Track, at: number): boolean =>
  track.completions
    .slice(0, firstFrom(track.completions, at))
    .some(({ status }) => status !== 'failed');

const byFirst = (a: Part, b: Part): number =>
  a.track.firstAt - b.track.firstAt || (a.session.key < b.session.key ? -1 : 1);

type Named = { all: Set<string>; plans: Set<string> };

/** Tracks by task id: made when first asked for, then kept up to date. */
const indexes = new WeakMap<FoldState, Map<string, Named>>();

function indexOf(state: FoldState): Map<string, Named> {
  const known = indexes.get(state);
  if (known !== undefined) return known;
  const index = new Map<string, Named>();
  indexes.set(state, index);
  return index;
}

function addTo(index: Map<string, Named>, session: Session, track: Track): void {
  const named = index.get(track.taskId) ?? { all: new Set(), plans: new Set() };
  const name = `${session.key}\n${trackKey(track.taskId, track.project)}`;
  named.all.add(name);
  if (track.planAt !== undefined) named.plans.add(name);
  index.set(track.taskId, named);
}
