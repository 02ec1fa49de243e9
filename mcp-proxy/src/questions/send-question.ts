import { jsonIn, noAnswerWords, refusalIn } from '@claude-monitor/protocol/api/refusal';
import { NOT_CONFIGURED, notAMonitor, notResponding } from '@claude-monitor/protocol/client-faults';
import {
  askAnswerSchema,
  questionRefusal,
  type Question,
} from '@claude-monitor/protocol/questions/index';
import type { Config } from '../resolve-config.ts';

/** An agent waits for an answer no longer than this. */
const QUESTION_TIMEOUT_MS = 5_000;
const ANSWER_BYTES = 4 * 1024 * 1024;

/** What was asked, and the sessions that this process logged for: whose tasks "mine" are. */
export type SentQuestion = {
  question: Question;
  arguments: Record<string, unknown>;
  sessions: readonly string[];
};

export type Answered =
  { ok: true; text: string; structured: Record<string, unknown> } | { ok: false; fault: string };

/** Asks the monitor; never rejects, and says in a sentence why there is no answer. */
export type SendQuestion = (sent: SentQuestion) => Promise<Answered>;

type Answer = { status: number; body: unknown };

/**
 * Has sockets of its own: what is logged goes its own way and never waits for an answer. A redirect is
 * not followed, for it could carry the key elsewhere.
 */
export function questionSender(options: {
  config: () => Config;
  userAgent: string;
  timeoutMs?: number;
}): SendQuestion {
  const { timeoutMs = QUESTION_TIMEOUT_MS } = options;
  return async (sent) => {
    const { name } = sent.question;
    const { destination, problem } = options.config();
    if (destination === null) {
      return { ok: false, fault: `${name} was not answered. ${problem ?? NOT_CONFIGURED}` };
    }
    const { url, key, readKey = key } = destination;
    try {
      const response = await fetch(`${url}/v1/questions/${name}`, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: `Bearer ${readKey}`,
          'content-type': 'application/json',
          'user-agent': options.userAgent,
        },
        body: JSON.stringify({ arguments: sent.arguments, sessions: sent.sessions }),
      });
      return answerOf({ status: response.status, body: await jsonOf(response) }, sent.question);
    } catch (error) {
      return { ok: false, fault: unanswered(name, away(noAnswerWords(error, timeoutMs))) };
    }
  };
}

export function answerOf({ status, body }: Answer, question: Question): Answered {
  const { name } = question;
  if (status === 200) {
    const answer = askAnswerSchema.safeParse(body);
    // A newer monitor may say more than this list of tools describes.
    const structured = question.outputSchema.safeParse(answer.data?.structured);
    if (answer.success && structured.success) {
      return { ok: true, text: answer.data.text, structured: structured.data };
    }
    return { ok: false, fault: unanswered(name, notAMonitor('The server')) };
  }
  const refused = refusalIn(body);
  if (refused !== null && status < 500) {
    return { ok: false, fault: questionRefusal(name, refused) };
  }
  const refusalText = refused?.message ?? `HTTP ${status}`;
  return { ok: false, fault: unanswered(name, away(refusalText.replace(/\.$/, ''))) };
}

const away = (why: string): string => notResponding('The monitor', why);

const unanswered = (name: string, why: string): string =>
  `${name} was not answered. ${why} What you log is kept; ask again later.`;

async function jsonOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return jsonIn(Buffer.concat(chunks).toString('utf8'));
}
