import { hash64 } from '@claude-monitor/protocol/ids';
import { loadConfig, type Env } from '../config.ts';
import { questionSender } from '../questions/send-question.ts';
import { VERSION } from '../version.ts';
import { statusInputOf, type StatusInput } from './status-input.ts';
import { NO_FACTS, statusLine } from './status-line.ts';
import { TeamFactsCache } from './team-facts.ts';

/** What the relay gives to a part of it that has a job of its own. */
type StatusLineContext = {
  env: Env;
  now: () => number;
  keep: (lines: readonly string[]) => void;
  isSilent: (session: { id: string; folder?: string | undefined }) => boolean;
};

/** Of one session, the client's figures are sent on this often, where they changed. */
const CHECK_MS = 30_000;
const SESSIONS_KEPT = 200;

/** In the relay: `POST /statusline` with the client's status, answered with the line as a JSON text. */
export function startStatusLine(context: StatusLineContext) {
  const facts = new TeamFactsCache(
    questionSender({
      config: () => loadConfig({}, context.env),
      userAgent: `claude-monitor/${VERSION} statusline`,
    }),
    context.now,
  );
  const checks = new Checks(context);
  let lines = 0;
  return {
    name: 'statusline',
    answer: (body: unknown): Promise<unknown> => {
      const input = statusInputOf(body);
      if (input === null) return Promise.resolve('');
      lines += 1;
      const isSilent = context.isSilent({ id: input.sessionId, folder: input.folder });
      if (isSilent) return Promise.resolve(statusLine(input, NO_FACTS));
      checks.add(input);
      return Promise.resolve(statusLine(input, facts.of(input.sessionId)));
    },
    isBusy: () => false,
    status: () => ({ lines }),
    stop: () => facts.settled(),
  };
}

/** The client's own cost and context, as a check of what the monitor counted: shown, never added. */
class Checks {
  readonly #context: StatusLineContext;
  readonly #last = new Map<string, { at: number; figures: string }>();

  constructor(context: StatusLineContext) {
    this.#context = context;
  }

  add({ sessionId, contextTokens, contextWindow, costMicros }: StatusInput): void {
    const { now, keep } = this.#context;
    const figures = JSON.stringify([contextTokens, contextWindow, costMicros]);
    const last = this.#last.get(sessionId);
    const at = now();
    if (figures === last?.figures || at - (last?.at ?? 0) < CHECK_MS) return;
    this.#last.delete(sessionId);
    this.#last.set(sessionId, { at, figures });
    const [oldest] = this.#last.keys();
    if (this.#last.size > SESSIONS_KEPT && oldest !== undefined) this.#last.delete(oldest);
    keep([
      JSON.stringify({
        type: 'session.context',
        id: `status:${hash64(`${sessionId} ${figures}`)}`,
        source: 'hook',
        sessionId,
        time: at,
        ...(contextTokens === null ? {} : { contextTokens }),
        ...(contextWindow === null || contextWindow === 0 ? {} : { contextWindow }),
        ...(costMicros === null ? {} : { clientCostMicros: costMicros }),
      }),
    ]);
  }
}
