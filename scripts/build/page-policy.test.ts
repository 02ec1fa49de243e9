import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withPagePolicy } from './page-policy.ts';

const headers = readFileSync(join(import.meta.dirname, '../../web/static/_headers'), 'utf8');
const page = (policy: string): string =>
  `<head><meta http-equiv="content-security-policy" content="${policy}"></head>`;

describe('the policy of the pages', () => {
  test('is sent as a header too, with who may frame them', () => {
    const written = withPagePolicy(headers, page("default-src 'self'; script-src 'sha256-$&/+='"));
    expect(written).toContain(
      "\n  Content-Security-Policy: default-src 'self'; script-src 'sha256-$&/+='; frame-ancestors 'none'\n",
    );
    expect(written.split('\n')).toHaveLength(headers.split('\n').length);
  });

  test('must be there: a build without one fails', () => {
    expect(() => withPagePolicy(headers, '<head></head>')).toThrow('the built page has no');
    expect(() => withPagePolicy('/*\n  X: y\n', page('a'))).toThrow('_headers has no');
  });
});
