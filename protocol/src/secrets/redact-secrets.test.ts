import { describe, expect, test } from 'vitest';
import { redactSecrets } from './redact-secrets.ts';

const jwt =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----';

const SECRETS: readonly [string, string, string][] = [
  ['an Anthropic key', 'key sk-ant-api03-abcDEF_123-xyz0 end', 'key [redacted: anthropic key] end'],
  ['a GitHub token', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', '[redacted: github token]'],
  ['a fine-grained one', 'github_pat_11ABCDEFG0abcdefghijkl_x', '[redacted: github token]'],
  ['an AWS key id', 'id=AKIAIOSFODNN7EXAMPLE.', 'id=[redacted: aws key].'],
  ['a JWT', `cookie ${jwt};`, 'cookie [redacted: jwt];'],
  ['a private key', `a ${pem} b`, 'a [redacted: private key] b'],
  ['one cut short', 'a -----BEGIN PRIVATE KEY-----\nMIIE', 'a [redacted: private key]'],
  ['a Slack token', 'xoxb-123456789012-abcdef', '[redacted: slack token]'],
  ['a key of ours', 'cm.team.abcdefghijklmnop1234.abcdef12', '[redacted: monitor key]'],
  ['a password', 'login with password=hunter2, then', 'login with password=[redacted], then'],
  ['a quoted one', `{"password": "two words"}`, `{"password": [redacted]}`],
  ['an environment', 'DB_PASSWORD=x API_KEY=abc', 'DB_PASSWORD=[redacted] API_KEY=[redacted]'],
  ['a token in JSON', '{"token":"abc123"}', '{"token":[redacted]}'],
  ['a token in a query', '/x?token=abc123&y=1', '/x?token=[redacted]&y=1'],
  ['a bearer', 'Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [redacted]'],
  ['a URL', 'postgres://me:s3cret@db/x', 'postgres://me:[redacted]@db/x'],
];

describe('redactSecrets', () => {
  test.each(SECRETS)('[PRX4] replaces %s', (_name, text, clean) => {
    expect(redactSecrets(text)).toBe(clean);
  });

  test.each(SECRETS)('[PRX4] leaves %s as it is the second time', (_name, text) => {
    expect(redactSecrets(redactSecrets(text))).toBe(redactSecrets(text));
  });

  test.each([
    'Write Solidity contracts for the DEX',
    'the token: 42 of 100',
    'ERC-20 token: transfer; the secret: simplicity',
    'sk-8 and AKIA and eyJ are short',
    'password: null',
    'http://127.0.0.1:8787/path@version',
    '/home/dev/task-0123456789/file.ts',
  ])('leaves harmless text alone: %s', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  test('takes time in proportion to the text, whatever is in it', () => {
    for (const part of ['password=', '-----BEGIN PRIVATE KEY-----', 'eyJ.', 'a://b:', 'token "']) {
      const text = part.repeat(65_536 / part.length);
      const startedAt = Date.now();
      redactSecrets(text);
      expect(Date.now() - startedAt).toBeLessThan(1_000);
    }
  });
});
