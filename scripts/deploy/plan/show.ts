import { connectLine } from '../../start/announce.ts';
import type { WorkspaceKeys } from '../kept.ts';
import type { Plan, Step } from './plan.ts';

const DONE: Record<Step['does'], string> = { keep: 'kept', do: 'to do', unknown: '?' };

/** The plan as lines; what stands in its way is said by the fault that ends a run. */
export function planText(plan: Plan, name: string, isDryRun: boolean): string {
  const steps = plan.steps.map(
    ({ name: step, does, text }, index) =>
      `  ${String(index + 1)} ${step.padEnd(11)} ${DONE[does].padEnd(6)} ${text}`,
  );
  const blocks = [
    `The deployment ${name}:`,
    ...steps,
    ...section('Good to know', plan.notes),
    ...section('Still needed', isDryRun ? plan.missing : []),
  ];
  return `${blocks.join('\n')}\n`;
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  - ${line}`)];

/** What the team gets. The keys are secrets; the admin key is not among them. */
export function teamSetup({
  url,
  workspace,
  keys,
  keptPath,
}: {
  url: string;
  workspace: string;
  keys: WorkspaceKeys;
  keptPath: string;
}): string {
  const { ingestKey, readKey } = keys;
  return `
  Dashboard of ${workspace}   ${url}/#key=${readKey}
  (whoever has this link may read; links for others are made on the page)

  Connect Claude Code, in the folder of a project:
  ${connectLine({ url, ingestKey, readKey })}

  The admin key and the deploy secret are in
  ${keptPath}
  Keep a copy in a safe place: without it nobody can make an admin key again.
`;
}
