import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMessagesApi, type MessagesApi } from './claude-code/messages-api.ts';
import { openWorkspace } from './claude-code/monitor.ts';
import { startInstance } from './clients/instance.ts';
import { startRecorder, type Recorder } from './init/recorder.ts';

/** What a trial of the real Claude Code is given. */
export type Context = {
  binary: string;
  /** Of a workspace of its own. */
  key: string;
  api: MessagesApi;
  recorder: Recorder;
  monitorUrl: string;
};

type Trial = {
  /** Of the script, and of its workspace. */
  name: string;
  /** Each session is answered by a script of its own. */
  eachSession?: boolean;
  /** Which traffic is recorded: to the monitor, or to the model. */
  records: 'monitor' | 'model';
  run: (folder: string, context: Context) => Promise<void>;
};

let failures = 0;

/** Prints whether it is as promised; one that is not ends the trial with 1. */
export function check(what: string, isSo: boolean, detail = ''): void {
  console.log(`  ${isSo ? 'ok     ' : 'FAILED '} ${what}${detail === '' ? '' : ` (${detail})`}`);
  if (!isSo) failures++;
}

/** Whether anything was other than promised until now. */
export const hasFailed = (): boolean => failures > 0;

/**
 * Runs a trial against a monitor and a scripted model of its own, with the binary that the command line names.
 * `KEEP_FOLDER` in the environment keeps what it wrote.
 */
export async function tryRealClient({ name, eachSession, records, run }: Trial): Promise<void> {
  const [binary] = process.argv.slice(2);
  if (binary === undefined) {
    console.error(`Name the binary of Claude Code: node scripts/try/${name}.ts PATH`);
    process.exitCode = 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), `try-${name}-`));
  const instance = await startInstance(join(folder, 'data'));
  const api = await startMessagesApi(eachSession === undefined ? {} : { eachSession });
  const recorder = await startRecorder(records === 'monitor' ? instance.url : api.url);
  try {
    const { key } = await openWorkspace(instance, `${name}${Date.now().toString(36)}`);
    await run(folder, { binary, key, api, recorder, monitorUrl: instance.url });
  } finally {
    api.close();
    recorder.close();
    await instance.stop();
    if (process.env['KEEP_FOLDER'] === undefined) rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = failures === 0 ? 0 : 1;
}
