import { startBrake } from '../brake/brake-extension.ts';
import { startHealing } from '../healing/healing-extension.ts';
import { startStatusLine } from '../statusline/status-line-extension.ts';
import type { RelayContext, RelayExtension } from './extension.ts';
import { RELAY_LIMITS } from './relay-limits.ts';

/**
 * The parts that start with the relay. Imported as all else: of a module that is loaded on demand a bundler keeps all
 * that it exports, and the relay would hold in memory what it never calls.
 */
export const startExtensions = (context: RelayContext): RelayExtension[] => [
  startBrake(context),
  startStatusLine(context),
  startHealing(context, {
    afterEndMs: Number(context.env['CLAUDE_MONITOR_RELAY_HEAL_MS'] ?? RELAY_LIMITS.healMs),
  }),
];
