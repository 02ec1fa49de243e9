import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/**
 * OpenClaw, and what is made of it: a span for each call of a model, `openclaw.model.call`, and beside them, in the
 * same span, one with the sum of the run, which earlier versions send alone. Both say that they are a call.
 */
const SUM = /^[\w-]+\.model\.usage$/;

export const isSumBeside = (name: string): boolean => SUM.test(name);

export const kindOf = (_: Attributes, name: string): Kind | null =>
  isSumBeside(name) ? 'around' : null;
