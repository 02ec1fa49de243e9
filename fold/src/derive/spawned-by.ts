import type { Session } from '../sessions/session.ts';

/** Whom each instance of a run spawned, read off `spawns`: made when first asked for, then kept up to date. */
const children = new WeakMap<Session['spawns'], Map<string, Set<string>>>();

const NOBODY: ReadonlySet<string> = new Set();

/** The instances that say they were spawned by this one. */
export function spawnedBy(session: Session, instance: string): ReadonlySet<string> {
  let byParent = children.get(session.spawns);
  if (byParent === undefined) {
    byParent = new Map();
    for (const [child, { value }] of session.spawns) add(byParent, value.parent, child);
    children.set(session.spawns, byParent);
  }
  return byParent.get(instance) ?? NOBODY;
}

/** An instance has another parent now, or its first one. */
export function noteChild(
  session: Session,
  { instance, parent, before }: { instance: string; parent: string; before: string | undefined },
): void {
  const byParent = children.get(session.spawns);
  if (byParent === undefined || parent === before) return;
  if (before !== undefined) byParent.get(before)?.delete(instance);
  add(byParent, parent, instance);
}

function add(byParent: Map<string, Set<string>>, parent: string, child: string): void {
  const known = byParent.get(parent);
  if (known === undefined) byParent.set(parent, new Set([child]));
  else known.add(child);
}
