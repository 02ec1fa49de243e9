import { hourOf } from '../facts/page.ts';
import { DEEPEST_SPAWN } from './owner.ts';
import { factsOfInstance } from '../facts/page-facts.ts';
import type { Fact } from '../facts/fact.ts';
import type { Session } from '../sessions/session.ts';
import { settle, type FoldContext } from './settle.ts';
import { noteChild, spawnedBy } from './spawned-by.ts';
import { isEdge, worksForCard } from './edge.ts';
import type { FoldState } from '../state.ts';

type Spawn = Session['spawns'] extends Map<string, infer Value> ? Value : never;

/**
 * Notes who spawned an instance, and settles what rests on that: what it passed on itself, and, where
 * anybody above it works for a card, all that it and those it spawned did. Only as deep as an owner is
 * looked for, so that chains and loops of a sender's making cost a bounded amount each.
 */
export function respawn(
  state: FoldState,
  session: Session,
  { instance, spawn }: { instance: string; spawn: Spawn },
  context: FoldContext,
): void {
  const before = session.spawns.get(instance);
  session.spawns.set(instance, spawn);
  noteChild(session, { instance, parent: spawn.value.parent, before: before?.value.parent });
  const parents = before === undefined ? [spawn] : [spawn, before];
  const hasOwnerAbove =
    session.links.size > 0 && parents.some(({ value }) => isLedToCard(session, value.parent));
  if (!hasOwnerAbove) return resettleEdges(state, session, instance, context);
  for (const each of descendants(session, instance)) {
    settleInstance(state, session, each, context, () => true);
  }
}

/** Settles what an instance passed on: what kind of subagent it is, or that it was spawned, became known. */
export function resettleEdges(
  state: FoldState,
  session: Session,
  instance: string,
  context: FoldContext,
): void {
  settleInstance(state, session, instance, context, isEdge);
}

/** Whether an instance, or one above it, works for a card: else nothing it spawned has an owner of its own. */
function isLedToCard(session: Session, instance: string): boolean {
  let above: string | undefined = instance;
  for (let depth = 0; above !== undefined && depth <= DEEPEST_SPAWN; depth++) {
    if (worksForCard(session, above)) return true;
    above = above === '' ? undefined : session.spawns.get(above)?.value.parent;
  }
  return false;
}

/** The instance and those it spawned, as far down as they look up for an owner. */
function descendants(session: Session, instance: string): Set<string> {
  const found = new Set([instance]);
  let level = [instance];
  for (let depth = 0; level.length > 0 && depth <= DEEPEST_SPAWN; depth++) {
    const next: string[] = [];
    for (const parent of level) {
      for (const child of spawnedBy(session, parent)) {
        if (found.has(child)) continue;
        found.add(child);
        next.push(child);
      }
    }
    level = next;
  }
  return found;
}

function settleInstance(
  state: FoldState,
  session: Session,
  instance: string,
  context: FoldContext,
  isConcerned: (fact: Fact) => boolean,
): void {
  const first = hourOf(firstOf(session, instance));
  for (let index = session.hours.length - 1; index >= 0; index--) {
    const hour = session.hours[index];
    if (hour === undefined || hour < first) return;
    const page = state.pages.get(session.key, hour);
    if (page === undefined) continue;
    for (const fact of factsOfInstance(page, instance)) {
      if (isConcerned(fact)) settle(state, session, page, fact, context);
    }
  }
}

/** A time at or before the first fact or link of an instance. */
function firstOf(session: Session, instance: string): number {
  let first = session.instances.get(instance) ?? Number.MAX_SAFE_INTEGER;
  for (const [link] of session.links.get(instance)?.values() ?? []) {
    first = Math.min(first, link?.at ?? first);
  }
  return first;
}
