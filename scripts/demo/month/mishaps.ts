import type { Random } from '@claude-monitor/protocol/testing/random';
import type { Calendar } from './calendar.ts';
import type { Member } from './members.ts';

const TOOLS: readonly [string, ...string[]] = ['Bash', 'Edit', 'Read', 'Grep', 'Read', 'Write'];

export const toolOf = (random: Random): string => random.pick(TOOLS);

type Mishap = { errorType: string; errorMessage: string; severity: 'low' | 'medium' | 'high' };

const USUAL: readonly [Mishap, ...Mishap[]] = [
  { errorType: 'BashFailed', errorMessage: 'exit 1: npm test', severity: 'medium' },
  { errorType: 'EditNoMatch', errorMessage: 'The text to replace was not found', severity: 'low' },
  { errorType: 'RateLimited', errorMessage: '429 from the model API', severity: 'low' },
  { errorType: 'TypeCheckFailed', errorMessage: '3 errors in 2 files', severity: 'medium' },
];

const DEPLOY: Mishap = {
  errorType: 'DeployFailed',
  errorMessage: 'testnet: nonce too low, the transaction was replaced',
  severity: 'high',
};

const REGRESSION: Mishap = {
  errorType: 'FlakySelector',
  errorMessage: 'The new test runner does not find [data-test=swap] in time',
  severity: 'medium',
};

/** What made a try of a member fail. */
export function errorIn(
  member: Member,
  { random, calendar }: { random: Random; calendar: Calendar },
  time: number,
): Mishap & { type: 'error' } {
  const isRegressed = member.agent === 'test-writer' && calendar.isRegressed(time);
  if (isRegressed && random.chance(0.8)) return { type: 'error', ...REGRESSION };
  if (member.agent === 'release-bot') return { type: 'error', ...DEPLOY };
  return { type: 'error', ...random.pick(USUAL) };
}
