import { z } from 'zod';

/** What the relay says of its brake under `jobs` of `GET /status`. */
export const brakeStatusSchema = z.object({
  /** Whether some budget has a brake; null: the monitor has not said. */
  isArmed: z.boolean().nullable(),
  /** Budgets that stop tool calls now. */
  braking: z.number(),
  /** Since the monitor was heard last. */
  ageMs: z.number().nullable(),
  isFresh: z.boolean(),
  /** Somebody is at work, so the monitor is asked. */
  isAsking: z.boolean(),
  denied: z.number(),
  /** Calls that passed because nothing was heard for too long. */
  unchecked: z.number(),
  fault: z.string().nullable(),
});
export type BrakeStatus = z.infer<typeof brakeStatusSchema>;

/** The state in words: of `status`, and of `doctor`. */
export function brakeWords(status: BrakeStatus): { words: string; isWrong: boolean } {
  const { isArmed, braking, isFresh, isAsking, denied, unchecked, fault } = status;
  const counts = [
    ...(denied === 0 ? [] : [`${String(denied)} calls denied`]),
    ...(unchecked === 0 ? [] : [`${String(unchecked)} passed unchecked`]),
  ].join(', ');
  const behind = counts === '' ? '' : `; ${counts}`;
  if (isAsking && !isFresh && fault !== null) {
    return { words: `tool calls pass unchecked: ${fault}${behind}`, isWrong: true };
  }
  if (braking > 0 && isFresh) {
    return { words: `${String(braking)} used up: tool calls are denied${behind}`, isWrong: false };
  }
  if (isArmed === true) return { words: `ready${behind}`, isWrong: false };
  const none = isArmed === false ? 'no budget has a brake' : 'not asked yet';
  return { words: `${none}${behind}`, isWrong: false };
}
