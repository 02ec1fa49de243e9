import { describe, expect, it } from 'vitest';
import { linkInputOf } from './link-input.ts';

describe('what the command line says of a link', () => {
  it('is the whole workspace for as long as the monitor says, unless it says more', () => {
    expect(linkInputOf({})).toEqual({ scope: { kind: 'workspace' }, shows: [] });
  });

  it('names a project, a time, and what is shown by name', () => {
    const flags = { project: 'billing', expires: '2w', name: 'client', show: 'agents, tasks' };
    expect(linkInputOf(flags)).toEqual({
      scope: { kind: 'project', project: 'billing' },
      expiresInMs: 14 * 86_400_000,
      name: 'client',
      shows: ['agents', 'tasks'],
    });
  });

  it.each([
    [{ project: 'p', session: 's' }, 'either --project or --session'],
    [{ expires: 'tomorrow' }, '7d'],
    [{ expires: '-1d' }, '7d'],
    [{ expires: '7' }, '7d'],
    [{ show: 'agents,secrets' }, 'not secrets'],
  ])('%j is refused in words', (flags, words) => {
    expect(linkInputOf(flags)).toContain(words);
  });
});
