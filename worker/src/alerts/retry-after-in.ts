import { z } from 'zod';

const limitedSchema = z.object({ retry_after: z.number() });

/** The seconds that Discord says in the body of a 429, as `Retry-After` says them; null: none. */
export function retryAfterIn(text: string): string | null {
  try {
    const limited = limitedSchema.safeParse(JSON.parse(text));
    return limited.success ? String(limited.data.retry_after) : null;
  } catch {
    return null;
  }
}
