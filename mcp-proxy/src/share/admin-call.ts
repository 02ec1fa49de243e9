import { notAMonitor, notResponding } from '@claude-monitor/protocol/client-faults';
import { noAnswerWords, refusalIn } from '@claude-monitor/protocol/api/refusal';
import { VERSION } from '../version.ts';

const TIMEOUT_MS = 10_000;

export type CallResult =
  { ok: true; body: unknown } | { ok: false; fault: string; code: string | null };

/** Asks the monitor as an admin; never rejects. */
export async function callAdmin(
  to: { url: string; key: string; method: string; path: string },
  body?: object,
): Promise<CallResult> {
  try {
    const response = await fetch(to.url + to.path, {
      method: to.method,
      // It could carry the key elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${to.key}`,
        'user-agent': `claude-monitor/${VERSION}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const result: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return { ok: true, body: result };
    const refusal = refusalIn(result);
    const fault = refusal?.message ?? `HTTP ${response.status}`;
    return { ok: false, fault, code: refusal?.code ?? null };
  } catch (error) {
    const fault =
      error instanceof SyntaxError
        ? notAMonitor(to.url)
        : notResponding(to.url, noAnswerWords(error, TIMEOUT_MS));
    return { ok: false, fault, code: null };
  }
}
