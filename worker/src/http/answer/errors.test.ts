import { describe, expect, test } from 'vitest';
import { AppError, ERROR_STATUS, type ErrorCode } from '@claude-monitor/protocol';
import { errorAnswer, isExpected, unwrap } from './errors.ts';
import { describeFailure } from '../report.ts';

const CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

describe('errorAnswer', () => {
  test.each(CODES)('answers %s with its status, code and path', (code) => {
    const { status, body } = errorAnswer(new AppError(code, 'what to do', { path: 'a.b' }));
    expect(status).toBe(ERROR_STATUS[code]);
    expect(body).toEqual({ error: { code, message: 'what to do', path: 'a.b' } });
  });

  test('[SHR4] says nothing of a failure nobody foresaw', () => {
    const { status, body } = errorAnswer(new Error('select * from key where hash = 1'));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/select|hash|at /);
  });

  test('[ING6] 503 and 429 always say when to come back', () => {
    expect(errorAnswer(new AppError('unavailable', '')).headers).toEqual({ 'retry-after': '5' });
    const soon = new AppError('rate_limited', '', { retryAfterSeconds: 2 });
    expect(errorAnswer(soon).headers).toEqual({ 'retry-after': '2' });
  });

  test.each(['durableObjectReset', 'overloaded', 'retryable'])(
    'an object that is away (%s) is 503, and expected',
    (mark) => {
      const error = Object.assign(new Error('internal error; reference = x'), { [mark]: true });
      expect(errorAnswer(error).body.error.code).toBe('unavailable');
      expect(isExpected(error)).toBe(true);
    },
  );
});

test('unwrap gives the value, or throws the error that the hub answered', () => {
  expect(unwrap({ ok: true, value: 3 })).toBe(3);
  const error = { code: 'journal_full' as const, message: 'full', retryAfterSeconds: 9 };
  expect(() => unwrap({ ok: false, error })).toThrow(
    expect.objectContaining({ code: 'journal_full', retryAfterSeconds: 9 }),
  );
});

describe('describeFailure', () => {
  test('[SHR4] tells names, codes and frames, and no message of an error or its causes', () => {
    const cause = Object.assign(new TypeError('secret one'), { code: 'SQLITE_BUSY' });
    const described = describeFailure(new Error('secret two\n    at secret.three', { cause }));
    expect(described.names).toEqual(['Error', 'TypeError SQLITE_BUSY']);
    expect(described.frames.length).toBeGreaterThan(0);
    expect(JSON.stringify(described)).not.toContain('secret');
  });

  test('takes anything that can be thrown', () => {
    expect(describeFailure('text')).toEqual({ names: ['string'], frames: [] });
    const loop = new Error('a');
    loop.cause = loop;
    expect(describeFailure(loop).names).toHaveLength(5);
  });
});
