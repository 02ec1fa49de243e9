import { claimsVersion, type Message, type Messages } from '@claude-monitor/protocol';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type Server,
} from '@modelcontextprotocol/server';
import { asBatch } from './rpc-answers.ts';

const VERSION_HEADER = 'mcp-protocol-version';

/**
 * Answers what a request says, by the revision that it is of: since 2026-07-28 each message names its own,
 * before it a header does, and nothing is kept between two requests in either.
 */
export async function serveMessages(
  original: Request,
  { messages, refused, isBatch }: Extract<Messages, { ok: true }>,
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  createServer: () => Server,
): Promise<Response> {
  const [first] = messages;
  if (first === undefined) return await asBatch(new Response(null, { status: 202 }), refused);
  const body = isBatch ? messages : first;
  const request = readable(original, first);
  const answer = (await isLegacyRequest(request, body))
    ? await serveLegacy(request, body, createServer())
    : await createMcpHandler(createServer, { legacy: 'reject' }).fetch(request, {
        parsedBody: body,
      });
  return isBatch ? await asBatch(answer, refused) : answer;
}

async function serveLegacy(
  request: Request,
  body: Message | readonly Message[],
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  server: Server,
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody: body });
  } finally {
    await server.close();
  }
}

/**
 * The request as the SDK wants it: both types accepted, for what is answered is chosen here; and no revision
 * at `initialize`, which is where one is agreed upon. The body was read before.
 */
function readable(request: Request, first: Message): Request {
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/json, text/event-stream');
  const isAgreed = first.method === 'initialize' && !claimsVersion(first);
  // Some proxies pass an unset header on as an empty one.
  if (isAgreed || headers.get(VERSION_HEADER)?.trim() === '') headers.delete(VERSION_HEADER);
  return new Request(request.url, { method: request.method, headers });
}
