import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMachine } from '../../machine/machine-file.ts';
import { installedProgram } from '../../machine/program.ts';
import { holderOf } from '../../relay/call-relay.ts';
import { isOlder } from '../../relay/versions.ts';
import { spoolFolder } from '../../spool/folder.ts';
import { VERSION } from '../../version.ts';
import { failed, ok, skipped, warning, type Context, type Finding } from '../check.ts';

/** More than a file system keeps for a name alone, so that a full disk shows. */
const PROBE_BYTES = 64 * 1024;

/** Whether the spool can be written, by writing. */
export function checkDisk({ env, destination }: Context): Finding {
  const id = 'disk';
  const folder = spoolFolder(env, destination);
  const probe = join(folder, `doctor.${String(process.pid)}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(probe, Buffer.alloc(PROBE_BYTES, 1));
    return ok(id, `${folder} is writable`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return failed(
      id,
      `${folder} can’t be written: ${reason}`,
      'Free some space, or make your user its owner. Until then events are kept in memory only.',
    );
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Who listens on the relay's port, and of which version. A relay that rests is started, as a session would. */
export async function checkRelay({ env }: Context): Promise<Finding> {
  const id = 'relay';
  const machine = readMachine(env);
  if (machine === null) return failed(id, 'not set up', 'Run `claude-monitor init`.');
  const holder = await holderOf(machine);
  switch (holder.kind) {
    case 'stranger':
      return failed(
        id,
        `another program listens on port ${String(machine.port)} and gets the hooks`,
        'End that program, or run `claude-monitor init` to use another port.',
      );
    case 'nobody': {
      const { ensureRelay } = await import('../../relay/start-relay.ts');
      const started = await ensureRelay(env);
      return started.kind === 'runs'
        ? ok(id, 'was stopped; starting')
        : failed(id, 'didn’t start', 'Run `claude-monitor relay` and read its output.');
    }
    case 'relay':
      return isOlder(holder.version, VERSION)
        ? warning(
            'relay-version',
            `the relay has version ${holder.version}, this client ${VERSION}`,
            'Run `claude-monitor init` to update the relay. Nothing is lost.',
          )
        : ok(id, `running, version ${holder.version}`);
  }
}

export function checkProgram({ env }: Context): Finding {
  const id = 'program';
  const program = installedProgram(env);
  if (program === null) {
    return failed(id, 'client isn’t installed', 'Run `claude-monitor init`.');
  }
  return existsSync(program.client) ? ok(id, program.client) : skipped(id, 'unknown');
}
