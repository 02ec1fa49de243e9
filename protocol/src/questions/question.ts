import type { z } from 'zod';
import type { Incident } from '../incidents/incident.ts';
import type { StateLimits } from '../live/state-of.ts';
import type { Session, Task } from '../live/view.ts';

export type Question<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> = {
  name: Name;
  title: string;
  description: string;
  inputSchema: Input;
  outputSchema: Output;
};

/** Short words for the model, and the same as data that its `outputSchema` describes. */
export type Answered<Structured> = { text: string; structured: Structured };

/** What the present is answered from: all sessions and tasks of a workspace at one moment. */
export type WorkspaceSnapshot = {
  sessions: readonly Session[];
  tasks: readonly Task[];
  /** Incidents that stand, the newest first. */
  incidents: readonly Incident[];
  /** Epoch ms. */
  now: number;
  limits: StateLimits;
};

/** A question with its schemas kept apart, so that its answer can be typed by them. */
export const defineQuestion = <
  Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
>(
  question: Question<Name, Input, Output>,
): Question<Name, Input, Output> => question;
