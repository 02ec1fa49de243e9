import { z } from 'zod';
import { timeQuery } from './history/time-query.ts';
import { usageFiguresSchema } from '../figures.ts';
import { labelFiltersSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';

/** Who worked with whom: agents, and what passed between them. */

export const AGENT_EDGE_KINDS = ['spawn', 'handover', 'message'] as const;
const agentEdgeKindSchema = z.enum(AGENT_EDGE_KINDS);
export type AgentEdgeKind = z.infer<typeof agentEdgeKindSchema>;

const WORKFLOW = 'workflow ';

/** A workflow's name in the picture: an agent may be called the same. */
export const workflowNode = (name: string): string => `${WORKFLOW}${name}`;

export const isWorkflowNode = (id: string): boolean => id.startsWith(WORKFLOW);

export const agentGraphQuerySchema = z.object({
  project: z.string().min(1).max(LIMITS.nameLength).optional(),
  from: timeQuery.optional(),
  to: timeQuery.optional(),
  /** Of the sessions that worked. */
  label: labelFiltersSchema,
});

const agentNodeSchema = z.object({
  /** The agent's name; of a subagent that no session was declared for, its name, else its type; of a workflow its name. */
  id: z.string(),
  /** A workflow groups the subagents that its runs started. */
  kind: z.enum(['agent', 'subagent', 'workflow']),
  /** Those that started in the window. */
  sessions: z.number(),
  /** Of a subagent or workflow: part of its agent's usage. */
  usage: usageFiguresSchema,
  tasksDone: z.number(),
  tasksFailed: z.number(),
  toolCalls: z.number(),
  errors: z.number(),
  /** The hour it was last active in, or when something passed to or from it; null: not in the window. */
  lastAt: z.number().nullable(),
});

const agentEdgeSchema = z.object({
  from: z.string(),
  to: z.string(),
  kind: agentEdgeKindSchema,
  count: z.number(),
  /** Characters of what was written, as far as its senders say it; null: none did. */
  length: z.number().nullable(),
  lastAt: z.number(),
});

export const agentGraphAnswerSchema = z.object({
  asOf: z.number(),
  fresh: z.boolean(),
  project: z.string().nullable(),
  /** The whole hours that were asked for; null: without that bound. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  nodes: z.array(agentNodeSchema),
  edges: z.array(agentEdgeSchema),
  /** Agents beyond those sent (the least work first left out). */
  more: z.number(),
});

export type AgentNode = z.infer<typeof agentNodeSchema>;
export type AgentEdge = z.infer<typeof agentEdgeSchema>;
export type AgentGraphAnswer = z.infer<typeof agentGraphAnswerSchema>;
