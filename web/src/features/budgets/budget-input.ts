import type { BudgetScope } from '@claude-monitor/protocol/api/budgets';

/** What was written in the form, as a scope; null: it is not one. */
export function scopeFrom(kind: BudgetScope['kind'], text: string): BudgetScope | null {
  const name = text.trim();
  if (kind === 'workspace') return { kind };
  if (name === '') return null;
  if (kind !== 'label') return { kind, name };
  const at = name.search(/[:=]/);
  const [key, value] = [name.slice(0, at).trim(), name.slice(at + 1).trim()];
  return at < 1 || value === '' ? null : { kind, key, value };
}

/** An amount of 0 or more; null: it is none. Commas part thousands. */
export function limitFrom(text: string): number | null {
  const plain = text.trim().replace(/^\$/, '').replaceAll(',', '');
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const limit = Number(plain);
  return Number.isFinite(limit) ? limit : null;
}
