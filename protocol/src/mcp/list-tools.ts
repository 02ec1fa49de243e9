import { QUESTIONS } from '../questions/index.ts';
import type { Question } from '../questions/question.ts';
import { LOG_TOOLS, type LogTool } from '../tools/tools.ts';
import { slimSchema, type ObjectSchema } from './slim-schema.ts';

export type ListedTool = {
  name: string;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema?: ObjectSchema;
  annotations: { readOnlyHint: boolean; destructiveHint: false; openWorldHint: false };
};

const HINTS = { destructiveHint: false, openWorldHint: false } as const;

let listed: ListedTool[] | null = null;

/**
 * All tools, those that log and those that ask, the same for every server of them. Made when they are
 * first asked for: a process that starts has other things to do.
 */
export function listedTools(): ListedTool[] {
  listed ??= [...LOG_TOOLS.map(listedLogTool), ...QUESTIONS.map(listedQuestion)];
  return listed;
}

const listedLogTool = ({ name, title, description, inputSchema }: LogTool): ListedTool => ({
  name,
  title,
  description,
  inputSchema: slimSchema(inputSchema, 'input'),
  annotations: { readOnlyHint: false, ...HINTS },
});

const listedQuestion = ({ inputSchema, outputSchema, ...question }: Question): ListedTool => ({
  name: question.name,
  title: question.title,
  description: question.description,
  inputSchema: slimSchema(inputSchema, 'input'),
  outputSchema: slimSchema(outputSchema, 'output'),
  annotations: { readOnlyHint: true, ...HINTS },
});
