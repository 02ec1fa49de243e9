import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { loadConfig, type Env, type Flags } from '../config.ts';
import { readChoices } from '../machine/choices.ts';
import { listSegments, spoolFolder } from '../spool/folder.ts';
import { LossLog, type Loss } from '../spool/loss-log.ts';
import { createdAtOf } from '../spool/segment-name.ts';
import { SegmentReader } from '../spool/segment-reader.ts';
import { VERSION } from '../version.ts';
import { checkMonitor, type MonitorCheck } from '../init/check-monitor.ts';
import { readInstalled } from '../init/installed.ts';
import { ago } from './ago.ts';
import { readDelivery, type DeliveryStatus } from './delivery-status.ts';
import {
  machineLines,
  recordingStatus,
  relayStatus,
  type MachineStatus,
} from './machine-status.ts';

export type Status = MachineStatus & {
  url: string | null;
  origin: string | null;
  problem: string | null;
  /** Null: not asked, for want of a URL. */
  isReachable: boolean | null;
  /** Why nothing gets through, with the cure; null where all does. */
  fault: string | null;
  spool: {
    folder: string;
    isWritable: boolean;
    segments: number;
    bytes: number;
    waiting: number;
    oldestAt: number | null;
  };
  last: DeliveryStatus | null;
  losses: Loss[];
};

/** `claude-monitor status`: for people, or with --json for programs. Ends with 1 where nothing gets through; never shows the key. */
export async function printStatus(
  flags: Flags & { json?: boolean | undefined },
  env: Env,
): Promise<void> {
  const status = await gatherStatus(flags, env);
  const text =
    flags.json === true ? `${JSON.stringify(status, null, 2)}\n` : statusText(status, Date.now());
  process.stdout.write(text);
  if (status.fault !== null) process.exitCode = 1;
}

async function gatherStatus(flags: Flags, env: Env): Promise<Status> {
  const { destination, problem } = loadConfig(flags, env);
  const url = destination?.url ?? null;
  const folder = spoolFolder(env, destination);
  const check = destination === null ? null : await checkMonitor(destination);
  const spool = spoolStatus([...new Set([folder, spoolFolder(env, null)])], folder);
  const last = readDelivery(folder);
  return {
    version: VERSION,
    url,
    origin: destination?.origin ?? null,
    problem,
    isReachable: check === null ? null : check.kind === 'fine' || check.kind === 'wrong key',
    fault: faultOf({ problem, check, last, waiting: spool.waiting }),
    spool,
    last,
    losses: new LossLog(folder).read(),
    relay: await relayStatus(env),
    installedVersion: readInstalled(env).version || null,
    recording: recordingStatus(env, Date.now()),
    textsSent: readChoices(env).texts,
  };
}

/** What is so now counts more than what was: an old fault is one while events still wait because of it. */
function faultOf(known: {
  problem: string | null;
  check: MonitorCheck | null;
  last: DeliveryStatus | null;
  waiting: number;
}): string | null {
  const { problem, check, last, waiting } = known;
  if (check === null) return problem ?? 'not configured';
  if (check.kind !== 'fine') return check.fault;
  return waiting > 0 ? (last?.fault ?? null) : null;
}

function statusText(status: Status, now: number): string {
  const { spool, last } = status;
  const lines = [
    `claude-monitor ${status.version}`,
    status.url === null
      ? `destination  none. ${status.problem ?? NOT_CONFIGURED}`
      : `destination  ${status.url} (from ${status.origin ?? 'unknown'}), ${status.isReachable === true ? 'responding' : 'not responding'}`,
    `spool        ${spool.folder}${spool.isWritable ? '' : ' (not writable)'}`,
    spool.waiting === 0
      ? 'waiting      nothing'
      : `waiting      ${String(spool.waiting)} events in ${String(spool.segments)} files, ${String(spool.bytes)} bytes, oldest ${ago(spool.oldestAt, now)}`,
    last === null
      ? 'last sent    never'
      : last.fault === null
        ? `last sent    ${ago(last.at, now)}`
        : `last error   ${ago(last.at, now)}: ${last.fault} (first failed ${ago(last.failingSince, now)}, last success ${ago(last.deliveredAt, now, 'never')})`,
    ...(status.losses.length === 0 ? ['lost         nothing'] : status.losses.map(lossText)),
    ...machineLines(status, now),
    ...(status.fault === null ? [] : ['', `Nothing gets through: ${status.fault}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const lossText = ({ kind, count, reason }: Loss): string =>
  `${kind.padEnd(12)} ${String(count)} events: ${reason}`;

function spoolStatus(folders: readonly string[], folder: string): Status['spool'] {
  const waiting = folders.flatMap(listSegments).flatMap((segment) => {
    const reader = new SegmentReader(segment.id, segment.path);
    const count = reader.read({ events: Infinity, bytes: Infinity }).length;
    return count === 0 ? [] : [{ id: segment.id, count, bytes: reader.size - reader.offset }];
  });
  const oldest = waiting.map(({ id }) => createdAtOf(id)).sort((a, b) => a - b)[0];
  return {
    folder,
    isWritable: isWritable(folder),
    segments: waiting.length,
    bytes: waiting.reduce((sum, { bytes }) => sum + bytes, 0),
    waiting: waiting.reduce((sum, { count }) => sum + count, 0),
    oldestAt: oldest ?? null,
  };
}

/** Of the folder, or of the nearest one above it that exists. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder) && dirname(folder) !== folder) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
