import { z } from 'zod';

export const SCOPES = ['ingest', 'read', 'admin'] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;
