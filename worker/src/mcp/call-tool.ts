import {
  AppError,
  eventsOfCall,
  hash64,
  LIMITS,
  LOG_TOOLS,
  logRefusal,
  questionNamed,
  questionRefusal,
  type LogTool,
  type QuestionName,
  type TelemetryEvent,
  type ToolContext,
} from '@claude-monitor/protocol';
import type { CallToolRequest, CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { AgentAnswer } from '../routes/ask.ts';

/** What a call needs of the world. */
export type ToolPorts = {
  /** Resolves when the events are durable (rule ING1); rejects with an AppError. */
  submit: (events: TelemetryEvent[]) => Promise<void>;
  ask: (name: QuestionName, given: unknown) => Promise<AgentAnswer>;
  now: () => number;
  newId: () => string;
  /** Told of a failure that nobody foresaw. */
  report: (what: string, error: unknown) => void;
};

const LOG_TOOL = new Map<string, LogTool>(LOG_TOOLS.map((tool) => [tool.name, tool]));
const UNFORESEEN = 'Something went wrong in the monitor. It was reported there.';

/** Runs one call. A refusal is an answer too: the model can mend it, or tell its user. */
export async function callTool(
  params: CallToolRequest['params'],
  ports: ToolPorts,
): Promise<CallToolResult> {
  const { name } = params;
  const tool = LOG_TOOL.get(name);
  const question = questionNamed(name);
  try {
    if (tool !== undefined) return await log(tool, params, ports);
    if (question !== undefined) return await ask(question.name, params, ports);
    return refusal(`There is no tool ${name.slice(0, 80)}.`);
  } catch (error) {
    const say = tool === undefined ? questionRefusal : logRefusal;
    if (error instanceof AppError) return refusal(say(name, error));
    ports.report(`tool ${tool?.name ?? question?.name ?? ''}`, error);
    return refusal(say(name, { code: 'internal', message: UNFORESEEN }));
  }
}

async function log(
  tool: LogTool,
  params: CallToolRequest['params'],
  ports: ToolPorts,
): Promise<CallToolResult> {
  const call = eventsOfCall(tool, params.arguments ?? {}, contextOf(params, ports));
  if (!call.ok) return refusal(call.fault);
  await ports.submit(call.events);
  return { content: [{ type: 'text', text: call.answer }] };
}

async function ask(
  name: QuestionName,
  params: CallToolRequest['params'],
  ports: ToolPorts,
): Promise<CallToolResult> {
  const { text, structured } = await ports.ask(name, params.arguments ?? {});
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

/**
 * The client's id of the call joins it to the client's telemetry. It also names the events: a call that
 * is sent again, because its answer was lost, counts once.
 */
function contextOf(params: CallToolRequest['params'], ports: ToolPorts): ToolContext {
  const toolUseId = params._meta?.['claudecode/toolUseId'];
  if (typeof toolUseId !== 'string' || toolUseId === '' || toolUseId.length > LIMITS.idLength) {
    return { newId: ports.newId, now: ports.now() };
  }
  const call = `${hash64(toolUseId)}${hash64(JSON.stringify([params.name, params.arguments]))}`;
  let made = 0;
  return { newId: () => `mcp ${call} ${String(made++)}`, now: ports.now(), toolUseId };
}

const refusal = (text: string): CallToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
});
