import { LIMITS } from '@claude-monitor/protocol';
import { z } from 'zod';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META = 'set aside';

/** An event that the hub did not survive folding: it is in its block, and in no figure (rule HUB8). */
const itemSchema = z.object({ seq: z.number(), type: z.string(), at: z.number() });
const storedSchema = z.object({ count: z.number(), newest: z.array(itemSchema) });

export type SetAside = z.infer<typeof storedSchema>;

export function readSetAside(sql: SqlStorage): SetAside {
  const stored = readMeta(sql, META);
  if (stored === null) return { count: 0, newest: [] };
  return storedSchema.parse(JSON.parse(textOf(stored)));
}

export function setAside(sql: SqlStorage, item: z.infer<typeof itemSchema>): void {
  const { count, newest } = readSetAside(sql);
  const kept = [...newest, item].slice(-LIMITS.setAsideKept);
  writeMeta(sql, META, JSON.stringify({ count: count + 1, newest: kept }));
}
