import { expect, test } from 'vitest';
import { shortModel, shortSessionId, shortUser } from './names.ts';

test.each([
  ['claude-sonnet-4-5-20250929', 'sonnet-4-5'],
  ['claude-opus-4-5', 'opus-4-5'],
  ['local-llama', 'local-llama'],
])('the model %s is shown as %s', (model, text) => {
  expect(shortModel(model)).toBe(text);
});

test('a session is shown by what people called it, or by the first part of a universal id', () => {
  expect(shortSessionId('infra-001')).toBe('infra-001');
  expect(shortSessionId('0b7c1f2e-1111-4222-8333-123456789abc')).toBe('0b7c1f2e');
});

test('a user is shown by name, and an install by the first part of its id', () => {
  expect(shortUser('ada@example.org')).toBe('ada@example.org');
  expect(shortUser('ef260e9a'.repeat(8))).toBe('user ef260e9a');
  expect(shortUser('0b7c1f2e-1111-4222-8333-123456789abc')).toBe('user 0b7c1f2e');
});
