import { hookEntries, telemetryOf, type Target } from './claude-entries.ts';
import { COMMAND_HOOK } from './hook-reasons.ts';

/** As the marketplace file of the repository names both. */
const PLUGIN = 'agent-monitor';
const MARKETPLACE = 'agent-monitor';

/**
 * Settings of a fleet whose machines each have a relay: the plugin starts it, and asks nobody, for URL and key stand
 * here. `marketplace`: OWNER/REPO, the address of a Git repository, or a folder that every machine has.
 */
export function managedPlugin(target: Target, marketplace: string): string {
  const id = `${PLUGIN}@${MARKETPLACE}`;
  const settings = {
    extraKnownMarketplaces: { [MARKETPLACE]: { source: sourceOf(marketplace) } },
    enabledPlugins: { [id]: true },
    pluginConfigs: { [id]: { options: { url: target.url, key: target.secret } } },
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function sourceOf(marketplace: string): object {
  if (/^(?:\/|[A-Za-z]:\\)/.test(marketplace)) return { source: 'directory', path: marketplace };
  if (/^[\w.-]+\/[\w.-]+$/.test(marketplace)) return { source: 'github', repo: marketplace };
  return { source: 'git', url: marketplace };
}

/** Settings of a fleet without relays: hooks and telemetry go straight to the Worker. */
export function managedSettings(target: Target): string {
  const hooks = Object.fromEntries(
    hookEntries(target, '')
      .filter(({ path }) => path[1] !== COMMAND_HOOK.name)
      .map(({ path, value }) => [path[1] ?? '', [value]]),
  );
  const settings = { env: telemetryOf(target), hooks, allowedHttpHookUrls: [`${target.url}/*`] };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
