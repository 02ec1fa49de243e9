import { budgetsAnswerSchema, type BudgetState } from '@claude-monitor/protocol/api/budgets';
import { countInWords, dollarsInWords } from '@claude-monitor/protocol/reports/report-words';
import type { Env, Flags } from '../config.ts';
import { notAMonitor } from '@claude-monitor/protocol/client-faults';
import { callAdmin, type CallResult } from '../share/admin-call.ts';
import { loadAdminConfig } from '../share/admin-config.ts';

export type BudgetCommand = Flags & {
  lift?: string | undefined;
  resume?: string | undefined;
  json?: boolean | undefined;
};

/** `claude-monitor budget`: what budgets there are, and their brakes. */
export async function budget(flags: BudgetCommand, env: Env): Promise<void> {
  const result = await run(flags, env);
  const isDone = typeof result === 'string';
  if (isDone) process.stdout.write(`${result}\n`);
  else {
    process.stderr.write(`claude-monitor: ${result.fault}\n`);
    process.exitCode = 1;
  }
}

async function run(flags: BudgetCommand, env: Env): Promise<string | { fault: string }> {
  const { destination, problem } = loadAdminConfig(flags, env);
  if (destination === null) return { fault: problem ?? 'no monitor is set' };
  const call = (method: string, path: string): Promise<CallResult> =>
    callAdmin({ ...destination, method, path });
  const liftOf = (id: string): string => `/v1/budgets/${encodeURIComponent(id)}/lift`;
  if (flags.lift !== undefined) {
    const result = await call('POST', liftOf(flags.lift));
    return result.ok
      ? `Lifted. To stop them again: claude-monitor budget --resume ${flags.lift}`
      : result;
  }
  if (flags.resume !== undefined) {
    const result = await call('DELETE', liftOf(flags.resume));
    return result.ok ? 'Not lifted any more: the brake holds again.' : result;
  }
  const result = await call('GET', '/v1/budgets');
  if (!result.ok) return result;
  const answer = budgetsAnswerSchema.safeParse(result.body);
  if (!answer.success) return { fault: notAMonitor(destination.url) };
  return flags.json === true
    ? JSON.stringify(answer.data, null, 2)
    : budgetsText(answer.data.items);
}

export function budgetsText(budgets: readonly BudgetState[]): string {
  if (budgets.length === 0) return 'No budgets yet. Add one under Settings → Budgets.';
  return budgets.map((one) => printable(lineOf(one))).join('\n');
}

function lineOf({ id, scope, unit, spent, limit, period, brakeState }: BudgetState): string {
  const amount = (value: number): string =>
    unit === 'tokens' ? `${countInWords(Math.round(value))} tokens` : dollarsInWords(value * 1e6);
  const whose =
    scope.kind === 'workspace'
      ? 'workspace'
      : scope.kind === 'label'
        ? `label ${scope.key}:${scope.value}`
        : `${scope.kind} ${scope.name}`;
  return [id, whose, `each ${period}`, `${amount(spent)} of ${amount(limit)}`, BRAKES[brakeState]]
    .filter((part) => part !== '')
    .join('  ');
}

const BRAKES: Record<BudgetState['brakeState'], string> = {
  none: '',
  armed: 'brake ready',
  braking: 'STOPS TOOL CALLS',
  lifted: 'brake lifted',
};

/** Names are of strangers: a terminal takes what they hold as commands. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '');
