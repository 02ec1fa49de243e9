/**
 * The closed list of error codes. A code is what programs match on; the message is for people and
 * says what to do. `status` is the HTTP status that carries it.
 */
export const ERROR_STATUS = {
  invalid_json: 400,
  invalid_utf8: 400,
  invalid_encoding: 400,
  invalid_batch: 400,
  invalid_query: 400,
  invalid_body: 400,
  too_deep: 400,
  unauthorized: 401,
  forbidden: 403,
  bad_host: 403,
  bad_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  body_too_large: 413,
  too_many_items: 413,
  unsupported_media_type: 415,
  upgrade_required: 426,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  journal_full: 503,
  /** The data was written by a later version of this program. */
  newer_storage: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Why one item of a batch was refused (rule ING3); the rest of the batch is not touched. */
export const ITEM_ERROR_CODES = [
  'invalid_event',
  'unknown_type',
  'missing_id',
  'too_long',
  'too_old',
  /** Of a session, user or workspace that was deleted on request. */
  'deleted',
  /** A planned task that depends on itself, or waits in a circle with others of its batch. */
  'invalid_plan',
] as const;

export type ItemErrorCode = (typeof ITEM_ERROR_CODES)[number];

/** Private WebSocket close codes (4000 to 4999). `retry` tells the client whether to come back. */
export const CLOSE_CODES = {
  unauthorized: { code: 4401, retry: false },
  revoked: { code: 4403, retry: false },
  badMessage: { code: 4400, retry: false },
  tooSlow: { code: 4408, retry: true },
} as const;

export type CloseReason = keyof typeof CLOSE_CODES;

/** An expected failure with a code of the closed list. Thrown inside, mapped once at the border. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Path of the field at fault, like `events[3].time`. */
  readonly path: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { path?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.path = options.path;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
