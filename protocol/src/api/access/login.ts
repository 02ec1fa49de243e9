import { z } from 'zod';
import { LIMITS } from '../../limits.ts';
import { scopeSchema } from './scopes.ts';

/** `POST /v1/login`. A file of its own: the dashboard's first load parses nothing else of the HTTP contract. */
export const loginBodySchema = z.object({ key: z.string().min(1).max(LIMITS.keyLength) });
export const loginAnswerSchema = z.object({ workspace: z.string(), scopes: z.array(scopeSchema) });
