import { ALERT_COMMANDS } from './commands/alerts.ts';
import { BUDGET_COMMANDS } from './commands/budgets.ts';
import type { Command } from './commands/command.ts';
import { INCIDENT_COMMANDS } from './commands/incidents.ts';
import { KEY_COMMANDS } from './commands/keys.ts';
import { LABEL_COMMANDS } from './commands/labels.ts';
import { LINK_COMMANDS } from './commands/links.ts';
import { PARKED_COMMANDS } from './commands/parked.ts';
import { PUSH_COMMANDS } from './commands/push.ts';
import { REPORT_COMMANDS } from './commands/reports.ts';
import { VERIFY_COMMANDS } from './commands/verify.ts';
import { RETENTION_COMMANDS } from './commands/retention.ts';
import { WASTE_COMMANDS } from './commands/waste.ts';
import { VIEW_COMMANDS } from './commands/views.ts';
import { WORKSPACE_COMMANDS } from './commands/workspace.ts';
import type { OpenHub } from './open-hub.ts';
import type { Answer, CredentialHash, NewKey } from './rpc.ts';

/**
 * All that the Worker may ask of a hub, each once: who may, what the audit keeps of it, and what is done.
 * The RPC and its types follow from this table.
 */
export const COMMANDS = {
  ...WORKSPACE_COMMANDS,
  ...KEY_COMMANDS,
  ...LABEL_COMMANDS,
  ...LINK_COMMANDS,
  ...VIEW_COMMANDS,
  ...ALERT_COMMANDS,
  ...INCIDENT_COMMANDS,
  ...PARKED_COMMANDS,
  ...VERIFY_COMMANDS,
  ...RETENTION_COMMANDS,
  ...REPORT_COMMANDS,
  ...BUDGET_COMMANDS,
  ...WASTE_COMMANDS,
  ...PUSH_COMMANDS,
};

export type CommandName = keyof typeof COMMANDS;

type CommandTypes<Name extends CommandName> =
  (typeof COMMANDS)[Name] extends Command<infer Args, infer Value>
    ? { args: Args; value: Value }
    : never;

export type CommandArgs<Name extends CommandName> = CommandTypes<Name>['args'];

export type CommandValue<Name extends CommandName> = CommandTypes<Name>['value'];

/** How the Worker calls a hub. Values pass by structured clone. */
export type HubRpc = {
  /** Creates the workspace if it is new, and adds the admin key. Called with a bootstrap token only (SHR8). */
  provision(workspace: string, key: NewKey): Promise<Answer<{ created: boolean }>>;
  /** Runs a command for who holds the credential; one that may not is answered an error. */
  call<Name extends CommandName>(
    credential: CredentialHash,
    name: Name,
    ...args: CommandArgs<Name>
  ): Promise<Answer<CommandValue<Name>>>;
};

/** By name, so that the types of arguments and value stay those of the name. */
const BY_NAME: { [Name in CommandName]: Command<CommandArgs<Name>, CommandValue<Name>> } = COMMANDS;

/** Runs a command on an open hub; null: one that was never provisioned. */
export function runCommand<Name extends CommandName>(
  { hub, hash }: { hub: OpenHub | null; hash: CredentialHash },
  name: Name,
  ...args: CommandArgs<Name>
): Promise<Answer<CommandValue<Name>>> {
  return BY_NAME[name].answer(hub, hash, ...args);
}
