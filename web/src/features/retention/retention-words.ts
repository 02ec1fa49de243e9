import {
  retentionSchema,
  type DeletionBody,
  type Retention,
} from '@claude-monitor/protocol/api/retention';
import { fullCount } from '../../lib/format/numbers.ts';
import * as shared from '../../lib/texts.ts';
import * as texts from './texts.ts';

export type RetentionField = { name: keyof Retention; unit: keyof typeof texts.UNITS };

export const RETENTION_FIELDS: readonly RetentionField[] = [
  { name: 'horizonDays', unit: 'days' },
  { name: 'factsDays', unit: 'days' },
  { name: 'blocksDays', unit: 'days' },
  { name: 'auditLines', unit: 'rows' },
  { name: 'deliveredMessages', unit: 'rows' },
  { name: 'parkedRows', unit: 'rows' },
  { name: 'resolvedIncidents', unit: 'rows' },
  { name: 'requestKeys', unit: 'rows' },
];

export type TypedRetention = Record<keyof Retention, string>;

export const typedOf = (retention: Retention): TypedRetention => ({
  factsDays: String(retention.factsDays),
  horizonDays: String(retention.horizonDays),
  blocksDays: String(retention.blocksDays),
  auditLines: String(retention.auditLines),
  deliveredMessages: String(retention.deliveredMessages),
  parkedRows: String(retention.parkedRows),
  resolvedIncidents: String(retention.resolvedIncidents),
  requestKeys: String(retention.requestKeys),
});

/** The numbers that were typed, or what is wrong with them by field. */
export function parseRetention(typed: TypedRetention): {
  retention: Retention | null;
  faults: Partial<Record<keyof Retention, string>>;
} {
  const faults: Partial<Record<keyof Retention, string>> = {};
  for (const { name } of RETENTION_FIELDS) {
    if (isInBounds(name, typed[name])) continue;
    const { minValue, maxValue } = retentionSchema.shape[name];
    faults[name] = texts.outOfBounds(fullCount(minValue ?? 0), fullCount(maxValue ?? 0));
  }
  const horizon = Number(typed.horizonDays);
  for (const name of ['factsDays', 'blocksDays'] as const) {
    if (faults[name] !== undefined || faults.horizonDays !== undefined) continue;
    if (Number(typed[name]) <= horizon) continue;
    faults[name] = texts.longerThanHistory(fullCount(horizon));
  }
  const parsed = retentionSchema.safeParse(mapNumbers(typed));
  const isRight = parsed.success && Object.keys(faults).length === 0;
  return { retention: isRight ? parsed.data : null, faults };
}

const isInBounds = (name: keyof Retention, text: string): boolean =>
  /^\s*\d+\s*$/.test(text) && retentionSchema.shape[name].safeParse(Number(text)).success;

const mapNumbers = (typed: TypedRetention): Record<string, number> =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, Number(text)]));

/** What goes for good when less is kept, for the one who is about to confirm it. */
export function lostData(before: Retention, after: Retention): string[] {
  return RETENTION_FIELDS.flatMap(({ name }) =>
    after[name] < before[name] ? [texts.LOSSES[name](fullCount(after[name]))].flat() : [],
  );
}

/** What will be gone, for the one who is about to confirm it. */
export const deletedData = (kind: DeletionBody['kind']): string[] => [
  texts.DELETED[kind],
  texts.totalsDrop,
  texts.rejectedAgain,
  shared.noUndo,
];
