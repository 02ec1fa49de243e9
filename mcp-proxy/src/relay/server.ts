import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { signalOfPath } from '@claude-monitor/receivers';
import { z } from 'zod';
import { answerJson, answerOtlp, refuseOtlp } from './answers.ts';
import { BodyFault, readHookBody, readOtlpBody, readOwnBody } from './body/body.ts';
import type { RelayExtension } from './extension.ts';
import { proofOf, refusalOf, splitPath } from './guard.ts';
import type { Receiving } from './receive.ts';
import type { OpenSessions } from './sessions.ts';
import type { SilentSessions } from '../machine/silent-sessions.ts';

export type ServerDeps = {
  secret: string;
  port: () => number;
  version: string;
  receiving: Receiving;
  sessions: OpenSessions;
  silent: SilentSessions;
  extensions: readonly RelayExtension[];
  status: () => unknown;
  now: () => number;
  /** Somebody asked: the relay is in use. */
  onRequest: () => void;
  /** A newer relay, or `uninstall`, takes its place. */
  onReplace: () => void;
  onStop: () => void;
};

const attachSchema = z.object({
  sessionId: z.string().min(1),
  pid: z.int().positive().nullable(),
  isSilent: z.boolean().default(false),
});

/** The relay's HTTP server; it listens nowhere yet. */
export function createRelayServer(deps: ServerDeps): Server {
  const server = createServer((request, response) => {
    serve(request, response, deps).catch((error: unknown) => {
      answerFault(request, response, { error, deps });
    });
  });
  server.keepAliveTimeout = 1;
  return server;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  deps: ServerDeps,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://relay');
  const { path, secretInPath } = splitPath(url.pathname);
  if (request.method === 'GET' && path === '/hello') {
    const nonce = url.searchParams.get('nonce') ?? '';
    const { version } = deps;
    const proof = proofOf(deps.secret, nonce);
    return answerJson(response, 200, { name: 'claude-monitor', version, pid: process.pid, proof });
  }
  const expected = { port: deps.port(), secret: deps.secret, secretInPath };
  const refusal = refusalOf(request.headers, expected);
  if (refusal !== null) {
    request.resume();
    deps.receiving.refuse(refusal.status === 401 ? 'wrong_secret' : 'foreign_origin');
    return answerJson(response, refusal.status, { message: refusal.message });
  }
  deps.onRequest();
  if (request.method === 'GET' && path === '/status') {
    return answerJson(response, 200, deps.status());
  }
  if (request.method !== 'POST') {
    return answerJson(response, 404, { message: 'Not found.' });
  }
  await post(path, request, { response, deps });
}

async function post(
  path: string,
  request: IncomingMessage,
  { response, deps }: { response: ServerResponse; deps: ServerDeps },
): Promise<void> {
  const { receiving, sessions, silent, now, extensions } = deps;
  if (path === '/v1/hooks/claude-code') {
    const body = await readHookBody(request);
    receiving.hook(body);
    // Empty unless a brake denies the call: Claude Code may take any other field as a decision.
    answerJson(response, 200, decisionOf(extensions, body));
    if (typeof body !== 'object' || body === null) return;
    const hook = { ...body };
    for (const extension of extensions) extension.onHook?.(hook);
    return;
  }
  const signal = signalOfPath(path);
  if (signal !== undefined) {
    const body = await readOtlpBody(request);
    return answerOtlp(response, receiving.otlp(signal, body), 'protobuf' in body);
  }
  const body = await readOwnBody(request);
  if (path === '/attach') {
    const attach = attachSchema.safeParse(body);
    if (!attach.success) return answerJson(response, 400, { message: 'Not a session.' });
    const { sessionId, pid, isSilent } = attach.data;
    sessions.seen(sessionId, now(), pid);
    if (isSilent) silent.add(sessionId);
    return answerJson(response, 200, {});
  }
  if (path === '/replace' || path === '/stop') {
    answerJson(response, 200, {});
    return path === '/stop' ? deps.onStop() : deps.onReplace();
  }
  const extension = extensions.find(({ name }) => path === `/${name}`);
  if (extension?.answer === undefined) {
    return answerJson(response, 404, { message: 'Not found.' });
  }
  answerJson(response, 200, (await extension.answer(body)) ?? {});
}

/** A part that fails says nothing: the call passes. */
function decisionOf(extensions: readonly RelayExtension[], hook: unknown): object {
  for (const extension of extensions) {
    try {
      const decision = extension.decide?.(hook) ?? null;
      if (decision !== null) return decision;
    } catch {
      // As above.
    }
  }
  return {};
}

/** A hook is answered `{}` whatever is wrong with it: its client would show the fault to its user. */
function answerFault(
  request: IncomingMessage,
  response: ServerResponse,
  { error, deps }: { error: unknown; deps: ServerDeps },
): void {
  const status = error instanceof BodyFault ? error.status : 500;
  const message = error instanceof Error ? error.message : 'failed';
  deps.receiving.refuse(error instanceof BodyFault ? `body_${String(status)}` : 'internal');
  const path = request.url ?? '';
  if (path.startsWith('/v1/hooks/')) return answerJson(response, 200, {});
  if (!path.startsWith('/v1/')) return answerJson(response, status, { message });
  const isProtobuf = (request.headers['content-type'] ?? '').includes('protobuf');
  refuseOtlp(response, { status, message }, isProtobuf);
}
