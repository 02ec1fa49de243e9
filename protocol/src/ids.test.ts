import { describe, expect, it } from 'vitest';
import { hash64, sessionKeyOf } from './ids.ts';
import { seeded } from './testing/random.ts';

const ALPHABET = [' ', '\0', 's', '0', '\\', 'a', '%', '\n'] as const;

describe('the key of a session', () => {
  it.each([
    [['lab', 'alpha one'] as const, ['lab alpha', 'one'] as const],
    [
      ['', 'a b'],
      [' a', 'b'],
    ],
    [
      ['', ' b'],
      [' ', 'b'],
    ],
    [
      ['lab', 'alpha\0sone'],
      ['lab', 'alpha one'],
    ],
    [
      ['lab', 'a\0 b'],
      ['lab a\0', 'b'],
    ],
  ])('[FLD1] of %j is not that of %j', (a, b) => {
    expect(sessionKeyOf(a[1], a[0])).not.toBe(sessionKeyOf(b[1], b[0]));
  });

  it('[FLD1] is one for each pair of device and session, of whatever characters', () => {
    const random = seeded(7);
    const text = (least: number): string =>
      Array.from({ length: random.between(least, 4) }, () => random.pick(ALPHABET)).join('');
    const pairs = new Map<string, string>();
    for (let round = 0; round < 20_000; round++) {
      const pair = JSON.stringify([text(0), text(1)]);
      const [device, session]: [string, string] = JSON.parse(pair);
      const key = sessionKeyOf(session, device);
      expect(pairs.get(key) ?? pair).toBe(pair);
      pairs.set(key, pair);
    }
  });

  it('[HUB3] stays what storage has where nothing could meet', () => {
    expect(sessionKeyOf('infra-001', '')).toBe(hash64(' infra-001'));
    expect(sessionKeyOf('alpha one', '')).toBe(hash64(' alpha one'));
    expect(sessionKeyOf('infra-001', 'laptop')).toBe(hash64('laptop infra-001'));
    expect(sessionKeyOf('infra-001', "Anna's laptop")).toBe(hash64("Anna's laptop infra-001"));
    const universal = '11111111-1111-4111-8111-11111111111A';
    expect(sessionKeyOf(universal, 'laptop')).toBe(hash64(universal.toLowerCase()));
  });

  it('[FLD1] is no attempt of another session, whatever a device is called', () => {
    const session = sessionKeyOf('infra-001', '');
    expect(sessionKeyOf('start', session)).not.toBe(hash64(`${session} start`));
  });
});
