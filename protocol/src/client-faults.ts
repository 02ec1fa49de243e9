import { refusalIn, refusalWords } from './api/refusal.ts';

/** What every client and the server say of the same fault, in the same words. Whole sentences. */

export const NOT_CONFIGURED =
  'No monitor is configured. Run `claude-monitor init`, or set CLAUDE_MONITOR_URL and CLAUDE_MONITOR_KEY.';

/** The same for a key that nobody knows and one that was revoked (rule SHR7). */
export const KEY_REJECTED =
  'This key was rejected: it is unknown or revoked. Create one in Settings → Keys.';

/** `found` is what it answered instead, in a word or two: `HTTP 404`. */
export const notAMonitor = (url: string, found?: string): string =>
  `${url} isn’t a Claude Monitor${found === undefined ? '' : ` (${found})`}. Check the URL.`;

/** Of an answer that came from somebody else: the wrong server, a proxy, a hotel's login page. */
export const notFromMonitor = (words: string): string =>
  `${words} didn’t come from a Claude Monitor. Check the URL and any proxy in between.`;

/** `why` in a few words, as `noAnswerWords` has them. */
export const notResponding = (url: string, why: string): string =>
  `${url} isn’t responding (${why}).`;

export const lacksScope = (scope: string): string =>
  `This key lacks the scope ${scope}. Create one with it in Settings → Keys.`;

/** Of a 401 or 403. One that is not in the monitor's words may come from a proxy in front of it. */
export function keyFault(answer: { status: number; body: unknown }, scope: string): string {
  switch (refusalIn(answer.body)?.code) {
    case 'unauthorized':
      return KEY_REJECTED;
    case 'forbidden':
      return lacksScope(scope);
    default: {
      const words = refusalWords(answer.status, answer.body);
      return `This key was rejected (${words}). Check the key, the URL and any proxy in between.`;
    }
  }
}
