import type { ReceiverKind } from '@claude-monitor/protocol';

/** Where the platforms take messages. */
const HOSTS: Record<
  'slack' | 'slack_app' | 'discord',
  { hosts: readonly string[]; path: RegExp; expected: string }
> = {
  slack: {
    hosts: ['hooks.slack.com', 'hooks.slack-gov.com'],
    // Those of workflows and triggers take no Block Kit and answer otherwise.
    path: /^\/services\//,
    expected: 'Not a Slack incoming webhook. Use https://hooks.slack.com/services/…',
  },
  slack_app: {
    hosts: ['slack.com', 'slack-gov.com'],
    path: /^\/api\/$/,
    expected: 'Not the API of Slack. Use https://slack.com/api/ or https://slack-gov.com/api/',
  },
  discord: {
    hosts: ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com'],
    path: /^\/api\/(v\d+\/)?webhooks\//,
    expected: 'Not a Discord webhook. Use https://discord.com/api/webhooks/…',
  },
};

/** Of browsers: Chrome and those made of it, Firefox, Edge, Safari. Whoever may read may follow, so no other host is called. */
const PUSH_SERVICES =
  /^(fcm\.googleapis\.com|([a-z0-9-]+\.)*push\.services\.mozilla\.com|([a-z0-9-]+\.)+notify\.windows\.com|([a-z0-9-]+\.)*push\.apple\.com)$/;
const NO_PUSH_SERVICE = 'This is not the push service of a browser.';

/** Names that never lead out of a network. */
const LOCAL_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|test|invalid|arpa|onion)$/;

/** The whole of a host is a number in one of the ways that are read as an IPv4 address. */
const NUMERIC_HOST = /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*$/;

type UrlFault = string;

/**
 * Why a channel's URL may not be called (rule SHR5), or null when it may. No address by number is
 * taken at all, so no form of a private one (decimal, octal, hex, mapped into IPv6) has to be sent
 * from a public one. `isLocalAllowed` is for receivers in tests: http and any host.
 */
export function urlFault(
  kind: ReceiverKind,
  text: string,
  isLocalAllowed: boolean,
): UrlFault | null {
  const url = parse(text);
  if (url === null) return 'Not a URL.';
  if (url.username !== '' || url.password !== '') return 'Remove the user name and password.';
  if (isLocalAllowed) return /^https?:$/.test(url.protocol) ? null : 'The URL must be https.';
  if (url.protocol !== 'https:') return 'The URL must be https.';
  if (url.port !== '') return 'Remove the port; only 443 is allowed.';
  const host = url.hostname.toLowerCase().replace(/\.+$/, '');
  if (host.startsWith('[') || NUMERIC_HOST.test(host)) {
    return 'Use a host name, not an IP address.';
  }
  if (!host.includes('.') || LOCAL_NAMES.test(host)) {
    return 'Private hosts aren’t allowed.';
  }
  if (kind === 'webhook') return null;
  if (kind === 'push') return PUSH_SERVICES.test(host) ? null : NO_PUSH_SERVICE;
  const { hosts, path, expected } = HOSTS[kind];
  // Discord then answers with the message, and not that it was taken.
  if (kind === 'discord' && url.searchParams.has('wait')) return 'Remove ?wait.';
  return hosts.includes(host) && path.test(url.pathname) ? null : expected;
}

/** All that is shown of a URL once it was entered: its host, and the last four characters. */
export function shownUrl(text: string): { host: string; urlEnd: string } {
  return { host: parse(text)?.host ?? '', urlEnd: text.slice(-4) };
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
