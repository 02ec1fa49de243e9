import { buildPushPayload } from '@block65/webcrypto-web-push';
import { LIMITS, type Pushed } from '@claude-monitor/protocol';
import { neutralText } from './neutral-text.ts';
import { NOT_CONFIRMED, type Answer, type Form, type Rendered } from './form.ts';

/** A notification is cut by every system well before these; the encrypted message holds 3,993 bytes (RFC 8291). */
const TITLE_LENGTH = 100;
const BODY_LENGTH = 200;

/** Of messages that wait at the push service for a browser, the newest takes the place of the others. */
const TOPIC = 'incidents';

/**
 * Who sends, for the push service. It must be an https or mailto address, and none of localhost at one service:
 * a monitor on somebody's own machine has no address to give.
 */
const contactOf = (origin: string): string =>
  origin.startsWith('https:') ? origin : 'mailto:claude-monitor@example.com';

/** The push service of a browser: encrypted for it (RFC 8291), and signed by the workspace's key (RFC 8292). */
export const pushForm: Form = {
  pauseMs: LIMITS.pushPauseMs,
  follows: 'end only',
  render: async (notice, { push, origin }, url): Promise<Rendered> => {
    if (push === null) throw new Error('a message for a browser without its keys');
    const pushed: Pushed = {
      title: neutralText(notice.title, TITLE_LENGTH),
      body: notice.text === null ? null : neutralText(notice.text, BODY_LENGTH),
      path: notice.path,
    };
    const { headers, body } = await buildPushPayload(
      {
        data: pushed,
        options: { ttl: LIMITS.pushTtlMs / 1_000, urgency: 'high', topic: TOPIC },
      },
      // A receiver in tests speaks http, which the library takes no address of.
      { endpoint: url.replace(/^http:/, 'https:'), expirationTime: null, keys: push.keys },
      { subject: contactOf(origin), ...push.vapid },
    );
    const { 'content-length': _, ...sent } = headers;
    return { headers: sent, body };
  },
  faultOf: ({ status }: Answer) => (status >= 200 && status < 300 ? null : NOT_CONFIRMED),
};
