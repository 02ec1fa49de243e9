import {
  sessionQuestion,
  teamStatusQuestion,
  usageQuestion,
  type Question,
} from '@claude-monitor/protocol/questions/index';
import type { SendQuestion } from '../questions/send-question.ts';
import { NO_FACTS, type TeamFacts } from './status-line.ts';

/** A line is drawn several times a second; the monitor is asked this often. */
const FRESH_MS = 15_000;
/** Older facts would be wrong more often than they help. */
const KEPT_MS = 2 * 60_000;
const SESSIONS_KEPT = 50;

type Known = { facts: TeamFacts; askedAt: number; answeredAt: number };

/** What the monitor says of sessions: from memory at once, asked again in the background. */
export class TeamFactsCache {
  readonly #sendQuestion: SendQuestion;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  #asking: Promise<void> = Promise.resolve();

  constructor(sendQuestion: SendQuestion, now: () => number) {
    this.#sendQuestion = sendQuestion;
    this.#now = now;
  }

  /** Never waits. The first line of a session has none. */
  of(sessionId: string): TeamFacts {
    const now = this.#now();
    const known = this.#known.get(sessionId);
    if (known === undefined || now - known.askedAt >= FRESH_MS) this.#refresh(sessionId, now);
    return known !== undefined && now - known.answeredAt < KEPT_MS ? known.facts : NO_FACTS;
  }

  /** Resolves when all that was asked is answered. */
  settled(): Promise<void> {
    return this.#asking;
  }

  #refresh(sessionId: string, now: number): void {
    const before = this.#known.get(sessionId) ?? { facts: NO_FACTS, answeredAt: 0 };
    this.#known.delete(sessionId);
    this.#known.set(sessionId, { ...before, askedAt: now });
    const [oldest] = this.#known.keys();
    if (this.#known.size > SESSIONS_KEPT && oldest !== undefined) this.#known.delete(oldest);
    this.#asking = Promise.all([this.#asking, this.#read(sessionId, now)]).then(() => undefined);
  }

  async #read(sessionId: string, askedAt: number): Promise<void> {
    const [waiting, task] = await Promise.all([this.#waiting(sessionId), this.#task(sessionId)]);
    const facts: TeamFacts = { waiting, task, budgetLeftMicros: null };
    this.#known.set(sessionId, { facts, askedAt, answeredAt: this.#now() });
  }

  async #waiting(sessionId: string): Promise<number | null> {
    const answer = teamStatusQuestion.outputSchema.safeParse(
      await this.#answer(teamStatusQuestion, {}, sessionId),
    );
    if (!answer.success) return null;
    const isWaiting = answer.data.sessions.some(
      (each) => each.sessionId === sessionId && each.state === 'waiting',
    );
    return Math.max(0, answer.data.counts.waiting - (isWaiting ? 1 : 0));
  }

  async #task(sessionId: string): Promise<TeamFacts['task']> {
    const session = sessionQuestion.outputSchema.safeParse(
      await this.#answer(sessionQuestion, { sessionId }, sessionId),
    );
    const task = session.data?.tasks.find(({ status }) => status === 'started');
    if (task === undefined) return null;
    const usage = usageQuestion.outputSchema.safeParse(
      await this.#answer(usageQuestion, { by: 'task', only: task.taskId }, sessionId),
    );
    const costMicros = usage.data?.total.costMicros ?? null;
    return { id: task.taskId, progress: task.progress, costMicros };
  }

  async #answer(
    question: Question,
    args: Record<string, unknown>,
    sessionId: string,
  ): Promise<unknown> {
    const answer = await this.#sendQuestion({ question, arguments: args, sessions: [sessionId] });
    return answer.ok ? answer.structured : null;
  }
}
