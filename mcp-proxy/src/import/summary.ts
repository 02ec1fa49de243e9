import type { ImportResult } from './import-transcripts.ts';
import type { Sums } from './totals.ts';

export type Summary = {
  isDryRun: boolean;
  files: number;
  result: ImportResult;
  /** Events that the monitor refused, by reason. */
  rejected: ReadonlyMap<string, number>;
};

/** What an import came to, for people. */
export function summaryText({ isDryRun, files, result, rejected }: Summary): string {
  const { totals, unchanged, read, broken, unreadable } = result;
  const { all } = totals;
  const lines: string[] = [];
  if (files === 0) lines.push('No transcripts found.');
  else if (totals.events === 0) lines.push(`Nothing new in ${filesText(read + unchanged)}.`);
  else {
    const done = isDryRun ? 'Would import' : 'Imported';
    lines.push(
      `${done} ${count(totals.sessions, 'session')}: ${count(all.requests, 'request')}, ${count(tokensOf(all), 'token')}, from ${dayOf(totals.firstAt)} to ${dayOf(totals.lastAt)}.`,
      ...modelLines(totals.byModel),
    );
    if (unchanged > 0) lines.push(`${filesText(unchanged)} had nothing new.`);
  }
  for (const [reason, events] of rejected) {
    lines.push(`The monitor rejected ${count(events, 'event')}: ${reason}. See status --rejected.`);
  }
  if (broken > 0) lines.push(`Skipped ${count(broken, 'unreadable line')}.`);
  for (const { path, reason } of unreadable.slice(0, 10)) {
    lines.push(`Can’t read ${path}: ${reason}. Make it readable and import again.`);
  }
  if (unreadable.length > 10) lines.push(`and ${String(unreadable.length - 10)} more.`);
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export const summaryJson = ({ isDryRun, files, result, rejected }: Summary): object => ({
  dryRun: isDryRun,
  files,
  read: result.read,
  unchanged: result.unchanged,
  unreadable: result.unreadable,
  brokenLines: result.broken,
  sessions: result.totals.sessions,
  events: result.totals.events,
  totals: result.totals.all,
  models: Object.fromEntries(result.totals.byModel),
  rejected: Object.fromEntries(rejected),
});

function modelLines(byModel: ReadonlyMap<string, Sums>): string[] {
  const models = [...byModel].sort(([, a], [, b]) => tokensOf(b) - tokensOf(a));
  const width = Math.max(0, ...models.map(([model]) => model.length));
  return models.map(
    ([model, sums]) =>
      `  ${model.padEnd(width)}  ${count(sums.requests, 'request')}: input ${number(sums.inputTokens)}, output ${number(sums.outputTokens)}, cache read ${number(sums.cacheReadTokens)}, cache written ${number(sums.cacheCreationTokens)}`,
  );
}

const tokensOf = (sums: Sums): number =>
  sums.inputTokens + sums.outputTokens + sums.cacheReadTokens + sums.cacheCreationTokens;

const number = (value: number): string => value.toLocaleString('en-US');
const count = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
const filesText = (files: number): string => count(files, 'file');
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
