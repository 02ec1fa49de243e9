import { expect, test } from 'vitest';
import { callFingerprint } from './call-fingerprint.ts';

const call = (command: string) => ({ tool_name: 'Bash', tool_input: { command } });

test('is the same for the same call of a session, and another for any other', () => {
  const one = callFingerprint(call('npm test'), 'a');
  expect(callFingerprint(call('npm test'), 'a')).toBe(one);
  expect(callFingerprint(call('npm run test'), 'a')).not.toBe(one);
  expect(callFingerprint({ ...call('npm test'), tool_name: 'Read' }, 'a')).not.toBe(one);
  expect(callFingerprint(call('npm test'), 'b')).not.toBe(one);
});

test('[PRX4] is too short to say of a text that it was the input', () => {
  expect(callFingerprint(call('npm test'), 'a')).toMatch(/^[0-9a-f]{6}$/);
  expect(callFingerprint({ tool_name: 'Bash' }, 'a')).toBeUndefined();
  expect(callFingerprint(call('npm test'), undefined)).toBeUndefined();
});

test('of a huge input only the beginning and the length are read', () => {
  const huge = 'x'.repeat(1_000_000);
  expect(callFingerprint(call(`${huge}a`), 'a')).toBe(callFingerprint(call(`${huge}b`), 'a'));
  expect(callFingerprint(call(`${huge}a`), 'a')).not.toBe(callFingerprint(call(huge), 'a'));
});
