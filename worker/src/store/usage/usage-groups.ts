import type { UsageAnswer, UsageGrouping } from '@claude-monitor/protocol';
import type { Database } from '../client.ts';
import { callerIds } from '../reads/caller-ids.ts';
import { figuresOf, type FigureRow } from './usage-figures.ts';

export type GroupRow = { key0: string; key1: string; key2: string } & FigureRow;

type Named = {
  db: Database;
  workspace: string;
  groupBy: readonly UsageGrouping[];
  rows: readonly GroupRow[];
};

/** Of sessions and tasks the key is the id that people know; the internal one of the first stands beside it. */
export async function namedGroups({
  db,
  workspace,
  groupBy,
  rows,
}: Named): Promise<UsageAnswer['groups']> {
  const names = await Promise.all(
    groupBy.map(async (grouping, place) => {
      if (grouping !== 'session' && grouping !== 'task') return null;
      const ids = new Set(rows.map((row) => keysOf(row)[place] ?? ''));
      ids.delete('');
      return await callerIds(db, workspace, { kind: grouping, ids: [...ids] });
    }),
  );
  return rows.map((row) => {
    const own = keysOf(row).slice(0, groupBy.length);
    const keys = own.map((key, place) => names[place]?.get(key) ?? (key || null));
    const [id] = own;
    const hasId = names[0] !== null && id !== undefined && id !== '';
    return { ...figuresOf(row), key: keys[0] ?? null, keys, ...(hasId ? { id } : {}) };
  });
}

const keysOf = (row: GroupRow): string[] => [row.key0, row.key1, row.key2];
