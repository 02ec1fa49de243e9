import { OTLP_SIGNALS, signalOfPath } from '@claude-monitor/receivers';

/**
 * The path by which a request is routed: of slashes one, none at the end, and for what OpenTelemetry sends the
 * path that is meant where only one can be. Nothing else is guessed.
 */
export function pathOf({ method, url }: Pick<Request, 'method' | 'url'>): string {
  const { pathname } = new URL(url);
  const path = pathname.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  if (method !== 'POST') return path;
  const signal = signalOfPath(path);
  return signal === undefined ? path : `/v1/${signal}`;
}

/**
 * What clients of MCP look for: also below the address of a resource, where those of former revisions look, below
 * what servers of OAuth are at, and percent-encoded.
 */
const OAUTH =
  /^\/((as|auth|connect|mcp|sse)\/)?(authorize|authorization|callback|clients|device(_authorization|\/code)?|dcr|introspect|jwks|par|register|revoke|token|userinfo|oauth2?(\/.*)?)$|^\/(auth|oidc|openid|realms|saml|sso)(\/|$)|^\/(login\/oauth(\/|$)|oauth2?[-_]?callback$)|\/(\.|%2e)well-known(\/|$)/i;
const WAYS_IN =
  'OpenTelemetry goes to /v1/logs, /v1/metrics or /v1/traces, MCP to /mcp, events to /v1/events.';

/** Addresses of MCP's former transport, of its bridges, and what servers of it are looked for by. */
const MCP_WORDS: ReadonlySet<string> = new Set([
  'jsonrpc',
  'mcp',
  'message',
  'messages',
  'rpc',
  'sse',
  'streamable',
  'streamable-http',
  'streamable_http',
]);

export function adviceFor(path: string): string {
  if (OAUTH.test(path)) {
    return 'OAuth isn’t supported. Send a key of this monitor as Authorization: Bearer KEY.';
  }
  const words = decoded(path).toLowerCase().split(/[/.;]/);
  const signal = OTLP_SIGNALS.find((name) =>
    [name, name.slice(0, -1), `${name.slice(0, -1)}service`].some((word) => words.includes(word)),
  );
  if (signal !== undefined) {
    return `Nothing is at this address: send OpenTelemetry ${signal} to /v1/${signal}.`;
  }
  if (words.includes('profiles') || words.includes('v1development')) {
    return 'Profiles aren’t kept here. Send logs, metrics and traces to /v1/logs, /v1/metrics and /v1/traces.';
  }
  if (words.some((word) => MCP_WORDS.has(word))) {
    return 'Nothing is at this address: MCP is at /mcp, by POST (Streamable HTTP).';
  }
  return `Nothing is at this address. ${WAYS_IN} See /openapi.json.`;
}

/** First parts of the dashboard's pages. */
const PAGES: ReadonlySet<string> = new Set([
  '',
  'agents',
  'errors',
  'inbox',
  'intake',
  'reports',
  's',
  'sessions',
  'settings',
  'tasks',
  'trends',
  'uptime',
]);

/**
 * First parts of what programs look for and is elsewhere, or nowhere: APIs, health, OpenTelemetry, transports of MCP.
 * No page begins so, hence not even who asks for one gets it: a client that follows a redirect asks like a browser.
 */
const OF_PROGRAMS =
  /^(api|graphql|health(z|check)?|jsonrpc|livez?|logs|mcp|messages?|opentelemetry.*|otel|otlp|ping|rpc|ready(z|ness)?|sse|streamable.*|traces|v\d.*|ws)$/;

/**
 * Whether a request wants the dashboard, which is one page for all its addresses, also for those that are none:
 * a browser says so. Who takes anything gets it where there is a page, and who is a program nowhere.
 */
export function wantsPage(path: string, accept: string | undefined): boolean {
  if (OAUTH.test(path) || isFile(path)) return false;
  const first = decoded(path.split('/', 2)[1] ?? '').toLowerCase();
  if (OF_PROGRAMS.test(first)) return false;
  if (accept === undefined) return true;
  const types = accept.toLowerCase();
  if (types.includes('text/html')) return true;
  return PAGES.has(first) && /(\*|text)\/\*/.test(types);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Below the folder of built files, or with a dot in the first part, where no page has one. */
const isFile = (path: string): boolean => /^\/_app(\/|$)/.test(path) || /^\/[^/]*\./.test(path);
