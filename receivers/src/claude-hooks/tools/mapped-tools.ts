import { PROMETHEUS_MAPPING, reportTasks } from '@claude-monitor/protocol';
import { textIn, type Fields } from '../fields.ts';
import type { Draft } from '../hook.ts';

/**
 * What a call of Prometheus says of plans and tasks: of its input and answer only what the mapping
 * names (rule PRX4). `claude-monitor wrap` reports the same call with the same ids.
 */
export function tasksOf(body: Fields): Draft[] {
  const toolName = textIn(body, 'tool_name');
  const toolUseId = textIn(body, 'tool_use_id');
  if (toolName === undefined || toolUseId === undefined) return [];
  const input = body['tool_input'];
  const answer = body['tool_response'];
  // A task's project is its plan's, never the folder that the hook came from.
  return reportTasks(PROMETHEUS_MAPPING, { toolName, toolUseId, input, answer }).map((word) => ({
    project: undefined,
    ...word,
  }));
}
