import { describe, expect, it } from 'vitest';
import { wishOf } from './delete-data.ts';

describe('[STO10] npm run delete', () => {
  it('asks for one thing', () => {
    expect(wishOf(['--session', 'infra-001'])).toEqual({ kind: 'session', id: 'infra-001' });
    expect(wishOf(['--user', 'ada'])).toEqual({ kind: 'user', user: 'ada' });
    expect(wishOf(['--workspace', '--yes'])).toEqual({ kind: 'workspace' });
  });

  it.each([[[]], [['--session', 'a', '--user', 'b']], [['--everything']]])(
    'says how it is used for %j',
    (args) => {
      expect(() => wishOf(args)).toThrow(/^Say what/);
    },
  );

  it('empties no workspace without --yes', () => {
    expect(() => wishOf(['--workspace'])).toThrow(/add --yes/);
  });
});
