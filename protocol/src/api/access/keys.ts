import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { scopeSchema } from './scopes.ts';

/** Workspaces, and the keys to them. */
const workspaceName = z.string().regex(/^[A-Za-z0-9]{1,40}$/, 'letters and digits, 1 to 40');

export const createWorkspaceBodySchema = z.object({ workspace: workspaceName });
export const createWorkspaceAnswerSchema = z.object({
  workspace: z.string(),
  adminKey: z.string(),
  created: z.boolean(),
});

export const createKeyBodySchema = z.object({
  name: z.string().min(1).max(LIMITS.nameLength),
  scopes: z.array(scopeSchema).min(1),
  /** Sets the user or device of all that is sent with the key; what an event says cannot overrule it. */
  user: z.string().min(1).max(LIMITS.nameLength).optional(),
  device: z.string().min(1).max(LIMITS.nameLength).optional(),
});

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scopeSchema),
  user: z.string().nullable(),
  device: z.string().nullable(),
  createdAt: z.number(),
  /** Of the key itself or a login made with it; may lag by an hour. null: never used. */
  lastUsedAt: z.number().nullable(),
});

export type Key = z.infer<typeof keySchema>;

/** `key` is shown once, here. */
export const createKeyAnswerSchema = keySchema.extend({ key: z.string() });
export const keysAnswerSchema = z.object({
  items: z.array(keySchema),
  /** Id of the key that asks, or whose login does. */
  own: z.string(),
});
export type KeysAnswer = z.infer<typeof keysAnswerSchema>;
