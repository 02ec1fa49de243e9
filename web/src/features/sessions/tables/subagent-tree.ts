import { addUsage, noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import type { SessionAnswer, SessionDetail } from '@claude-monitor/protocol/api/index';
import * as texts from '../texts.ts';

/** One instance of a session: its main loop (`id` is null), a subagent, or a run of a workflow. */
export type SubagentView = {
  id: string | null;
  parent: string | null;
  kind: SessionDetail['subagents'][number]['kind'];
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

/** A subagent in its place: how deep, and what it used with all below it. */
export type SubagentRow = SubagentView & {
  depth: number;
  hasChildren: boolean;
  subtree: UsageSums;
};

/**
 * The subagents as a tree, each before its children, the earliest first. Who has a parent that is not
 * known, or stands in a circle, hangs from the main loop: nobody is left out, nobody counted twice.
 */
export function subagentTree(subagents: readonly SubagentView[]): SubagentRow[] {
  const known = new Map(subagents.map((subagent) => [subagent.id, subagent]));
  if (!known.has(null)) known.set(null, MAIN_LOOP);
  const children = new Map<string | null, SubagentView[]>();
  for (const subagent of known.values()) {
    if (subagent.id === null) continue;
    const parent = parentOf(subagent, known);
    children.set(parent, [...(children.get(parent) ?? []), subagent]);
  }
  const rows: SubagentRow[] = [];
  const place = (subagent: SubagentView, depth: number): UsageSums => {
    const below = (children.get(subagent.id) ?? []).sort(byStart);
    const subtree = { ...subagent.own };
    const row = { ...subagent, depth, hasChildren: below.length > 0, subtree };
    rows.push(row);
    for (const child of below) addUsage(subtree, place(child, depth + 1));
    row.subtree = subagent.subtree ?? subtree;
    return row.subtree;
  };
  place(known.get(null) ?? MAIN_LOOP, 0);
  return rows;
}

/** The subagents that used anything, where nothing is known of who spawned whom. */
export function subagentsOfUsage(usage: SessionAnswer['usage']): SubagentView[] {
  const found = new Map<string | null, SubagentView>();
  for (const { agentId: id, model, task: _, measured: _m, reported: _r, ...sums } of usage) {
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
export function subagentLabel({ kind, name, agentType }: SubagentView): string {
  switch (kind) {
    case 'main':
      return texts.mainLoop;
    case 'workflow':
      return texts.workflow(name);
    case 'unattributed':
      return texts.unattributed(agentType === 'custom' ? null : agentType);
    case 'subagent':
      return [name, agentType].filter((part) => part !== null).join(', ') || texts.subagent;
  }
}

const MAIN_LOOP: SubagentView = {
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

function parentOf(
  subagent: SubagentView,
  known: ReadonlyMap<string | null, SubagentView>,
): string | null {
  const seen = new Set<string>();
  let above = known.has(subagent.parent) ? subagent.parent : null;
  while (above !== null && !seen.has(above)) {
    if (above === subagent.id) return null;
    seen.add(above);
    above = known.get(above)?.parent ?? null;
  }
  return known.has(subagent.parent) ? subagent.parent : null;
}

const byStart = (a: SubagentView, b: SubagentView): number =>
  (a.startedAt ?? 0) - (b.startedAt ?? 0) || ((a.id ?? '') < (b.id ?? '') ? -1 : 1);
