import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import {
  eventsOf,
  readCapture,
  type Capture,
} from '../../../receivers/src/testing/captures.fixture.ts';
import {
  inPieces,
  toOtlpJson,
  toProtobuf,
} from '../../../receivers/src/testing/encodings.fixture.ts';
import { HOOKS } from '../../../receivers/src/testing/hooks.fixture.ts';
import { ask } from '../http/request.ts';
import type { Workspace } from '../monitor/workspace.ts';

const PIECE_RECORDS = 9;
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const HOOKS_PATH = '/v1/hooks/claude-code';

const REPORT = { inputTokens: 12_345, outputTokens: 678 };
/** What `selfReports` come to. */
export const REPORTED_TOKENS = 2 * (REPORT.inputTokens + REPORT.outputTokens);

export type Post = { path: string; headers: Record<string, string>; body: Buffer };

export const asSent = (run: string): Post[] =>
  readCapture(run).map(({ signal, bytes, isJson }) =>
    post(`/v1/${signal}`, isJson ? JSON_TYPE : PROTOBUF_TYPE, bytes),
  );

/** The same as a client that is set to the other encoding sends it. */
export const inOtherEncoding = (run: string): Post[] =>
  readCapture(run).map(({ signal, bytes, isJson }) =>
    isJson
      ? post(`/v1/${signal}`, PROTOBUF_TYPE, toProtobuf(signal, jsonOf(bytes)))
      : json(`/v1/${signal}`, toOtlpJson(signal, bytes)),
  );

export const inSmallExports = (run: string): Post[] =>
  readCapture(run).flatMap((capture) =>
    inPieces(capture.signal, treeOf(capture), PIECE_RECORDS).map((piece) =>
      json(`/v1/${capture.signal}`, piece),
    ),
  );

export const hookPost = (body: object, changes: object): Post =>
  json(HOOKS_PATH, { ...body, ...changes });

/** Every hook there is, as if this session and one of its subagents had called it. */
export const hooksOf = (session: string, subagent: string): Post[] =>
  [...HOOKS.values()].map((body) =>
    json(HOOKS_PATH, {
      ...body,
      session_id: session,
      ...('agent_id' in body ? { agent_id: subagent } : {}),
    }),
  );

/**
 * The model's own account, wrong as it may be: a session declared in the middle of the run, and what it
 * believes to have used, before and after.
 */
export function selfReports(run: string, session: string): Post[] {
  const times = eventsOf(run).map(({ time }) => time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const reporter = {
    sessionId: `self-${session}`,
    parentSessionId: session,
    source: 'mcp',
  } as const;
  const report = { ...reporter, ...REPORT, type: 'usage' } as const;
  const events: TelemetryEventInput[] = [
    {
      ...reporter,
      id: `${run} start`,
      type: 'session.start',
      time: Math.round((first + last) / 2),
      agentName: 'planner',
      model: 'claude-sonnet-4-5',
    },
    { ...report, id: `${run} early`, time: first },
    { ...report, id: `${run} late`, time: last },
  ];
  return events.map((event) => json('/v1/events', { events: [event] }));
}

export const gzipped = ({ path, headers, body }: Post): Post => ({
  path,
  headers: { ...headers, 'content-encoding': 'gzip' },
  body: gzipSync(body),
});

/** Sends them one after another; each must be taken whole. */
export async function sendAll(workspace: Workspace, posts: readonly Post[]): Promise<void> {
  const authorization = `Bearer ${workspace.ingestKey}`;
  for (const { path, headers, body } of posts) {
    const request = { method: 'POST', path, headers: { ...headers, authorization }, body };
    const { status, text } = await ask(workspace, request);
    expect([path, status]).toEqual([path, path === '/v1/events' ? 202 : 200]);
    if (path !== '/v1/events') expect(text).toBe(isProtobuf(headers) ? '' : '{}');
  }
}

const isProtobuf = (headers: Record<string, string>): boolean =>
  headers['content-type'] === PROTOBUF_TYPE;

const treeOf = ({ signal, bytes, isJson }: Capture) =>
  isJson ? jsonOf(bytes) : toOtlpJson(signal, bytes);

const jsonOf = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

const json = (path: string, body: unknown): Post =>
  post(path, JSON_TYPE, Buffer.from(JSON.stringify(body)));

const post = (path: string, type: string, body: Uint8Array): Post => ({
  path,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});
