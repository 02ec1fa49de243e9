import { jsonIn, noAnswerWords } from '@claude-monitor/protocol/api/refusal';
import { keyFault, notAMonitor, notResponding } from '@claude-monitor/protocol/client-faults';

const TIMEOUT_MS = 8_000;

/** Whether a monitor is there and takes the key; `fault` says what to do. */
export type MonitorCheck =
  | { kind: 'fine'; clockOffMs: number }
  | { kind: 'unreachable' | 'no monitor' | 'wrong key' | 'untrusted'; fault: string };

export async function checkMonitor({
  url,
  key,
}: {
  url: string;
  key: string;
}): Promise<MonitorCheck> {
  const request = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${url}${path}`, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  try {
    const health = await request('/healthz');
    const healthBody = jsonIn(await health.text());
    if (
      !health.ok ||
      typeof healthBody !== 'object' ||
      healthBody === null ||
      !('ok' in healthBody)
    ) {
      const fault = notAMonitor(url, `HTTP ${String(health.status)}`);
      return { kind: 'no monitor', fault };
    }
    const date = Date.parse(health.headers.get('date') ?? '');
    const clockOffMs = Number.isNaN(date) ? 0 : Date.now() - date;
    const answer = await request('/v1/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: '{"events":[]}',
    });
    if (answer.status === 401 || answer.status === 403) {
      const fault = keyFault({ status: answer.status, body: await answer.text() }, 'ingest');
      return { kind: 'wrong key', fault };
    }
    return { kind: 'fine', clockOffMs };
  } catch (error) {
    const code = codeOf(error);
    if (UNTRUSTED.test(code)) {
      const fault = `The certificate of ${url} isn’t trusted (${code}). Set NODE_EXTRA_CA_CERTS to your CA file.`;
      return { kind: 'untrusted', fault };
    }
    const why = code === '' ? noAnswerWords(error, TIMEOUT_MS) : code;
    const fault = `${notResponding(url, why)} Check the URL and the network.`;
    return { kind: 'unreachable', fault };
  }
}

/** As Node's TLS names what it does not trust. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|LEAF_SIGNATURE/;

/** `fetch` puts the error of the socket below its own. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error && 'code' in inner ? String(inner.code) : '';
}
