import { mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '@claude-monitor/protocol';
import { ticketOf } from '@claude-monitor/receivers/claude-transcript';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { outcomeOf } from './outcome.ts';
import { Checkouts, nameOfRemote, readCheckout } from './repository.ts';
import { WorkLabels } from './work-labels.ts';

const PR = 'https://github.com/acme/shop/pull/7';

describe('what a command brought about', () => {
  test.each([
    ['gh pr create --fill', `Creating…\n\n${PR}\n`, { url: PR, state: 'open', isOfBranch: true }],
    ['cd shop && gh pr create -t x', PR, { url: PR, state: 'open', isOfBranch: true }],
    ['gh pr create --head other', PR, { url: PR, state: 'open', isOfBranch: false }],
    [`gh pr merge ${PR} --squash`, '', { url: PR, state: 'merged', isOfBranch: false }],
    [`gh pr merge ${PR} --auto`, '', { url: PR, state: 'open', isOfBranch: false }],
    [`gh pr close ${PR}`, '', { url: PR, state: 'abandoned', isOfBranch: false }],
    [
      'gh pr view --json state,url',
      `{"state":"MERGED","url":"${PR}"}`,
      { url: PR, state: 'merged', isOfBranch: true },
    ],
    ['gh pr view 7', `state:\tOPEN\nurl:\t${PR}`, { url: PR, state: 'open', isOfBranch: false }],
    [
      'glab mr create',
      'https://gitlab.com/acme/web/shop/-/merge_requests/3',
      {
        url: 'https://gitlab.com/acme/web/shop/-/merge_requests/3',
        state: 'open',
        isOfBranch: true,
      },
    ],
  ])('%s', (command, output, pullRequest) => {
    expect(outcomeOf(command, output)).toEqual({ pullRequest });
  });

  test.each([
    ['git commit -m "a secret"', '[main 1a2b3c4] a secret\n 1 file changed', { commit: '1a2b3c4' }],
    ['git add . && git commit -qm x', '[fix/cart 1a2b3c4] x', { commit: '1a2b3c4' }],
    [
      'gh issue view 12',
      'https://github.com/acme/shop/issues/12',
      { issue: 'https://github.com/acme/shop/issues/12' },
    ],
    [
      'git revert --no-edit 1a2b3c4 5d6e7f8a9b',
      '[main 9f8e7d6] Revert "x"',
      { commit: '9f8e7d6', reverts: ['1a2b3c4', '5d6e7f8a9b'], takeBack: ['9f8e7d6'] },
    ],
    [
      'git revert HEAD',
      '[main 9f8e7d6] Revert "x"',
      { commit: '9f8e7d6', reverts: [], takeBack: ['9f8e7d6'] },
    ],
    ['git revert 1a2b3c4', 'error: could not revert 1a2b3c4', {}],
    [
      'gh pr revert 7',
      'https://github.com/acme/shop/pull/9',
      {
        pullRequest: {
          url: 'https://github.com/acme/shop/pull/9',
          state: 'open',
          isOfBranch: false,
          reverts: PR,
        },
      },
    ],
    ['git push', 'remote: https://github.com/acme/shop/pull/new/cart', {}],
    [`echo ${PR}`, PR, {}],
    ['gh pr list', 'nothing', {}],
    ['gh pr create', 'https://github.com/acme/shop/pull/7/files', {}],
  ])('%s: %j', (command, output, outcome) => {
    expect(outcomeOf(command, output)).toEqual(outcome);
  });

  test.each([
    ['feat/ABC-12-cart', 'ABC-12'],
    ['ABC-12', 'ABC-12'],
    ['12-cart', '#12'],
    ['fix/issue-12-cart', '#12'],
    ['main', null],
    ['release-2026-01', null],
    ['v2', null],
  ])('the branch %s is named for %j', (branch, ticket) => {
    expect(ticketOf(branch)).toBe(ticket);
  });
});

describe('a checkout', () => {
  test.each([
    ['https://user:secret@github.com/acme/shop.git', 'acme/shop'],
    ['git@github.com:acme/shop.git', 'acme/shop'],
    ['ssh://git@host:22/acme/team/shop', 'acme/team/shop'],
    ['/srv/git/shop.git', null],
    ['https://host/', null],
  ])('the remote %s is %j', (address, name) => {
    expect(nameOfRemote(address)).toBe(name);
  });

  test('is read of a repository, of a folder in it, and of a worktree', () => {
    const { folder, git } = repository();
    mkdirSync(join(folder, 'src'));
    expect(readCheckout(join(folder, 'src'))).toEqual({
      repository: 'acme/shop',
      branch: 'feat/ABC-12',
    });
    const tree = join(scratchFolder(), 'tree');
    git('worktree', 'add', '-q', '-b', 'other', tree);
    expect(readCheckout(tree)).toEqual({ repository: 'acme/shop', branch: 'other' });
    git('checkout', '-q', '--detach');
    expect(readCheckout(folder).branch).toBeNull();
  });

  test('is nothing where there is none, or what is there is broken', () => {
    const folder = scratchFolder();
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, '.git'), 'nonsense');
    expect(readCheckout(broken)).toEqual({ repository: null, branch: null });
    expect(readCheckout(join(folder, 'not there'))).toEqual({ repository: null, branch: null });
  });
});

function repository() {
  const folder = scratchFolder();
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder }).toString();
  git('init', '-q', '-b', 'feat/ABC-12');
  git('remote', 'add', 'origin', 'https://token@github.com/acme/shop.git');
  const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  git(...as, 'commit', '-q', '--allow-empty', '-m', 'first');
  return { folder, git };
}

describe('labels of work', () => {
  const usage = eventSchema.parse({
    id: 'u',
    type: 'usage',
    time: 1,
    sessionId: 's',
    source: 'otlp',
    labels: { team: 'core', branch: 'as they say' },
  });
  const labelsOf = (work: WorkLabels, session = 's') =>
    work.labelled({ ...usage, sessionId: session }).labels;

  const bash = (command: string, stdout: string, folder: string) =>
    new Map<string, unknown>([
      ['hook_event_name', 'PostToolUse'],
      ['cwd', folder],
      ['tool_name', 'Bash'],
      ['tool_input', { command }],
      ['tool_response', { stdout }],
    ]);

  test('are of the branch, and of its pull request once there is one, also after a restart', () => {
    const { folder } = repository();
    const file = join(scratchFolder(), 'state/pulls.json');
    const work = new WorkLabels(file, new Checkouts(Date.now));
    work.hook('s', new Map([['cwd', folder]]));
    const branch = { repository: 'acme/shop', ticket: 'ABC-12' };
    // What a sender set itself stays.
    expect(labelsOf(work)).toEqual({ ...branch, team: 'core', branch: 'as they say' });
    expect(work.hook('s', bash('gh pr create --fill', PR, folder)).labels).toEqual({
      pull_request: PR,
      outcome: 'open',
    });
    expect(labelsOf(work)).toMatchObject({ ...branch, pull_request: PR });
    const later = new WorkLabels(file, new Checkouts(Date.now));
    expect(labelsOf(later)).toEqual(usage.labels);
    later.hook('s', new Map([['cwd', folder]]));
    expect(labelsOf(later)).toMatchObject({ pull_request: PR });
  });

  test('leave a pull request of another repository or branch to that one', () => {
    const { folder } = repository();
    const work = new WorkLabels(join(scratchFolder(), 'p.json'), new Checkouts(Date.now));
    const other = 'https://github.com/acme/other/pull/9';
    work.hook('s', bash('gh pr create', other, folder));
    work.hook('s', bash(`gh pr view ${PR}`, 'state: OPEN', folder));
    expect(labelsOf(work)).not.toHaveProperty('pull_request');
  });

  test('[PRX4] stand on requests and on the call that brought it about, and hold none of its text', () => {
    const { folder } = repository();
    const work = new WorkLabels(join(scratchFolder(), 'p.json'), new Checkouts(Date.now));
    const { labels: outcome } = work.hook(
      's',
      bash('git commit -m "a canary"', '[x 1a2b3c4] a canary', folder),
    );
    const call = eventSchema.parse({
      ...{ id: 'c', type: 'tool.call', time: 1, sessionId: 's' },
      ...{ toolUseId: 't', state: 'succeeded' },
    });
    const made = work.labelled(call, outcome);
    expect(made.labels).toMatchObject({ commit: '1a2b3c4', branch: 'feat/ABC-12' });
    expect(JSON.stringify(made)).not.toContain('canary');
    expect(work.labelled(call)).toBe(call);
  });
});
