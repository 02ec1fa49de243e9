import { z } from 'zod';
import { readMeta, textOf, writeMeta } from '../storage.ts';

/** What is done one after the other: who owns what rests on all sessions, and what a fact adds on all facts. */
const PHASES = ['sessions', 'tracks', 'facts', 'backlog', 'figures', 'tasks'] as const;
export type Phase = (typeof PHASES)[number];

const upgradeSchema = z.object({
  /** Of the new storage: libSQL, which knows the old one, is sent all rows again. */
  epoch: z.number(),
  /** At which all rows changed: above that of every event before. */
  seq: z.number(),
  phase: z.enum(PHASES),
  /** The session that was done with last; null: none in this phase. */
  after: z.string().nullable(),
  /** How far the next one is: of its tracks, or of its hours and the chunks in one. */
  track: z.number(),
  hour: z.number(),
  chunk: z.number(),
});

export type UpgradeProgress = z.infer<typeof upgradeSchema>;

const META = 'upgrade';
const BEGINNING = { after: null, track: 0, hour: 0, chunk: 0 } as const;

/** Null: none is under way. */
export function readUpgrade(sql: SqlStorage): UpgradeProgress | null {
  const stored = readMeta(sql, META);
  return stored === null ? null : upgradeSchema.parse(JSON.parse(textOf(stored)));
}

export function beginUpgrade(sql: SqlStorage, at: { epoch: number; seq: number }): void {
  writeUpgrade(sql, { ...at, phase: 'sessions', ...BEGINNING });
}

export function writeUpgrade(sql: SqlStorage, upgrade: UpgradeProgress): void {
  writeMeta(sql, META, JSON.stringify(upgrade));
}

export function endUpgrade(sql: SqlStorage): void {
  sql.exec('delete from meta where name = ?', META);
}

/** The beginning of the next phase; null after the last. */
export function nextPhase(upgrade: UpgradeProgress): UpgradeProgress | null {
  const phase = PHASES[PHASES.indexOf(upgrade.phase) + 1];
  return phase === undefined ? null : { ...upgrade, phase, ...BEGINNING };
}
