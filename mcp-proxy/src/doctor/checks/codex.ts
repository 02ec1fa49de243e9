import { codexFault } from '../../init/codex-version.ts';
import { readInstalled } from '../../init/installed.ts';
import { ok, warning, type Context, type Finding } from '../check.ts';

/** Whether Codex, where `init` connected it, is of a version that can send anything. */
export function checkCodex({ env }: Context): Finding[] {
  const id = 'codex';
  if (readInstalled(env).files.every(({ agent }) => agent !== 'codex')) return [];
  const fault = codexFault(env);
  if (fault === null) return [ok(id, 'sends telemetry')];
  return [warning(id, fault, 'Update Codex, then start it again.')];
}
