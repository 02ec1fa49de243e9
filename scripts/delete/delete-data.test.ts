import { describe, expect, it } from 'vitest';
import { parseRequest } from './delete-data.ts';

describe('[STO10] npm run delete', () => {
  it('asks for one thing', () => {
    expect(parseRequest(['--session', 'infra-001'])).toEqual({ kind: 'session', id: 'infra-001' });
    expect(parseRequest(['--user', 'ada'])).toEqual({ kind: 'user', user: 'ada' });
    expect(parseRequest(['--workspace', '--yes'])).toEqual({ kind: 'workspace' });
  });

  it.each([[[]], [['--session', 'a', '--user', 'b']], [['--everything']]])(
    'says how it is used for %j',
    (args) => {
      expect(() => parseRequest(args)).toThrow(/^Choose one target/);
    },
  );

  it('empties no workspace without --yes', () => {
    expect(() => parseRequest(['--workspace'])).toThrow(/Add --yes/);
  });
});
