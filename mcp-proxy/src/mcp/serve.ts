import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { loadConfig, type Env, type Flags } from '../config.ts';
import { FaultLog } from '../fault-log.ts';
import { Outbox } from '../outbox/outbox.ts';
import { questionSender } from '../questions/send-question.ts';
import { EXPORTER_LIMITS } from '../exporter/exporter-limits.ts';
import { watchRelay } from '../relay/watch-relay.ts';
import { VERSION } from '../version.ts';
import { callerOf } from './call-context.ts';
import { createMcpServer, toolCaller } from './server.ts';
import { UndeliveredWords } from './undelivered.ts';
import { Wire } from './wire.ts';

const USER_AGENT = `claude-monitor/${VERSION}`;

/** `claude-monitor mcp`: serves until stdin ends or a signal comes, then sends what it can and exits. */
export async function serveMcp(flags: Flags, env: Env): Promise<void> {
  const faults = new FaultLog((line) => process.stderr.write(line));
  // A client that went away must not turn an answer or a complaint into a crash.
  process.stdout.on('error', () => {
    void shutDown();
  });
  process.stderr.on('error', () => undefined);

  const outbox = new Outbox({
    flags,
    env,
    report: (topic, message) => {
      faults.report(topic, message);
    },
  });

  const stopRelayWatch = watchRelay(env);

  let isClosing = false;
  const shutDown = async (): Promise<void> => {
    if (isClosing) return;
    isClosing = true;
    stopRelayWatch();
    await outbox.shutdown(EXPORTER_LIMITS.shutdownMs);
    outbox.close();
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

  outbox.probe();
  const words = new UndeliveredWords();
  const callTool = toolCaller({
    caller: callerOf(env),
    keep: (lines) => outbox.keep(lines),
    undelivered: () =>
      words.next(outbox.undelivered, loadConfig(flags, env).destination?.origin ?? null),
    sendQuestion: questionSender({ config: () => loadConfig(flags, env), userAgent: USER_AGENT }),
  });
  const wire = new Wire((line) => process.stdout.write(line));
  for (const transport of [wire.modern, wire.legacy]) {
    serveStdio(() => createMcpServer(VERSION, callTool), { transport });
  }
  wire.listen(process.stdin);
}
