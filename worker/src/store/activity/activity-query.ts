import type { activityQuerySchema } from '@claude-monitor/protocol';
import type { z } from 'zod';

export type ActivityQuery = Partial<z.output<typeof activityQuerySchema>>;
