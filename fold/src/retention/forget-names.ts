import { DELETED_SESSION } from '@claude-monitor/protocol/limits';
import { Effects, type FoldContext } from '../derive/effects.ts';
import { recomputeFact } from '../derive/recompute.ts';
import { chunksHave } from '../facts/hours/chunk-infos.ts';
import { bitsOf, type Hour } from '../facts/hours/hour.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { tracksOf } from '../tasks/sums.ts';
import type { ForgetInput } from './forget-session.ts';

const PASSING = bitsOf(['handover', 'message']);

/**
 * Takes the callers' ids of deleted sessions out of what another session passed on: its facts, its rows of
 * history and the histories of its tasks say "deleted session". How many records were looked at.
 */
export function forgetNames(
  state: FoldState,
  session: SessionRecord,
  { names, seq, priceOf }: { names: ReadonlySet<string> } & Omit<ForgetInput, 'budget'>,
): number {
  const context: FoldContext = {
    state,
    seq,
    priceOf,
    arrivedOn: 0,
    clock: {},
    effects: new Effects(),
  };
  let looked = 1;
  for (const start of session.hours) {
    looked++;
    const hour = state.facts.hour(session.key, start);
    if (hour !== undefined && chunksHave(hour, PASSING)) {
      forgetInHour(state, session, { hour, names, context });
    }
  }
  return looked + forgetInTracks(state, session, names);
}

function forgetInHour(
  state: FoldState,
  run: SessionRecord,
  { hour, names, context }: { hour: Hour; names: ReadonlySet<string>; context: FoldContext },
): void {
  let isNamed = false;
  for (const fact of state.facts.facts(hour, { kinds: PASSING })) {
    const { toSessionId } = fact.fields;
    if (toSessionId === undefined || !names.has(toSessionId)) continue;
    isNamed = true;
    delete fact.fields.toSessionId;
    fact.fields.toAgent ??= DELETED_SESSION;
    hour.rev = context.seq;
    state.facts.touch(hour, fact);
    recomputeFact({ run, hour, fact }, context);
  }
  if (!isNamed) return;
  state.facts.dropRows(hour, (row) => row.kind === 'edge' && names.has(row.edge.toSessionId));
}

function forgetInTracks(
  state: FoldState,
  { key }: SessionRecord,
  names: ReadonlySet<string>,
): number {
  const tasks = state.sessionTasks.get(key);
  if (tasks === undefined) return 0;
  let looked = 0;
  for (const { id } of tracksOf(state, key, tasks.tracks).backwards()) {
    looked++;
    const track = state.tracks.get(id);
    if (track?.handovers?.some(({ to }) => to !== null && names.has(to)) !== true) continue;
    for (const handover of track.handovers) {
      if (handover.to !== null && names.has(handover.to)) handover.to = DELETED_SESSION;
    }
    state.tracks.touch(id);
  }
  return looked;
}
