import {
  AppError,
  eventsOfCall,
  hash64,
  LIMITS,
  LOG_TOOLS,
  logRefusal,
  questionNamed,
  questionRefusal,
  refusedCall,
  type LogTool,
  type QuestionName,
  type TelemetryEvent,
  toolRefusal,
  toolText,
  unknownTool,
  earlierTasksOf,
  type EarlierTasks,
  type ToolCall,
  type ToolContext,
  type ToolResult,
} from '@claude-monitor/protocol';
import type { AgentAnswer } from '../routes/history/answer-question.ts';

export type ToolDeps = {
  /** Resolves when the events are durable (rule ING1); rejects with an AppError. */
  submit: (events: TelemetryEvent[]) => Promise<void>;
  answer: (name: QuestionName, given: unknown) => Promise<AgentAnswer>;
  /** Which of these tasks the project has. */
  plannedTasks: (waited: EarlierTasks) => Promise<string[]>;
  now: () => number;
  newId: () => string;
  /** Called with an unexpected failure. */
  report: (what: string, error: unknown) => void;
};

const LOG_TOOL = new Map<string, LogTool>(LOG_TOOLS.map((tool) => [tool.name, tool]));
const UNFORESEEN = 'Something went wrong in the monitor. The error was logged.';

export async function callTool(call: ToolCall, deps: ToolDeps): Promise<ToolResult> {
  const { name } = call;
  const tool = LOG_TOOL.get(name);
  const question = questionNamed(name);
  try {
    if (tool !== undefined) return await log(tool, call, deps);
    if (question !== undefined) return await answerQuestion(question.name, call, deps);
    return unknownTool(name);
  } catch (error) {
    const refusalText = tool === undefined ? questionRefusal : logRefusal;
    if (error instanceof AppError) return toolRefusal(refusalText(name, error));
    deps.report(`tool ${tool?.name ?? question?.name ?? ''}`, error);
    return toolRefusal(refusalText(name, { code: 'internal', message: UNFORESEEN }));
  }
}

async function log(tool: LogTool, call: ToolCall, deps: ToolDeps): Promise<ToolResult> {
  const earlierTasks = await knownEarlierTasks(call, deps);
  const made = eventsOfCall(tool, call.arguments, { ...contextOf(call, deps), earlierTasks });
  if (!made.ok) return toolRefusal(refusedCall(tool, made.faults));
  await deps.submit(made.events);
  return toolText(made.answer);
}

/** Of what a plan waits for without naming it, what its project has by now. */
async function knownEarlierTasks(
  { name, arguments: given }: ToolCall,
  deps: ToolDeps,
): Promise<ReadonlySet<string>> {
  const waited = earlierTasksOf(name, given);
  return new Set(waited === null ? [] : await deps.plannedTasks(waited));
}

async function answerQuestion(
  name: QuestionName,
  call: ToolCall,
  deps: ToolDeps,
): Promise<ToolResult> {
  const { text, structured } = await deps.answer(name, call.arguments);
  return { ...toolText(text), structuredContent: structured };
}

/**
 * The client's id of the call joins it to the client's telemetry. It also names the events: a call that
 * is sent again, because its answer was lost, counts once.
 */
function contextOf(call: ToolCall, deps: ToolDeps): ToolContext {
  const toolUseId = call.meta['claudecode/toolUseId'];
  if (typeof toolUseId !== 'string' || toolUseId === '' || toolUseId.length > LIMITS.idLength) {
    return { newId: deps.newId, now: deps.now() };
  }
  const name = hash64(toolUseId) + hash64(JSON.stringify([call.name, call.arguments]));
  let made = 0;
  return { newId: () => `mcp ${name} ${String(made++)}`, now: deps.now(), toolUseId };
}
