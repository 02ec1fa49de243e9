import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../../lib/format/numbers.ts';
import * as texts from '../texts.ts';

export type ToolRow = SessionDetail['tools'][number];

/** A tool's name without how the client names its server: `log_task_start` of `claude-monitor`. */
export function toolWords(toolName: string): { name: string; server: string | null } {
  const [prefix, server, ...rest] = toolName.split('__');
  if (prefix !== 'mcp' || server === undefined || rest.length === 0) {
    return { name: toolName, server: null };
  }
  return { name: rest.join('__'), server };
}

/** The dearest in time first: that is what somebody who waits looks for. */
export function byTime(tools: readonly ToolRow[]): ToolRow[] {
  return [...tools].sort(
    (a, b) =>
      (b.totalMs ?? -1) - (a.totalMs ?? -1) ||
      b.calls - a.calls ||
      ((a.name ?? '') < (b.name ?? '') ? -1 : 1),
  );
}

/** What went wrong with a tool, in words; null where nothing did. */
export function failureWords({ failed, denied }: ToolRow): string | null {
  const words = [
    failed > 0 ? texts.failedCalls(fullCount(failed)) : '',
    denied > 0 ? texts.deniedCalls(fullCount(denied)) : '',
  ].filter((part) => part !== '');
  return words.length === 0 ? null : words.join(', ');
}
