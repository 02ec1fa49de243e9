/** What went wrong: `invalid_argument` and `closed` concern one call, the others what was logged before. */
export type MonitorErrorCode =
  /** A call was not recorded; `path` names the argument. */
  | 'invalid_argument'
  /** A call came after `close()` and was not recorded. */
  | 'closed'
  /** Events wait: the monitor is away, refuses the key, or nobody said where it is. */
  | 'not_delivered'
  /** The disk refuses: events are kept in memory only. */
  | 'not_on_disk'
  /** Events will never arrive: refused by the monitor, or more than there is room for. */
  | 'lost'
  /** A fault of this library. */
  | 'internal';

/** A fault of logging. It never comes from the caller's own work. */
export class MonitorError extends Error {
  readonly code: MonitorErrorCode;
  /** The argument at fault, like `tasks[3].taskId`; null where none is. */
  readonly path: string | null;

  constructor(
    code: MonitorErrorCode,
    message: string,
    options: { path?: string | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MonitorError';
    this.code = code;
    this.path = options.path ?? null;
  }
}
