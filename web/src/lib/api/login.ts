import { loginAnswerSchema } from '@claude-monitor/protocol/api/access/login';

export type LoginOutcome = 'ok' | 'wrong key' | 'unreachable';
export type ProbeOutcome = 'ok' | 'no login' | 'unreachable';

type Fetch = typeof fetch;

/** The key that a dashboard link carries in its fragment (`#key=cm.…`), which never reaches a server. */
export function keyInFragment(fragment: string): string | null {
  const key = new URLSearchParams(fragment.replace(/^#/, '')).get('key');
  return key === null || key === '' ? null : key;
}

/** Trades a key for the login cookie, which scripts can't read. */
export async function login(key: string, fetchFrom: Fetch): Promise<LoginOutcome> {
  const response = await answerOf(() =>
    fetchFrom('/v1/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    }),
  );
  if (response === null || response.status >= 500 || response.status === 429) return 'unreachable';
  if (!response.ok) return 'wrong key';
  const body: unknown = await response.json().catch(() => null);
  return loginAnswerSchema.safeParse(body).success ? 'ok' : 'unreachable';
}

/** Whether the cookie still opens the workspace: what a refused socket can't tell. */
export async function probeLogin(fetchFrom: Fetch): Promise<ProbeOutcome> {
  const response = await answerOf(() => fetchFrom('/v1/status'));
  if (response === null) return 'unreachable';
  if (response.status === 401 || response.status === 403) return 'no login';
  return response.ok ? 'ok' : 'unreachable';
}

const answerOf = (request: () => Promise<Response>): Promise<Response | null> =>
  request().catch(() => null);
