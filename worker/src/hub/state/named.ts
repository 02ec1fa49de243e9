import type { BudgetScope } from '@claude-monitor/protocol';

/** What is deleted, by all that it may be named by. */
export type Named = {
  /** Internal ids of attempts. */
  sessions: ReadonlySet<string>;
  keys: ReadonlySet<string>;
  /** The caller's ids, where no other session has the same. */
  sessionIds: ReadonlySet<string>;
  tasks: ReadonlySet<string>;
  users: ReadonlySet<string>;
};

const NOBODY: ReadonlySet<string> = new Set();

/** A user; their sessions are named one by one. */
export const namedUser = (user: string): Named => ({
  sessions: NOBODY,
  keys: NOBODY,
  sessionIds: NOBODY,
  tasks: NOBODY,
  users: new Set([user]),
});

/** Whether a text that people read names one of them, in words of its own: `ana` does not stand in `anaconda`. */
export function isMentionedBy(named: Named): (text: string) => boolean {
  const { sessions, sessionIds, tasks, users } = named;
  const names = [...sessions, ...sessionIds, ...tasks, ...users].filter((name) => name !== '');
  if (names.length === 0) return () => false;
  const pattern = new RegExp(`${BEFORE}(?:${names.map(escaped).join('|')})${AFTER}`, 'u');
  return (text) => pattern.test(text);
}

/** Where words have spaces between them, a letter, or a dot before one, goes on with the word. */
const LETTER = String.raw`[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}_@\-]`;
const BEFORE = String.raw`(?<!${LETTER}|${LETTER}\.)`;
const AFTER = String.raw`(?!${LETTER}|\.${LETTER})`;

const escaped = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** Whether the query of a page filters by one of them. */
export function isAskedBy(query: string, named: Named): boolean {
  const { sessions, sessionIds, tasks, users } = named;
  const isMentioned = isMentionedBy(named);
  return [...new URLSearchParams(query)].some(([key, value]) => {
    switch (key) {
      case 'user':
        return users.has(value);
      case 'session':
        return sessions.has(value) || sessionIds.has(value);
      case 'task':
        return tasks.has(value);
      case 'label':
        return isLabelOf(value, named);
      default:
        return key === 'q' && isMentioned(value);
    }
  });
}

/** A label `key:value` whose value is the name of one. */
export const isLabelOf = (label: string, { users, sessionIds }: Named): boolean => {
  const value = label.slice(label.indexOf(':') + 1);
  return users.has(value) || sessionIds.has(value);
};

export function isBudgetOf(scope: BudgetScope, named: Named): boolean {
  switch (scope.kind) {
    case 'workspace':
    case 'project':
    case 'agent':
      return false;
    case 'user':
      return named.users.has(scope.name);
    case 'session':
      return named.sessions.has(scope.name) || named.sessionIds.has(scope.name);
    case 'task':
      return named.tasks.has(scope.name);
    case 'label':
      return isLabelOf(`${scope.key}:${scope.value}`, named);
  }
}
