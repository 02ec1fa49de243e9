import { describe, expect, test } from 'vitest';
import { KEY_REJECTED, keyFault, lacksScope } from './client-faults.ts';

const refusal = (code: string): unknown => ({ error: { code, message: 'no' } });

describe('a key that is rejected', () => {
  test.each([
    [401, refusal('unauthorized'), KEY_REJECTED],
    [403, refusal('forbidden'), lacksScope('ingest')],
    [403, JSON.stringify(refusal('forbidden')), lacksScope('ingest')],
    [403, refusal('bad_origin'), 'HTTP 403 bad_origin'],
    [401, '<html>Sign in</html>', 'HTTP 401'],
  ])('with %i and %j says what to do', (status, body, words) => {
    expect(keyFault({ status, body }, 'ingest')).toContain(words);
  });

  test('by a stranger is not called unknown or revoked', () => {
    expect(keyFault({ status: 403, body: '' }, 'ingest')).not.toContain('revoked');
  });
});
