import { z } from 'zod';
import { BRAKE_BOUNDS } from '../brake/brake-bounds.ts';
import { LIMITS } from '../limits.ts';

/**
 * What a relay asks about its sessions, and which budgets stop them: `POST /v1/brakes`, scope ingest. Answered at once
 * where something is other than what the relay knows, else when that changes, or after `waitMs`.
 */

const id = z.string().min(1).max(LIMITS.idLength);

export const askBrakesBodySchema = z.object({
  /** Sessions at work on the machine, by the client's id, and their subagents. */
  sessions: z
    .array(z.object({ id, agents: z.array(id).max(BRAKE_BOUNDS.agents).default([]) }))
    .max(BRAKE_BOUNDS.sessions)
    .default([]),
  /** Of the answer that the relay has; null: none. */
  known: z.string().max(LIMITS.idLength).nullable().default(null),
  /** How long the answer may take where nothing is new. 0: not at all. */
  waitMs: z.int().min(0).max(BRAKE_BOUNDS.waitMs).default(0),
});
export type AskBrakes = z.output<typeof askBrakesBodySchema>;

const brakeSchema = z.object({
  /** Id of the budget. */
  budget: z.string(),
  /** For the model and its user: which budget, its figures, who set it, how to lift it. */
  reason: z.string(),
  /** Whether it holds for all that the asking key reports, known or not. */
  everyone: z.boolean(),
  /** The project that it holds for, also of sessions that are not known yet. */
  project: z.string().nullable(),
  /** Of those asked about, whom it holds for; `agent` null: the main loop of the session. */
  doers: z.array(z.object({ session: z.string(), agent: z.string().nullable() })),
});
export type Brake = z.infer<typeof brakeSchema>;

export const brakesAnswerSchema = z.object({
  /** Names this answer: the next question says it as `known`. */
  version: z.string(),
  /** Whether any budget has a brake. */
  isArmed: z.boolean(),
  brakes: z.array(brakeSchema),
  /** Of the sessions asked about, those that nothing is known of yet. */
  unknown: z.array(z.string()),
});
export type BrakesAnswer = z.infer<typeof brakesAnswerSchema>;

/** Answers of `POST /v1/hooks/claude-code`: nothing, or that a tool call is denied. */
export const hookAnswerSchema = z.object({
  hookSpecificOutput: z
    .object({
      hookEventName: z.literal('PreToolUse'),
      permissionDecision: z.literal('deny'),
      permissionDecisionReason: z.string(),
    })
    .optional(),
  /** False: the client ends the turn without another request. */
  continue: z.literal(false).optional(),
  stopReason: z.string().optional(),
});
export type HookAnswer = z.infer<typeof hookAnswerSchema>;
