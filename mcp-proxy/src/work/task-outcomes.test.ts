import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '@claude-monitor/protocol';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { Checkouts } from './repository.ts';
import { TaskOutcomes } from './task-outcomes.ts';
import { WorkLabels } from './work-labels.ts';

const PR = 'https://github.com/acme/shop/pull/7';
const OTHER = 'https://github.com/acme/shop/pull/9';

function machine() {
  const folder = scratchFolder();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
    }).toString();
  git('init', '-q', '-b', 'feat/cart');
  git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
  const file = join(scratchFolder(), 'work.json');
  const labels = new WorkLabels(join(scratchFolder(), 'pulls.json'), new Checkouts(Date.now));
  let tasks = new TaskOutcomes(file);
  let at = 0;
  const hook = (session: string, fields: Record<string, unknown>) => {
    const hookFields = new Map(
      Object.entries({ hook_event_name: 'PostToolUse', cwd: folder, ...fields }),
    );
    const { outcome } = labels.hook(session, hookFields);
    tasks.hook(session, hookFields);
    const branchPull = labels.pullOf(session);
    return tasks.brought({ session, at: ++at, outcome, branchPull }).map((event) => {
      const { type, taskId, sessionId } = eventSchema.parse(event);
      return [type, sessionId, taskId, 'outcome' in event ? event.outcome : null].join(' ');
    });
  };
  return {
    folder,
    git,
    restart: (): void => {
      tasks = new TaskOutcomes(file);
    },
    log: (verb: string, taskId: string, session = 's') =>
      hook(session, {
        tool_name: `mcp__claude-monitor__log_task_${verb}`,
        tool_input: { sessionId: session, taskId },
      }),
    bash: (command: string, stdout: string, session = 's') =>
      hook(session, { tool_name: 'Bash', tool_input: { command }, tool_response: { stdout } }),
  };
}

describe('[TSK4] what became of a task', () => {
  test('is open with its pull request, and merged when that is, by whoever and after a restart', () => {
    const { log, bash, restart } = machine();
    log('start', 'cart');
    expect(bash('gh pr create --fill', PR)).toEqual(['task.outcome s cart open']);
    restart();
    expect(bash(`gh pr merge ${PR} --squash`, '', 'another')).toEqual([
      'task.outcome s cart merged',
    ]);
  });

  test('is of each task that worked on the branch, also of one that ended before', () => {
    const { log, bash } = machine();
    log('start', 'cart');
    log('complete', 'cart');
    expect(bash('gh pr create --fill', PR)).toEqual(['task.outcome s cart open']);
    log('start', 'review');
    bash('git commit -m x', '[feat/cart 1a2b3c4] x');
    expect(bash(`gh pr close ${PR}`, '')).toEqual([
      'task.outcome s cart abandoned',
      'task.outcome s review abandoned',
    ]);
  });

  test('is not told of a pull request that was only looked at, nor where no task was begun', () => {
    const { log, bash } = machine();
    expect(bash('gh pr create --fill', PR)).toEqual([]);
    log('start', 'cart');
    expect(bash(`gh pr view ${OTHER} --json state`, '{"state":"MERGED"}')).toEqual([]);
    expect(bash('gh pr list', `${PR} ${OTHER}`)).toEqual([]);
  });

  test('is reverted by a commit that says so, however the command named it', () => {
    const { folder, git, log, bash } = machine();
    git('commit', '-q', '--allow-empty', '-m', 'first');
    log('start', 'cart');
    writeFileSync(join(folder, 'cart'), 'work');
    git('add', '.');
    git('commit', '-m', 'work');
    const made = git('rev-parse', '--short', 'HEAD').trim();
    expect(bash('git commit -m work', `[feat/cart ${made}] work`)).toEqual([]);
    log('start', 'mend');
    git('revert', '--no-edit', 'HEAD');
    const takesBack = git('rev-parse', '--short', 'HEAD').trim();
    expect(bash('git revert --no-edit HEAD', `[feat/cart ${takesBack}] Revert "work"`)).toEqual([
      'task.outcome s cart reverted',
    ]);
    expect(bash('git revert fffffff', '[feat/cart eeeeeee] Revert "else"')).toEqual([]);
    expect(bash(`git revert ${made}`, '[feat/cart ddddddd] Revert "work"')).toEqual([
      'task.outcome s cart reverted',
    ]);
  });

  test('is reverted when the pull request that takes its own back is merged', () => {
    const { log, bash } = machine();
    log('start', 'cart');
    bash('gh pr create --fill', PR);
    bash('gh pr merge', PR);
    log('start', 'mend');
    expect(bash('gh pr revert 7', OTHER)).toEqual([]);
    expect(bash(`gh pr merge ${OTHER}`, '')).toEqual(['task.outcome s cart reverted']);
  });

  test('a start that was denied, or names no task, begins none', () => {
    const { log, bash } = machine();
    log('start', '');
    expect(bash('gh pr create', PR)).toEqual([]);
  });
});
