import { writeFileSync } from 'node:fs';
import { budgetText, isKept, type Result } from './result.ts';

export function tableOf(results: readonly Result[]): string {
  const rows = [
    ['measurement', 'ours', 'floor', 'ratio', 'budget', 'verdict', 'unit'],
    ...results.map((result) => [
      result.name,
      figure(result.ours),
      result.floor === null ? '-' : figure(result.floor),
      figure(result.ratio),
      budgetText(result.budget),
      isKept(result) ? 'kept' : 'MISSED',
      result.unit,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}

export function writeResults(path: string, results: readonly Result[]): void {
  const rows = results.map((result) => ({ ...result, budget: budgetText(result.budget) }));
  writeFileSync(path, `${JSON.stringify(rows, null, 2)}\n`);
}

const figure = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toFixed(2);
