import { hookEntries, telemetryOf, type Target } from './claude-entries.ts';
import { COMMAND_HOOK } from './hook-reasons.ts';

/** Settings of a fleet: no machine of it has a relay, so hooks and telemetry go straight to the Worker. */
export function managedSettings(target: Target): string {
  const hooks = Object.fromEntries(
    hookEntries(target, '')
      .filter(({ path }) => path[1] !== COMMAND_HOOK.name)
      .map(({ path, value }) => [path[1] ?? '', [value]]),
  );
  const settings = { env: telemetryOf(target), hooks, allowedHttpHookUrls: [`${target.url}/*`] };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
