import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDraft } from '../import/write-draft.ts';

/** A task as the calls of a session name it. */
export const workedTaskSchema = z.object({
  sessionId: z.string().min(1),
  taskId: z.string().min(1),
  project: z.string().min(1).optional(),
});

const keptSchema = z.object({
  /** By address: the tasks behind a pull request, and the one that it takes back. */
  pulls: z.array(
    z.tuple([
      z.string(),
      z.object({ tasks: z.array(workedTaskSchema), reverts: z.string().optional() }),
    ]),
  ),
  /** By as much of the hash as Git printed. */
  commits: z.array(z.tuple([z.string(), workedTaskSchema])),
});

/** What is remembered of work on this machine; it never leaves it. */
export type Kept = z.infer<typeof keptSchema>;

export function readKept(file: string): Kept {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { pulls: [], commits: [] };
  }
}

/** What can't be kept is known until the relay ends. */
export function writeKept(file: string, kept: Kept): void {
  writeDraft(file, JSON.stringify(kept));
}
