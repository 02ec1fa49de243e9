import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { readMachine } from '../../machine/machine-file.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { callRelay } from '../../relay/call-relay.ts';
import type { Destination } from '../../resolve-config.ts';
import { failed, ok, skipped, type Context, type Finding } from '../check.ts';

const WAIT_MS = 15_000;
const LOOK_EVERY_MS = 300;
const ASK_MS = 5_000;
const CWD = '/claude-monitor-doctor';

const eventsSchema = z.object({
  items: z.array(z.looseObject({ type: z.string(), source: z.string() })),
});

/** The ways in, by the source that their events name. */
const WAYS = [
  { id: 'way-hook', source: 'hook', what: 'a hook through the relay' },
  { id: 'way-otlp', source: 'otlp', what: 'telemetry through the relay' },
  { id: 'way-mcp', source: 'mcp', what: 'a tool call through the spool' },
] as const;

/** Sends a marked event by each way in, and waits until the API shows it. */
export async function checkWays({ env, destination }: Context): Promise<Finding[]> {
  const machine = readMachine(env);
  if (destination === null || machine === null) {
    return WAYS.map(({ id }) => skipped(id, 'needs the relay and a monitor'));
  }
  const sessionId = randomUUID();
  const hook = { session_id: sessionId, cwd: CWD, transcript_path: '' };
  const post = (path: string, body: object): Promise<unknown> =>
    callRelay(machine, { path, body: JSON.stringify(body), timeoutMs: ASK_MS });
  const faults = new Map<string, string>();
  const send = async (source: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      faults.set(source, error instanceof Error ? error.message : 'failed');
    }
  };
  await send('hook', () =>
    post('/v1/hooks/claude-code', { ...hook, hook_event_name: 'SessionStart', source: 'startup' }),
  );
  await send('otlp', () => post('/v1/logs', promptLog(sessionId)));
  await send('mcp', () => keepMark(sessionId, env));
  await send('hook', () =>
    post('/v1/hooks/claude-code', { ...hook, hook_event_name: 'SessionEnd', reason: 'other' }),
  );
  const seen = await sourcesShown(sessionId, destination);
  return WAYS.map(({ id, source, what }) => {
    const fault = faults.get(source);
    if (fault !== undefined) return failed(id, `${what}: ${fault}`, 'See the checks above.');
    if (seen === 'may not read') {
      return skipped(id, `${what} was sent, but this key can’t read, so arrival wasn’t checked`);
    }
    return seen.has(source)
      ? ok(id, `${what} arrived`)
      : failed(id, `${what} didn’t arrive within ${String(WAIT_MS / 1_000)} s`, FIX);
  });
}

const FIX = 'Run `claude-monitor status` to see what is queued and why.';

function keepMark(sessionId: string, env: Context['env']): Promise<void> {
  const outbox = new Outbox({ flags: {}, env, report: () => undefined, isSilent: () => false });
  const event = {
    id: `doctor:${sessionId}`,
    type: 'session.context',
    time: Date.now(),
    sessionId,
    source: 'mcp',
    agentName: 'claude-monitor doctor',
  };
  outbox.keep([JSON.stringify(event)]);
  return outbox.shutdown(ASK_MS).then(() => {
    outbox.close();
  });
}

async function sourcesShown(
  sessionId: string,
  { url, key, readKey }: Destination,
): Promise<ReadonlySet<string> | 'may not read'> {
  const deadline = Date.now() + WAIT_MS;
  let seen: ReadonlySet<string> = new Set();
  while (Date.now() < deadline && seen.size < WAYS.length) {
    try {
      const answer = await fetch(
        `${url}/v1/events?session=${sessionKeyOf(sessionId, '')}&limit=50`,
        {
          headers: { authorization: `Bearer ${readKey ?? key}` },
          signal: AbortSignal.timeout(ASK_MS),
        },
      );
      if (answer.status === 401 || answer.status === 403) return 'may not read';
      const parsed = eventsSchema.safeParse(jsonIn(await answer.text()));
      if (parsed.success) seen = new Set(parsed.data.items.map(({ source }) => source));
    } catch {
      // Asked again until the time is over.
    }
    if (seen.size < WAYS.length) await sleep(LOOK_EVERY_MS);
  }
  return seen;
}

/** As Claude Code exports the record of a prompt: no text, no request. */
function promptLog(sessionId: string): object {
  const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
  const now = Date.now();
  return {
    resourceLogs: [
      {
        resource: { attributes: [text('service.name', 'claude-code')] },
        scopeLogs: [
          {
            scope: { name: 'com.anthropic.claude_code.events' },
            logRecords: [
              {
                timeUnixNano: `${String(now)}000000`,
                body: { stringValue: 'claude_code.user_prompt' },
                attributes: [
                  text('event.name', 'user_prompt'),
                  text('event.timestamp', new Date(now).toISOString()),
                  text('session.id', sessionId),
                  text('prompt_length', '1'),
                  { key: 'event.sequence', value: { intValue: 0 } },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
}
