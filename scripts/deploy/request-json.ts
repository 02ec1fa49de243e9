import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { deployFaults } from './faults.ts';
import { reasonOf } from './fault.ts';

const TIMEOUT_MS = 30_000;

/** Someone else's HTTP interface: its name for people, its address, and who asks. */
export type Service = { name: string; baseUrl: string; headers: Record<string, string> };

export type JsonReply = { status: number; body: unknown };

/** One call; an answer of any status is an answer, no answer is a fault. */
export async function requestJson(
  service: Service,
  path: string,
  options: { method?: string; body?: unknown } = {},
): Promise<JsonReply> {
  const { method = 'GET', body } = options;
  try {
    const response = await fetch(service.baseUrl + path, {
      method,
      headers: {
        ...service.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: jsonIn(await response.text()) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw deployFaults.unreachable(service.name, reasonOf(cause), error);
  }
}
