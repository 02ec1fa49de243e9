import type { z } from 'zod';
import type { Source, TelemetryEventInput } from '../event/event.ts';
import type { Labels } from '../labels.ts';

/** What the server of a tool call adds to the call's arguments. */
export type ToolContext = {
  newId: () => string;
  /** Epoch ms. */
  now: number;
  /** `_meta["claudecode/toolUseId"]` of the call: joins it to the client's telemetry. */
  toolUseId?: string;
  /** The Claude Code session in which the call was made. */
  parentSessionId?: string;
  user?: string;
  device?: string;
  labels?: Labels;
  /** Absent: the call came over MCP. */
  source?: Source;
  /** Ids that a plan waits for and does not name, and that are known to have been planned before in its project. */
  earlierTasks?: ReadonlySet<string>;
};

export type LogTool<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> = {
  name: Name;
  title: string;
  description: string;
  inputSchema: Schema;
  /** The events a call stands for, and the short answer for the model. Throws ZodError on bad arguments. */
  run: (input: unknown, context: ToolContext) => { events: TelemetryEventInput[]; answer: string };
};

/** A tool from its schema, the events that its calls stand for, and what it answers. */
export function defineTool<const Name extends string, Schema extends z.ZodObject>(definition: {
  name: Name;
  title: string;
  description: string;
  input: Schema;
  events: (input: z.infer<Schema>, base: EventBase) => TelemetryEventInput[];
  answer: (input: z.infer<Schema>) => string;
}): LogTool<Name, Schema> {
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    inputSchema: definition.input,
    run: (raw, context) => {
      const input = definition.input.parse(raw);
      return {
        events: definition.events(input, baseOf(context)),
        answer: definition.answer(input),
      };
    },
  };
}

type EventBase = () => Pick<
  TelemetryEventInput,
  'id' | 'time' | 'source' | 'toolUseId' | 'parentSessionId' | 'user' | 'device' | 'labels'
>;

const baseOf = (context: ToolContext): EventBase => {
  const { newId, now, earlierTasks: _, ...rest } = context;
  return () => ({ id: newId(), time: now, source: 'mcp', ...rest });
};
