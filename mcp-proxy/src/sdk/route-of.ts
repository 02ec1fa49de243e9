import { routeOf as routeOfText } from '@claude-monitor/protocol/event/prompt-route';
import type { PromptRoute } from './inputs.ts';

/**
 * Tells a prompt to Prometheus (`PROMETHEUS create project: a shop`: verb `create`, argument `a shop`)
 * from a regular one, by the rules that the monitor itself goes by. Only observes, and never throws.
 */
export function routeOf(prompt: string): PromptRoute {
  const text: unknown = prompt;
  return routeOfText(typeof text === 'string' ? text : '');
}
