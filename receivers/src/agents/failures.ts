/** Kinds of failures by HTTP status, in the words that Claude Code's are reported in. */
const FAILURE_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  413: 'request_too_large',
  429: 'rate_limit',
  529: 'overloaded',
};

export function failureTypeOf(status: number | undefined): string {
  if (status === undefined) return 'api_error';
  return FAILURE_TYPES[status] ?? (status >= 500 ? 'server_error' : 'api_error');
}
