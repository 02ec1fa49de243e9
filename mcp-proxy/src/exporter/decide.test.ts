import { describe, expect, test } from 'vitest';
import { decide, nextTryMs, type Outcome } from './decide.ts';

const NOW = Date.parse('2026-08-01T00:00:00Z');

const answer = (status: number, body: unknown = '', retryAfter: string | null = null): Outcome => ({
  kind: 'answer',
  status,
  retryAfter,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const error = (code: string) => ({ error: { code, message: 'why' } });
const receipt = (...statuses: string[]) => ({
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  results: statuses.map((status, index) => ({
    id: 'x',
    status,
    ...(status === 'rejected' ? { code: 'too_old', path: `events[${String(index)}].time` } : {}),
  })),
});

const verdict = (outcome: Outcome, sent = 2, attempt = 0) =>
  decide(outcome, { sent, attempt, random: 0.5, now: NOW });

describe('decide', () => {
  test('a receipt for every event settles the batch; a duplicate is settled too', () => {
    expect(verdict(answer(202, receipt('accepted', 'duplicate')))).toEqual({
      kind: 'done',
      rejected: new Map(),
    });
  });

  test('refused items are counted by reason and not sent again', () => {
    expect(verdict(answer(202, receipt('rejected', 'rejected')))).toEqual({
      kind: 'done',
      rejected: new Map([['too_old at time', [0, 1]]]),
    });
  });

  test('so are they when all were refused, which is a 400 with a receipt', () => {
    const body = { ...error('invalid_batch'), ...receipt('rejected', 'rejected') };
    expect(verdict(answer(400, body))).toEqual({
      kind: 'done',
      rejected: new Map([['too_old at time', [0, 1]]]),
    });
  });

  test.each([
    ['an empty 200', answer(200), 'didn’t come from a Claude Monitor'],
    ['a page of a hotel', answer(200, '<html>'), 'didn’t come from a Claude Monitor'],
    ['a receipt for fewer', answer(202, receipt('accepted')), 'didn’t come from a Claude Monitor'],
    ['a redirect', answer(302), 'HTTP 302'],
    ['a wrong path', answer(404), 'HTTP 404'],
    ['a fault of the server', answer(500, error('internal')), 'HTTP 500 internal'],
    ['a 400 that is not ours', answer(400, 'bad gateway'), 'HTTP 400'],
    ['no connection', { kind: 'failure', message: 'ECONNREFUSED' } as const, 'ECONNREFUSED'],
  ])('[PRX3] %s keeps the events, and tries again after a backoff', (_name, outcome, fault) => {
    const result = verdict(outcome);
    expect(result).toMatchObject({ kind: 'retry', delayMs: 250 });
    expect(result.kind === 'retry' ? result.fault : '').toContain(fault);
  });

  test.each([401, 403])('[PRX2] %d keeps the events and asks again in a minute', (status) => {
    expect(verdict(answer(status, error('unauthorized')))).toMatchObject({
      kind: 'retry',
      delayMs: 60_000,
    });
  });

  test.each([
    answer(413, error('body_too_large')),
    answer(400, error('invalid_batch')),
    answer(400, error('too_deep')),
  ])('a batch refused for its content is halved until the guilty event stands alone', (outcome) => {
    expect(verdict(outcome, 2)).toEqual({ kind: 'halve' });
    expect(verdict(outcome, 1)).toMatchObject({ kind: 'discard' });
  });

  test('[PRX3] what a proxy on the way finds too large is halved, and one event alone is kept', () => {
    expect(verdict(answer(413, '<html>'), 2)).toEqual({ kind: 'halve' });
    const result = verdict(answer(413, '<html>'), 1);
    expect(result.kind === 'retry' ? result.fault : '').toContain(
      'didn’t come from a Claude Monitor',
    );
  });

  test.each([
    ['a 400 of another API', answer(400, error('bad_request'))],
    ['our code with a status that is not its own', answer(404, error('body_too_large'))],
    ['a 415', answer(415, 'no JSON here')],
    ['a 426', answer(426)],
  ])('[PRX3] %s gives up no event: the right server would take it', (_name, outcome) => {
    expect(verdict(outcome, 1)).toMatchObject({ kind: 'retry' });
  });

  test('Retry-After is the least it waits', () => {
    expect(verdict(answer(503, error('journal_full'), '7'))).toMatchObject({ delayMs: 7_000 });
    expect(verdict(answer(429, '', '0'), 2, 10)).toMatchObject({ delayMs: 30_000 });
  });
});

test('a wait is anything up to a bound that doubles with each failure', () => {
  const waits = (random: number) => [0, 1, 7].map((attempt) => nextTryMs({ attempt, random }));
  expect(waits(0)).toEqual([0, 0, 0]);
  expect(waits(1)).toEqual([500, 1_000, 60_000]);
});
