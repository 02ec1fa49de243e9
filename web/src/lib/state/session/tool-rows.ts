import type { SessionDetail } from '@claude-monitor/protocol/api';
import { LOG_TOOLS } from '@claude-monitor/protocol/tools';
import { fullCount } from '../../format/numbers.ts';

/** What a session did with one tool. */
export type ToolRow = SessionDetail['tools'][number];

const OWN_TOOLS = new Set(LOG_TOOLS.map(({ name }) => name));

/** Whether a tool is one of the monitor's own, as clients name it: `mcp__<server>__log_task_start`. */
export function isMonitorsOwn(toolName: string): boolean {
  return OWN_TOOLS.has(toolName.split('__').at(-1) ?? '');
}

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
    failed > 0 ? `${fullCount(failed)} failed` : '',
    denied > 0 ? `${fullCount(denied)} denied` : '',
  ].filter((part) => part !== '');
  return words.length === 0 ? null : words.join(', ');
}

/** What the monitor itself cost this session. */
export function monitorsShare(tools: readonly ToolRow[]): { calls: number; totalMs: number } {
  const own = tools.filter(({ name }) => name !== null && isMonitorsOwn(name));
  return {
    calls: own.reduce((sum, { calls }) => sum + calls, 0),
    totalMs: own.reduce((sum, { totalMs }) => sum + (totalMs ?? 0), 0),
  };
}
