/**
 * Of every answer made here. They are data: a browser that is made to open one as a page runs nothing
 * in it, puts it in no frame and keeps it nowhere. Pages and their files have headers of their own, in
 * `web/static/_headers`.
 */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Not for the host's subdomains: whose they are is not known here. */
const OVER_HTTPS: Readonly<Record<string, string>> = {
  ...EVERYWHERE,
  'strict-transport-security': 'max-age=31536000',
};

/** The security headers of an answer to who sees this at an address. */
export function securityHeaders(origin: string): Readonly<Record<string, string>> {
  return origin.startsWith('https:') ? OVER_HTTPS : EVERYWHERE;
}
