import { AppError, ERROR_STATUS, type ErrorCode } from '@claude-monitor/protocol';
import type { Answer, HubError } from '../../hub/rpc.ts';

/** Tells the operator of a failure that nobody expected. */
export type Report = (failure: { what: string; error: unknown }) => void;

export type ErrorAnswer = {
  status: (typeof ERROR_STATUS)[ErrorCode];
  body: { error: { code: ErrorCode; message: string; path?: string } };
  headers: Record<string, string>;
};

const DEFAULT_RETRY_SECONDS = 5;

/** The one way from a failure to an answer: a code of the closed list, never a stack, SQL or a key (SHR4). */
export function errorAnswer(failure: unknown): ErrorAnswer {
  const error = asAppError(failure);
  const status = ERROR_STATUS[error.code];
  const headers: Record<string, string> = {};
  if (status === 503 || status === 429) {
    headers['retry-after'] = String(error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS);
  }
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  const path = error.path === undefined ? {} : { path: error.path };
  return {
    status,
    body: { error: { code: error.code, message: error.message, ...path } },
    headers,
  };
}

/** Whether a failure is one that the code foresaw; the rest is reported. */
export function isExpected(failure: unknown): boolean {
  return failure instanceof AppError || isObjectAway(failure);
}

/** The value of a hub's answer; its error is thrown as the AppError it stands for. */
export function unwrap<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  throw hubError(answer.error);
}

function hubError({ code, message, retryAfterSeconds }: HubError): AppError {
  return new AppError(code, message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

function asAppError(failure: unknown): AppError {
  if (failure instanceof AppError) return failure;
  if (isObjectAway(failure)) {
    return new AppError('unavailable', 'The workspace is restarting. Send the request again.', {
      retryAfterSeconds: 1,
      cause: failure,
    });
  }
  return new AppError('internal', 'Something went wrong on the server. The error was logged.', {
    cause: failure,
  });
}

/**
 * The platform marks errors of an object that was reset, evicted or has too much to do; the call may
 * be sent again. https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 */
function isObjectAway(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false;
  return ['durableObjectReset', 'overloaded', 'retryable'].some(
    (mark) => mark in failure && Reflect.get(failure, mark) === true,
  );
}
