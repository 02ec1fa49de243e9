import { labelValueSchema, type Labels } from '@claude-monitor/protocol/labels';
import { textIn, type Fields } from '../claude-hooks/fields.ts';

/** What Claude Code writes where no branch is checked out. */
const DETACHED = 'HEAD';

/** The branch that a record was written on, and the ticket that it is named for, as labels; absent: not known. */
export function branchLabels(record: Fields): Labels | undefined {
  const branch = labelValueSchema.safeParse(textIn(record, 'gitBranch')).data;
  if (branch === undefined || branch === DETACHED) return undefined;
  const ticket = ticketOf(branch);
  return ticket === null ? { branch } : { branch, ticket };
}

/** The ticket that a branch is named for: `ABC-12`, or `#12` of `12-fix` and `fix/12-cart`; null where it names none. */
export function ticketOf(branch: string): string | null {
  const key = /(?:^|[/_-])([A-Z][A-Z0-9]{1,9}-\d{1,7})(?![A-Za-z0-9])/.exec(branch)?.[1];
  if (key !== undefined) return key;
  const number = /(?:^|\/)(?:issue-|gh-)?(\d{1,7})(?:[-_]|$)/.exec(branch)?.[1];
  return number === undefined ? null : `#${number}`;
}
