import { QUESTIONS } from '../questions/index.ts';
import { LOG_TOOLS } from '../tools.ts';
import { slimSchema, type ObjectSchema } from './slim-schema.ts';

/** A tool as `tools/list` shows it. */
export type ListedTool = {
  name: string;
  title: string;
  description: string;
  inputSchema: ObjectSchema;
  outputSchema?: ObjectSchema;
  annotations: { readOnlyHint: boolean; destructiveHint: false; openWorldHint: false };
};

const HINTS = { destructiveHint: false, openWorldHint: false } as const;

/** All tools, those that log and those that ask, the same for every server of them. */
export const LISTED_TOOLS: readonly ListedTool[] = [
  ...LOG_TOOLS.map(({ name, title, description, inputSchema }) => ({
    name,
    title,
    description,
    inputSchema: slimSchema(inputSchema, 'input'),
    annotations: { readOnlyHint: false, ...HINTS },
  })),
  ...QUESTIONS.map(({ name, title, description, inputSchema, outputSchema }) => ({
    name,
    title,
    description,
    inputSchema: slimSchema(inputSchema, 'input'),
    outputSchema: slimSchema(outputSchema, 'output'),
    annotations: { readOnlyHint: true, ...HINTS },
  })),
];
