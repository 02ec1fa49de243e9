import { randomUUID } from 'node:crypto';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { loadConfig, type Env, type Flags } from '../config.ts';
import { FaultLog } from '../fault-log.ts';
import { askMonitor } from '../questions/ask-monitor.ts';
import { DeliveryLog } from '../status/delivery-note.ts';
import { spoolFolder } from '../spool/folder.ts';
import { PROCESSES, thisOwner } from '../spool/owner.ts';
import { SPOOL_LIMITS } from '../spool/spool-limits.ts';
import { Spool } from '../spool/spool.ts';
import { httpSend } from '../uplink/http-send.ts';
import { UPLINK_LIMITS } from '../uplink/uplink-limits.ts';
import { Uplink } from '../uplink/uplink.ts';
import { VERSION } from '../version.ts';
import { callerOf } from './call-context.ts';
import { createMcpServer } from './server.ts';

const USER_AGENT = `claude-monitor/${VERSION}`;
const TEND_INTERVAL_MS = 60_000;
/** The handshake comes first; what others left behind can wait a moment. */
const FIRST_TEND_MS = 200;

/** `claude-monitor mcp`: serves until stdin ends or a signal comes, then sends what it can and exits. */
export async function serveMcp(flags: Flags, env: Env): Promise<void> {
  const faults = new FaultLog((line) => process.stderr.write(line));
  // A client that went away must not turn an answer or a complaint into a crash.
  process.stdout.on('error', () => {
    void shutDown();
  });
  process.stderr.on('error', () => undefined);

  const config = loadConfig(flags, env);
  if (config.problem !== null) {
    faults.report('uplink', `events wait on this machine: ${config.problem}`);
  }
  const folder = spoolFolder(env, config.destination);
  const deliveries = new DeliveryLog(folder);
  const report = (topic: string, message: string | null): void => {
    faults.report(topic, message);
    if (topic === 'uplink' && message !== null) {
      deliveries.note({ at: Date.now(), fault: message });
    }
  };
  const spool = new Spool({
    folder,
    otherFolders: [spoolFolder(env, null)],
    self: thisOwner(),
    processes: PROCESSES,
    limits: SPOOL_LIMITS,
    now: Date.now,
    newId: randomUUID,
    report,
  });
  const uplink = new Uplink({
    source: spool,
    config: () => loadConfig(flags, env),
    send: httpSend(USER_AGENT),
    now: Date.now,
    random: Math.random,
    schedule: (delayMs, task) => {
      const timer = setTimeout(task, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
    report,
    onDelivered: () => {
      deliveries.note({ at: Date.now(), fault: null });
    },
  });

  const tend = (): void => {
    try {
      spool.tend({ adopts: !uplink.isFailing });
    } catch (error) {
      report(
        'spool',
        `cannot tend ${folder}: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
    uplink.wake();
  };
  setTimeout(tend, FIRST_TEND_MS);
  setInterval(tend, TEND_INTERVAL_MS);

  let isClosing = false;
  const shutDown = async (): Promise<void> => {
    if (isClosing) return;
    isClosing = true;
    await spool.sync();
    await uplink.close(UPLINK_LIMITS.farewellMs);
    spool.close();
    process.exit(0);
  };
  process.stdin.once('end', () => {
    void shutDown();
  });
  process.stdin.once('close', () => {
    void shutDown();
  });
  process.once('SIGINT', () => {
    void shutDown();
  });
  process.once('SIGTERM', () => {
    void shutDown();
  });

  const server = createMcpServer({
    version: VERSION,
    caller: callerOf(env),
    keep: (lines) => {
      const place = spool.append(lines);
      uplink.wake();
      return place;
    },
    ask: askMonitor({ config: () => loadConfig(flags, env), userAgent: USER_AGENT }),
  });
  await server.connect(new StdioServerTransport());
}
