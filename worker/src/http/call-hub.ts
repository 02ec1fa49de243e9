import type { Deps } from '../deps.ts';
import type { Caller } from '../domain/credential/credential.ts';
import type { CommandArgs, CommandName, CommandValue } from '../hub/commands.ts';
import { unwrap } from './answer/errors.ts';

/** Runs a command in a hub; a refusal is thrown as an AppError. */
export type CallHub = <Name extends CommandName>(
  name: Name,
  ...args: CommandArgs<Name>
) => Promise<CommandValue<Name>>;

/** The caller's hub, which decides whether the caller may (rule SHR7). */
export const hubOf =
  ({ hub }: Pick<Deps, 'hub'>, { workspace, hash }: Caller): CallHub =>
  async (name, ...args) =>
    unwrap(await hub(workspace).call(hash, name, ...args));
