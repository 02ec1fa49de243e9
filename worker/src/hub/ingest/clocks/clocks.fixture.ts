import { TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseHook, normaliseOtlp } from '@claude-monitor/receivers';
import { expect } from 'vitest';
import { KEY, recordingWriter, withCore, type Core } from '../../hub.fixture.ts';
import type { OpenHub } from '../../open-hub.ts';

export const { hourMs: HOUR, minuteMs: MINUTE } = TIME;
export const SECOND = 1_000;
export const RUN = '00000000-0000-4000-8000-00000000c10c';
export const PROMPT = 'cccccccc-0000-4000-8000-000000000001';

type HubUnderTest = Core & { again: () => OpenHub };

export const inHub = (work: (core: HubUnderTest) => Promise<void>) =>
  withCore({ writer: () => recordingWriter() }, work);

export async function ingest(
  { hub, clock }: Pick<Core, 'hub' | 'clock'>,
  events: TelemetryEvent[],
  more: { machines?: Record<string, string>; sentAt?: number | null; device?: string } = {},
): Promise<void> {
  const found = hub.keys.find(KEY.hash, clock.at);
  if (found === null) throw new Error('no key');
  const { device = null, sentAt = null, machines = {} } = more;
  const answer = await hub.ingest.take(
    { events, sentAt, rejected: {}, machines },
    { ...found, device },
  );
  expect(answer).toMatchObject({ ok: true });
}

export const hook = async (core: Core, name: string, more: object = {}): Promise<void> => {
  const body = { session_id: RUN, hook_event_name: name, cwd: '/w/p', prompt_id: PROMPT, ...more };
  await ingest(core, normaliseHook(body, core.clock.at).events);
};

export const promptHook = (core: Core) => hook(core, 'UserPromptSubmit', { prompt: 'Build it' });

const attribute = ([key, value]: [string, string | number]) => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
});

export type Said = { name: string; at: number; more?: { [name: string]: string | number } };
let sequence = 0;

/** The client begins to count its records again. */
export const restart = (): void => {
  sequence = 0;
};

/** An export of Claude Code, whose clock says `at`. */
export async function otlp(core: Core, records: Said[], userId = 'installation'): Promise<void> {
  const logRecords = records.map(({ name, at, more = {} }) => ({
    timeUnixNano: String(at * 1e6),
    observedTimeUnixNano: String(at * 1e6),
    attributes: Object.entries({
      'session.id': RUN,
      'user.id': userId,
      'event.name': name,
      'event.timestamp': new Date(at).toISOString(),
      'event.sequence': sequence++,
      'prompt.id': PROMPT,
      ...more,
    }).map(attribute),
  }));
  const scope = { name: 'com.anthropic.claude_code.events' };
  const json = { resourceLogs: [{ resource: {}, scopeLogs: [{ scope, logRecords }] }] };
  const result = normaliseOtlp('logs', { json });
  if (!result.ok) throw new Error(result.message);
  await ingest(core, result.batch.events, { machines: result.batch.machines });
}

export const prompt = (at: number): Said => ({
  name: 'user_prompt',
  at,
  more: { prompt_length: 8 },
});
export const request = (at: number, id: string): Said => ({
  name: 'api_request',
  at,
  more: { request_id: id, input_tokens: 100, output_tokens: 10, model: 'claude-sonnet-4-5' },
});

/** The one session, its prompts, and what its page says of its times. */
export function seen({ workspaceState }: OpenHub) {
  const id = workspaceState.find(RUN) ?? '';
  const session = workspaceState.session(id);
  const detail = workspaceState.detail(id);
  if (session === null || detail === null) throw new Error('no session');
  const { prompts, clock, requests } = detail;
  return {
    session,
    clock,
    prompts: (prompts?.claude ?? 0) + (prompts?.prometheus ?? 0) + (prompts?.unrouted ?? 0),
    requestsAt: requests.map(({ at }) => at),
  };
}
