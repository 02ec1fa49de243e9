import type { Session } from '../sessions/session.ts';
import { resettle, type FoldContext } from './settle.ts';
import type { FoldState } from '../state.ts';

/** Settles what an instance and those it spawned did: who spawned it, or what it is, became known. */
export function resettleInstance(
  state: FoldState,
  session: Session,
  instance: string,
  context: FoldContext,
): void {
  resettle(state, session, firstOf(session, instance, new Set()), context);
}

/** A time at or before the first fact or link of an instance and of those it spawned. */
function firstOf(session: Session, instance: string, seen: Set<string>): number {
  let first = session.instances.get(instance) ?? Number.MAX_SAFE_INTEGER;
  for (const [link] of session.links.get(instance)?.values() ?? []) {
    first = Math.min(first, link?.at ?? first);
  }
  seen.add(instance);
  for (const [child, spawn] of session.spawns) {
    if (spawn.value.parent !== instance || seen.has(child)) continue;
    first = Math.min(first, firstOf(session, child, seen));
  }
  return first;
}
