import { addUsage, noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import type { SessionAnswer, SessionDetail } from '@claude-monitor/protocol/api/index';
import * as texts from '../texts.ts';

/** One instance of a session: its main loop (`id` is null), a subagent, or a run of a workflow. */
export type Instance = {
  id: string | null;
  parent: string | null;
  kind: SessionDetail['instances'][number]['kind'];
  name: string | null;
  agentType: string | null;
  models: readonly string[];
  startedAt: number | null;
  endedAt: number | null;
  /** null where nothing says it. */
  toolCalls: number | null;
  own: UsageSums;
  /** With all below it, also those that are not listed; null where only its own is known. */
  subtree: UsageSums | null;
};

/** An instance in its place: how deep, and what it used with all below it. */
export type InstanceRow = Instance & { depth: number; hasChildren: boolean; subtree: UsageSums };

/**
 * The instances as a tree, each before its children, the earliest first. Who has a parent that is not
 * known, or stands in a circle, hangs from the main loop: nobody is left out, nobody counted twice.
 */
export function instanceTree(instances: readonly Instance[]): InstanceRow[] {
  const known = new Map(instances.map((instance) => [instance.id, instance]));
  if (!known.has(null)) known.set(null, MAIN_LOOP);
  const children = new Map<string | null, Instance[]>();
  for (const instance of known.values()) {
    if (instance.id === null) continue;
    const parent = parentOf(instance, known);
    children.set(parent, [...(children.get(parent) ?? []), instance]);
  }
  const rows: InstanceRow[] = [];
  const place = (instance: Instance, depth: number): UsageSums => {
    const below = (children.get(instance.id) ?? []).sort(byStart);
    const subtree = { ...instance.own };
    const row = { ...instance, depth, hasChildren: below.length > 0, subtree };
    rows.push(row);
    for (const child of below) addUsage(subtree, place(child, depth + 1));
    row.subtree = instance.subtree ?? subtree;
    return row.subtree;
  };
  place(known.get(null) ?? MAIN_LOOP, 0);
  return rows;
}

/** The instances that used anything, where nothing is known of who spawned whom. */
export function instancesOfUsage(usage: SessionAnswer['usage']): Instance[] {
  const found = new Map<string | null, Instance>();
  for (const { instance: id, model, task: _, measured: _m, reported: _r, ...sums } of usage) {
    const kind = id === null ? 'main' : 'subagent';
    const before = found.get(id) ?? { ...MAIN_LOOP, id, kind, own: noUsage() };
    const own = { ...before.own };
    addUsage(own, sums);
    const models = model === null || before.models.includes(model) ? [] : [model];
    found.set(id, { ...before, own, models: [...before.models, ...models] });
  }
  return [...found.values()];
}

/** What it is called: a teammate by its name, with its type behind. */
export function instanceLabel({ kind, name, agentType }: Instance): string {
  switch (kind) {
    case 'main':
      return texts.mainLoop;
    case 'workflow':
      return texts.workflow(name);
    case 'untold':
      return texts.unattributed(agentType === 'custom' ? null : agentType);
    case 'subagent':
      return [name, agentType].filter((part) => part !== null).join(', ') || texts.subagent;
  }
}

const MAIN_LOOP: Instance = {
  id: null,
  parent: null,
  kind: 'main',
  name: null,
  agentType: null,
  models: [],
  startedAt: null,
  endedAt: null,
  toolCalls: null,
  own: noUsage(),
  subtree: null,
};

function parentOf(instance: Instance, known: ReadonlyMap<string | null, Instance>): string | null {
  const seen = new Set<string>();
  let above = known.has(instance.parent) ? instance.parent : null;
  while (above !== null && !seen.has(above)) {
    if (above === instance.id) return null;
    seen.add(above);
    above = known.get(above)?.parent ?? null;
  }
  return known.has(instance.parent) ? instance.parent : null;
}

const byStart = (a: Instance, b: Instance): number =>
  (a.startedAt ?? 0) - (b.startedAt ?? 0) || ((a.id ?? '') < (b.id ?? '') ? -1 : 1);
