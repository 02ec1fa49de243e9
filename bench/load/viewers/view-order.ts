import { z } from 'zod';

export const viewOrderSchema = z.object({
  url: z.string(),
  bearer: z.string(),
  viewers: z.number(),
});

/** How it stands, reported whenever it is asked. */
export const viewReportSchema = z.object({
  open: z.number(),
  frames: z.number(),
  /** How old each mark was when a viewer first saw it. */
  agesMs: z.array(z.number()),
});

export type ViewOrder = z.infer<typeof viewOrderSchema>;
export type ViewReport = z.infer<typeof viewReportSchema>;
