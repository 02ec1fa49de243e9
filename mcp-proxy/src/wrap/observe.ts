import { randomUUID } from 'node:crypto';
import { loadConfig, type Env } from '../config.ts';
import { callerOf } from '../mcp/call-context.ts';
import { Outbox } from '../outbox/outbox.ts';
import { spoolFolder } from '../spool/folder.ts';
import { LossLog } from '../spool/loss-log.ts';
import { loadMapping } from './mapping-file.ts';
import { Observer, type Unobserved } from './observer.ts';
import type { WrapFlags } from './wrap-flags.ts';

type Observation = {
  fromClient: (chunk: Buffer) => void;
  fromServer: (chunk: Buffer) => void;
  /** The server is gone: sends what it can in this time. */
  close: (budgetMs: number) => Promise<void>;
};

/** Looks at what passes, and keeps it in the spool. stderr is the server's: faults are for `status`. */
export function observe(flags: WrapFlags, env: Env): Observation {
  const { mapping, fault } = loadMapping(flags.mapping ?? env['CLAUDE_MONITOR_MAPPING']);
  if (fault !== null) {
    process.stderr.write(`claude-monitor: tasks aren’t recorded: ${fault}\n`);
  }
  const outbox = new Outbox({ flags, env, report: () => undefined, onLoss: () => undefined });
  const processId = randomUUID();
  const { parentSessionId, device, user } = callerOf(env);
  const isOwnSession = parentSessionId === undefined;
  const observer = new Observer({
    watcher: {
      processId,
      mapping,
      base: {
        // Hooks of the client name no device, and tell of the same session.
        ...(isOwnSession
          ? { sessionId: `wrap-${processId}`, device }
          : { sessionId: parentSessionId }),
        ...(user === undefined ? {} : { user }),
      },
    },
    name: flags.name ?? null,
    isOwnSession,
    now: Date.now,
    keep: (lines) => {
      outbox.keep(lines);
    },
  });
  return {
    fromClient: (chunk) => {
      observer.fromClient(chunk);
    },
    fromServer: (chunk) => {
      observer.fromServer(chunk);
    },
    close: async (budgetMs) => {
      observer.serverEnded();
      reportUnseen(
        observer.unseen,
        new LossLog(spoolFolder(env, loadConfig(flags, env).destination)),
      );
      await outbox.shutdown(budgetMs);
      outbox.close();
    },
  };
}

function reportUnseen({ tooLong, forgotten, faults }: Unobserved, ledger: LossLog): void {
  const reasons = [
    ['wrap: message too long to inspect', tooLong],
    ['wrap: too many open calls', forgotten],
    ['wrap: message not understood', faults],
  ] as const;
  for (const [reason, count] of reasons) {
    if (count > 0) ledger.add({ kind: 'unreadable', reason, count });
  }
}
