import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildClient } from '../../mcp-proxy/build.ts';
import { writeTranscripts } from '../load/transcripts.ts';
import { compare, median, type Result } from '../result.ts';
import { startOurs } from '../runtime/bench-monitor.ts';
import type { Bench } from '../workload.ts';

const run = promisify(execFile);
const NO_CCUSAGE =
  'import against ccusage: set CCUSAGE to its program to measure it (npm install ccusage in a folder of its own)\n';

/**
 * An import of generated transcripts into a running monitor against `ccusage`, which sends nothing, on the same
 * files; and once more without any change, against the first time.
 */
export async function measureImport({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const client = await buildClient(join(workFolder, 'client'));
  const config = join(workFolder, 'claude');
  writeTranscripts(join(config, 'projects'), { bytes: workload.transcriptBytes, now: Date.now() });
  const ours = await startOurs({ name: 'import', bundle, workFolder });
  const timed = async (command: readonly string[], home: string): Promise<number> => {
    const [program = '', ...args] = command;
    mkdirSync(home, { recursive: true });
    const startedAt = performance.now();
    await run(program, args, {
      maxBuffer: 64 * 1024 * 1024,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        CLAUDE_CONFIG_DIR: config,
        CLAUDE_MONITOR_URL: ours.origin,
        CLAUDE_MONITOR_KEY: ours.events.bearer,
      },
    });
    return performance.now() - startedAt;
  };
  const command = [process.execPath, client.bundle, 'import'];
  const first: number[] = [];
  const again: number[] = [];
  const against: { ours: number; floor: number }[] = [];
  const ccusage = process.env['CCUSAGE'];
  if (ccusage === undefined) process.stderr.write(NO_CCUSAGE);
  for (let round = 0; round < workload.longRunRounds; round++) {
    const home = join(workFolder, `home-${String(round)}`);
    const firstMs = await timed(command, home);
    first.push(firstMs);
    again.push(await timed(command, home));
    if (ccusage !== undefined) {
      const floor = await timed([ccusage, 'claude', 'session', '--offline', '--json'], home);
      against.push({ ours: firstMs, floor });
    }
    rmSync(home, { recursive: true, force: true });
  }
  await ours.close();
  const repeated: Result = {
    name: 'import again without change; ratio: to the first time',
    ours: median(again),
    floor: median(first),
    ratio: median(again) / median(first),
    budget: { atMost: 0.1 },
    unit: 'ms',
  };
  if (against.length === 0) return [repeated];
  const name = 'import of transcripts, sent to a monitor; floor: ccusage, which sends nothing';
  return [{ name, ...compare(against), budget: { atMost: 1.5 }, unit: 'ms' }, repeated];
}
