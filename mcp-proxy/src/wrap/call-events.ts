import type { TelemetryEventInput } from '@claude-monitor/protocol/event/event';
import { hash64 } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { reportTasks, type ToolMapping } from '@claude-monitor/protocol/tool-mapping/index';
import { redactSecrets } from '@claude-monitor/protocol/secrets/redact-secrets';
import type { ObservedCall, StartedCall } from './call-watch.ts';

/** Who watches: the same for all calls of this process but for the server's name. */
export type Watcher = {
  /** Of this process: makes calls unique that have no tool-use ID. */
  processId: string;
  server: string;
  mapping: ToolMapping;
  base: Pick<TelemetryEventInput, 'sessionId' | 'device' | 'user' | 'agentName'>;
};

/**
 * The events of a call that began or ended. Of its input and answer only what the mapping names
 * (rule PRX4). Ids rest on the tool-use id, so that hooks which tell of the same call agree.
 */
export function eventsOfCall(observed: ObservedCall, watcher: Watcher): TelemetryEventInput[] {
  const { call } = observed;
  const { base, mapping } = watcher;
  const toolUseId = toolUseIdOf(call, watcher);
  const toolName = toolNameOf(watcher.server, call.tool);
  const fields = { ...base, source: 'mcp', toolUseId } as const;
  const about = { ...fields, type: 'tool.call', toolName } as const;
  if (observed.kind === 'started') {
    const id = `wrap:${hash64(JSON.stringify([toolUseId, 'started']))}`;
    return [{ ...about, id, time: call.startedAt, state: 'started' }];
  }
  const { at, end, answer } = observed;
  const id = `wrap:${hash64(JSON.stringify([toolUseId, 'ended']))}`;
  const duration = Math.max(0, at - call.startedAt);
  if (end !== 'answered') {
    return [{ ...about, id, time: at, state: 'failed', duration, errorType: ERROR_TYPES[end] }];
  }
  const { input } = call;
  const words = reportTasks(mapping, { toolName, toolUseId, input, answer, clean: redactSecrets });
  return [
    { ...about, id, time: at, state: 'succeeded', duration },
    ...words.map((word) => ({ ...fields, ...word, time: at })),
  ];
}

/** As the hooks of a client name the same failures. */
const ERROR_TYPES = {
  failed: 'mcp_tool_error',
  cancelled: 'interrupted',
  'server gone': 'server_gone',
} as const;

function toolUseIdOf(call: StartedCall, { processId }: Watcher): string {
  const { toolUseId, id, seq } = call;
  if (toolUseId !== null && toolUseId.length <= LIMITS.idLength) return toolUseId;
  return `wrap-${hash64(JSON.stringify([processId, id, seq]))}`;
}

/** As clients name a server's tool. */
function toolNameOf(server: string, tool: string): string {
  const name = `mcp__${server.replaceAll(/[^\w-]/g, '_')}__${tool}`;
  return name.slice(0, LIMITS.nameLength);
}
