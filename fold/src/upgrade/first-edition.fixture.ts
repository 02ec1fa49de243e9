import type { Fact } from '../facts/fact.ts';
import type { Boundary, Assignment, SessionRecord } from '../sessions/session.ts';
import { subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { completionsOf, startsOf, tracksOf } from '../tasks/sums.ts';
import type { Track } from '../tasks/records.ts';
import { hoursOf, type Folded } from '../testing/picture.fixture.ts';
import type { OldFact, OldSession, OldTrack } from './first-edition.ts';

/** What the first edition would have stored of this: structure and facts as it had them, no sums. */
export type OldStorage = {
  sessions: OldSession[];
  hours: { session: string; hour: number; facts: OldFact[] }[];
  seriesAt: number;
  dayAt: number;
};

export function asFirstEdition(folded: Folded): OldStorage {
  const { state, storage } = folded;
  const hours = hoursOf(folded).map((hour) => ({
    session: hour.session,
    hour: hour.hour,
    facts: [...state.facts.facts(hour)].map(oldFactOf),
  }));
  const sessions = storage.keys('session').flatMap((key) => state.sessions.get(key) ?? []);
  const subagents = storage.keys('subagent');
  return structuredClone({
    sessions: sessions.map((session) => oldSessionOf(state, session, subagents)),
    hours,
    seriesAt: state.seriesAt,
    dayAt: state.totals.day.at,
  });
}

function oldFactOf({ chunk: _, contribution, ...fact }: Fact): OldFact {
  return { ...fact, given: contribution };
}

function oldSessionOf(
  state: FoldState,
  session: SessionRecord,
  subagentKeys: readonly string[],
): OldSession {
  const prefix = `${session.key} `;
  const ids = subagentKeys.flatMap((key) =>
    key.startsWith(prefix) ? key.slice(prefix.length) : [],
  );
  const subagents = ids.flatMap((id) => subagentOf(state, session, id) ?? []);
  const tasks = state.sessionTasks.get(session.key);
  const refs =
    tasks === undefined ? [] : [...tracksOf(state, session.key, tasks.tracks).backwards()];
  const tracks = refs.flatMap(({ id }) => state.tracks.get(id) ?? []);
  return {
    ...session,
    attempts: session.attempts.map(({ id, number, from }) => ({ id, number, from })),
    assignments: new Map(
      [{ agentId: '', assignments: session.assignments }, ...subagents].map(
        ({ agentId, assignments }) => [agentId, bySession(assignments)],
      ),
    ),
    spawns: mapOf(subagents, ({ agentId, spawn }) => [agentId, spawn]),
    agentTypes: mapOf(subagents, ({ agentId, agentType }) => [agentId, agentType]),
    subagentEnds: mapOf(subagents, ({ agentId, endedAt }) => [
      agentId,
      endedAt === 0 ? null : endedAt,
    ]),
    subagents: mapOf(subagents, ({ agentId, firstAt }) => [agentId, firstAt]),
    tracks: new Map(tracks.map((track) => [track.ref, oldTrackOf(state, track)])),
    promptedAt: state.prompts.get(session.key)?.promptedAt ?? Number.MAX_SAFE_INTEGER,
  };
}

function oldTrackOf(state: FoldState, track: Track): OldTrack {
  const starts = [...startsOf(state, track).backwards()].reverse();
  const completions = [...completionsOf(state, track).backwards()].reverse();
  const { dependsOn } = track;
  const long = state.longDependencies.get(track.ref) ?? [];
  return {
    ...track,
    starts: starts.map(({ at, id }) => ({ at, id })),
    completions: completions.map(({ at, id, value }) => ({ at, id, ...value })),
    dependsOn: dependsOn === null ? null : { ...dependsOn, value: dependsOn.value ?? long },
  };
}

function bySession(assignments: readonly Assignment[]): Map<string, Boundary[]> {
  const grouped = new Map<string, Boundary[]>();
  for (const { session, at, id } of assignments) {
    grouped.set(session, [...(grouped.get(session) ?? []), { at, id }]);
  }
  return grouped;
}

function mapOf<Item, Value>(
  items: readonly Item[],
  of: (item: Item) => [string, Value | null],
): Map<string, Value> {
  return new Map(
    items.flatMap((item) => {
      const [key, value] = of(item);
      return value === null ? [] : [[key, value] as [string, Value]];
    }),
  );
}
