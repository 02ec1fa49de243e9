// The high-level server has handlers of its own for tools, and loads for longer.
import { Server } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  answerRequest,
  SERVED_METHODS,
  SERVER_OPTIONS,
  serverInfo,
  toolRefusal,
  toolText,
  unknownTool,
  earlierTasksOf,
  type ToolCall,
  type ToolResult,
} from '@claude-monitor/protocol/mcp/index';
import { questionNamed, type Question } from '@claude-monitor/protocol/questions/index';
import { LOG_TOOLS, type LogTool } from '@claude-monitor/protocol/tools/tools';
import type { SendQuestion } from '../questions/send-question.ts';
import { KnownPlans } from '../known-plans.ts';
import { earlierTasks } from '../questions/earlier-tasks.ts';
import { KnownSessions } from '../questions/known-sessions.ts';
import { contextOf, type Caller } from './call-context.ts';
import { recordCall } from './record-call.ts';
import { UsageTotals } from './usage-totals.ts';

const REMARKS = {
  disk: '',
  memory: ' (Kept in memory: the disk isn’t writable.)',
  nowhere: ' (Not recorded: recording is paused or off on this machine. Continue as usual.)',
} as const;

/** `keep` stores events before the call is answered, and says where. */
export type ServerDeps = {
  caller: Caller;
  keep: (lines: readonly string[]) => 'disk' | 'memory' | 'nowhere';
  sendQuestion: SendQuestion;
  /** Why what is kept does not reach the monitor, as a sentence for the agent; null: nothing is known to be wrong. */
  undelivered: () => string | null;
};

/** What every connection of this process knows: what was logged, whoever asks for it. */
export type CallTool = (call: ToolCall) => ToolResult | Promise<ToolResult>;

/**
 * An MCP server. One function answers every method that the SDK does not answer itself: tools and prompts are
 * data with schemas of their own, and a refusal is to name the field in a sentence of ours.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated
export function createMcpServer(version: string, callTool: CallTool): Server {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const server = new Server(serverInfo(version), SERVER_OPTIONS);
  for (const method of SERVED_METHODS) {
    server.setRequestHandler(method, { params: ANY }, (params) =>
      answerRequest({ method, params }, callTool),
    );
  }
  return server;
}

const ANY = z.looseObject({});
const NONE: ReadonlySet<string> = new Set();

export function toolCaller(deps: ServerDeps): CallTool {
  const totals = new UsageTotals();
  const known = new KnownSessions(deps.caller.parentSessionId);
  const planned = new KnownPlans();
  const logTools = new Map<string, LogTool>(LOG_TOOLS.map((tool) => [tool.name, tool]));

  const log = (
    tool: LogTool,
    { arguments: given, meta }: ToolCall,
    earlier: ReadonlySet<string>,
  ): ToolResult => {
    const context = { ...contextOf(deps.caller, meta), earlierTasks: earlier };
    const call = recordCall(tool, given, { context, totals });
    if (!call.ok) return toolRefusal(call.fault);
    const place = deps.keep(call.lines);
    planned.add(tool.name, given);
    if (typeof given['sessionId'] === 'string') known.add(given['sessionId']);
    const wait = place === 'nowhere' ? null : deps.undelivered();
    return toolText(`${call.answer}${REMARKS[place]}${wait === null ? '' : ` ${wait}`}`);
  };

  const answer = async (question: Question, call: ToolCall): Promise<ToolResult> => {
    const sessions = known.list();
    const answered = await deps.sendQuestion({ question, arguments: call.arguments, sessions });
    if (!answered.ok) return toolRefusal(answered.fault);
    return { ...toolText(answered.text), structuredContent: answered.structured };
  };

  return (call) => {
    const tool = logTools.get(call.name);
    if (tool !== undefined) {
      const waited = earlierTasksOf(tool.name, call.arguments);
      // Nothing but a plan that would be refused otherwise waits for anybody (rule PRX1).
      if (waited === null) return log(tool, call, NONE);
      return earlierTasks(waited, planned, deps.sendQuestion).then((earlier) =>
        log(tool, call, earlier),
      );
    }
    const question = questionNamed(call.name);
    return question === undefined ? unknownTool(call.name) : answer(question, call);
  };
}
