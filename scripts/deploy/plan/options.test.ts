import { describe, expect, test } from 'vitest';
import { DeployFault } from '../fault.ts';
import { parseOptions } from './options.ts';

describe('options of a deploy', () => {
  test('have defaults that deploy', () => {
    expect(parseOptions([])).toMatchObject({
      name: 'claude-monitor',
      workspace: 'team',
      location: undefined,
      domain: null,
      isDryRun: false,
      isConfirmed: false,
    });
    expect(parseOptions(['--help'])).toBeNull();
  });

  test.each([
    ['a name with capitals', ['--name', 'Mine']],
    ['a name that begins with a dash', ['--name=-x']],
    ['a workspace with a dash', ['--workspace', 'my-team']],
    ['a place that is none', ['--location', 'EU']],
    ['a domain with a path', ['--domain', 'https://a.b/c']],
    ['an option that is none', ['--force']],
    ['a word of its own', ['now']],
    ['a value that is missing', ['--name']],
  ])('%s is a fault that names the help', (_, args) => {
    expect(() => parseOptions(args)).toThrow(DeployFault);
    expect(() => parseOptions(args)).toThrow(/npm run deploy -- --help/);
  });
});
