import { describe, expect, test } from 'vitest';
import { encodeBase62 } from './base62.ts';
import {
  bootstrapToken,
  CREDENTIAL_RANDOM_BYTES,
  hashCredential,
  isSameText,
  mintCredential,
  verifyCredential,
} from './credential.ts';

const secrets = { current: 'the current secret', former: ['an older secret'] };
const random = new Uint8Array(CREDENTIAL_RANDOM_BYTES).fill(7);

describe('credentials', () => {
  test('[SHR1] name their workspace and carry a MAC, all in base62', async () => {
    const credential = await mintCredential(secrets.current, 'team1', random);
    expect(credential).toMatch(/^cm\.team1\.[A-Za-z0-9]{33}\.[A-Za-z0-9]{13}$/);
    expect(await verifyCredential(secrets, credential)).toEqual({
      workspace: 'team1',
      hash: await hashCredential(credential),
    });
  });

  test('[SHR1] of a former secret still pass the filter, of another one not', async () => {
    const former = await mintCredential('an older secret', 'team1', random);
    const foreign = await mintCredential('a secret of nobody', 'team1', random);
    expect(await verifyCredential(secrets, former)).not.toBeNull();
    expect(await verifyCredential(secrets, foreign)).toBeNull();
  });

  test('[SHR1] do not pass when any one character was changed', async () => {
    const credential = await mintCredential(secrets.current, 'team1', random);
    for (let index = 0; index < credential.length; index++) {
      const other = credential.charAt(index) === 'A' ? 'B' : 'A';
      const changed = credential.slice(0, index) + other + credential.slice(index + 1);
      expect(await verifyCredential(secrets, changed), changed).toBeNull();
    }
  });

  test.each([
    [''],
    ['cm'],
    ['cm...'],
    ['cm.team1.x.y'],
    ['cm.team/1.aaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaa'],
    [`cm.team1.${'a'.repeat(10_000)}.aaaaaaaaaaaaa`],
  ])('[SHR1] of another shape do not pass: %s', async (credential) => {
    expect(await verifyCredential(secrets, credential)).toBeNull();
  });

  test('[SHR7] are kept as their SHA-256', async () => {
    expect(await hashCredential('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  test('[SHR8] the bootstrap token follows from the deploy secret alone', async () => {
    const token = await bootstrapToken(secrets.current);
    expect(token).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(await bootstrapToken(secrets.current)).toBe(token);
    expect(await bootstrapToken('an older secret')).not.toBe(token);
  });
});

test('base62 has one length for one number of bytes', () => {
  expect(encodeBase62(new Uint8Array(9))).toBe('0'.repeat(13));
  expect(encodeBase62(new Uint8Array(9).fill(255))).toHaveLength(13);
  expect(encodeBase62(Uint8Array.of(61))).toBe('0z');
});

test.each([
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'abcd', false],
  ['', '', true],
])('isSameText(%s, %s)', (a, b, isSame) => {
  expect(isSameText(a, b)).toBe(isSame);
});
