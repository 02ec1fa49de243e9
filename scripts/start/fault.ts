/** Something the user can mend: the message says in one sentence what is wrong and what to do. */
export class StartFault extends Error {
  override name = 'StartFault';
}

export const faults = {
  badPort: (value: string) => `PORT is ${value}: set it to a whole number from 1 to 65535.`,

  badPublicUrl: (value: string) =>
    `PUBLIC_URL is ${value}: set it to the address that browsers use, without a path, like https://monitor.example.com.`,

  portTaken: (port: number, host = '127.0.0.1') =>
    `Port ${String(port)} of ${host} is taken: stop the program that uses it, or start with PORT=${String(port + 1)} npm start.`,

  portForbidden: (port: number) =>
    `This user may not listen on port ${String(port)}: choose one above 1023, as in PORT=8787 npm start.`,

  folderNotWritable: (folder: string, code: string) =>
    `The data folder ${folder} cannot be written (${code}): make it writable, or name another one in CLAUDE_MONITOR_DATA.`,

  alreadyRunning: (folder: string, pid: number) =>
    `Claude Monitor already runs on ${folder} as process ${String(pid)}: use that one, stop it first, or name another folder in CLAUDE_MONITOR_DATA.`,

  noLibsqlBinary: (platform: string) =>
    `npm has no libSQL server for ${platform}: ${
      platform.startsWith('win32') ? 'start inside WSL' : 'start on Linux or macOS'
    }, or set TURSO_DATABASE_URL and TURSO_AUTH_TOKEN to a Turso database.`,

  libsqlDown: (folder: string) =>
    `The libSQL server does not come up on ${folder}: free disk space or memory, or move the folder away to start with an empty one (copies from before migrations are beside it).`,

  databaseUnreachable: (url: string) =>
    `The database at ${url} isn’t responding: check TURSO_DATABASE_URL, TURSO_AUTH_TOKEN and the network.`,

  migrationFailed: (reason: string) =>
    `The database could not be migrated (${reason}). The data is unchanged. Start the version you had, and report this line.`,

  newerDatabase: () =>
    'The database was written by a later version of Claude Monitor: start that version, or a later one. Nothing was changed.',

  notStarted: () =>
    'The monitor isn’t running here. Run npm start in another terminal, then try again.',

  buildFailed: (part: string) =>
    `The build of the ${part} failed; see above. Fix it, or remove node_modules and retry.`,

  workerDown: (reason: string) => `The Worker didn’t start (${reason}). Run npm test to see why.`,

  notProvisioned: (reason: string) =>
    `The local workspace could not be created (${reason}). The data is unchanged. Start again. If the data folder's deploy-secret was replaced, restore the former one; otherwise report this line.`,
} as const;
