import type { Deps } from '../deps.ts';
import type { Caller } from '../domain/credential.ts';
import type { CommandArgs, CommandName, CommandValue } from '../hub/commands.ts';
import { unwrap } from './errors.ts';

/** Asks the caller's hub, which decides whether the caller may; a refusal is thrown (rule SHR7). */
export async function callHub<Name extends CommandName>(
  { hub }: Pick<Deps, 'hub'>,
  { workspace, hash }: Caller,
  name: Name,
  ...args: CommandArgs<Name>
): Promise<CommandValue<Name>> {
  return unwrap(await hub(workspace).call(hash, name, ...args));
}
