import { TIME } from '@claude-monitor/protocol';
import type { Random } from '@claude-monitor/protocol/testing/random';
import type { Backlog } from './backlog.ts';
import { plannedEvent } from './backlog.ts';
import type { Calendar } from './calendar.ts';
import { DEAR_MODEL, type Member } from './members.ts';
import { errorIn, toolOf } from './mishaps.ts';

/** What a session does at a time, before it is an event with ids. */
export type Moment = { at: number; type: string } & Record<string, unknown>;

export type Slot = { member: Member; sessionId: string; at: number };

type Deps = { random: Random; calendar: Calendar; backlog: Backlog };

const CONTEXT_WINDOW = 200_000;
const COMPACT_AT = 0.85;

/** One session from its start to its end: tasks of its project, with requests, tools, waits and failures. */
export function momentsOf(slot: Slot, deps: Deps): Moment[] {
  return new Session(slot, deps).run();
}

function modelOf({ member, at }: Slot, calendar: Calendar): string {
  return member.trialModel !== undefined && calendar.isTrial(at) ? member.trialModel : member.model;
}

class Session {
  readonly #slot: Slot;
  readonly #deps: Deps;
  readonly #moments: Moment[] = [];
  readonly #model: string;
  readonly #isCostly: boolean;
  #now: number;
  #context: number;
  #count = 0;

  constructor(slot: Slot, deps: Deps) {
    const { member, at } = slot;
    this.#slot = slot;
    this.#deps = deps;
    this.#now = at;
    this.#isCostly = member.agent === 'migration-agent' && deps.calendar.isCostly(at);
    this.#model = this.#isCostly ? DEAR_MODEL : modelOf(slot, deps.calendar);
    this.#context = deps.random.between(14_000, 22_000);
  }

  run(): Moment[] {
    const { random } = this.#deps;
    const { agent, project, user, team } = this.#slot.member;
    const labels = { team, cost_center: project === 'billing' ? 'finance' : 'product' };
    this.#add({ type: 'session.start', agentName: agent, project, user, labels });
    const tasks = random.between(1, 2);
    for (let index = 0; index < tasks; index++) this.#work();
    // Some windows are closed without a word.
    if (random.chance(0.94)) this.#add({ type: 'session.end' });
    return this.#untilOutage();
  }

  #work(): void {
    const { random, backlog } = this.#deps;
    const { project } = this.#slot.member;
    const { task, planned } = backlog.next(project);
    for (const plan of planned) this.#add({ project, ...plannedEvent(plan) });
    const named = { project, taskId: task.id, taskDescription: task.description };
    for (let tries = 1; ; tries++) {
      this.#add({ ...named, type: 'task.start', priority: task.priority });
      this.#steps(random.between(8, this.#isCostly ? 30 : 22));
      const isDone = random.chance(this.#firstTry());
      if (!isDone) this.#add({ ...errorIn(this.#slot.member, this.#deps, this.#now) });
      this.#add({ ...named, type: 'task.complete', status: isDone ? 'success' : 'failed' });
      if (isDone) return;
      if (tries === 2) break;
    }
    backlog.putBack(project, task);
  }

  #firstTry(): number {
    const { member } = this.#slot;
    const isRegressed =
      member.agent === 'test-writer' && this.#deps.calendar.isRegressed(this.#now);
    return isRegressed ? member.firstTry - 0.4 : member.firstTry;
  }

  #steps(count: number): void {
    const { random } = this.#deps;
    const { member } = this.#slot;
    this.#add({ type: 'prompt', source: 'hook', length: random.between(40, 600) });
    const subagent = random.chance(member.delegates)
      ? `${this.#slot.sessionId}-a${String(++this.#count)}`
      : null;
    if (subagent !== null)
      this.#add({
        type: 'subagent.start',
        source: 'hook',
        agentId: subagent,
        agentType: 'Explore',
      });
    for (let step = 0; step < count; step++) {
      this.#request(subagent !== null && step % 2 === 1 ? subagent : undefined);
      this.#tool();
    }
    if (subagent !== null) this.#add({ type: 'subagent.end', source: 'hook', agentId: subagent });
    if (random.chance(member.waits)) this.#wait();
  }

  #request(agentId: string | undefined): void {
    const { random } = this.#deps;
    const step = this.#slot.member.contextStep * (this.#isCostly ? 3 : 1);
    const written = Math.round(step * (0.6 + random.next() * 0.8));
    const isMain = agentId === undefined;
    const read = isMain ? this.#context : random.between(8_000, 20_000);
    this.#add({
      type: 'usage',
      source: 'otlp',
      requestId: `req_${this.#slot.sessionId}_${String(++this.#count)}`,
      model: this.#model,
      ...(isMain ? {} : { agentId }),
      inputTokens: random.between(300, 1_400),
      outputTokens: random.between(250, 1_900),
      cacheReadTokens: read,
      cacheCreationTokens: written,
      contextWindow: CONTEXT_WINDOW,
    });
    if (!isMain) return;
    this.#context += written;
    if (this.#context < COMPACT_AT * CONTEXT_WINDOW) return;
    const postTokens = random.between(18_000, 30_000);
    this.#add({
      type: 'compaction',
      source: 'hook',
      trigger: 'auto',
      preTokens: this.#context,
      postTokens,
    });
    this.#context = postTokens;
  }

  #tool(): void {
    const { random } = this.#deps;
    const duration = random.between(200, 40_000);
    this.#now += duration;
    this.#add({
      type: 'tool.call',
      source: 'hook',
      toolUseId: `toolu_${this.#slot.sessionId}_${String(++this.#count)}`,
      toolName: toolOf(random),
      ...(random.chance(0.95) ? { state: 'succeeded' } : { state: 'failed', errorType: 'exit_1' }),
      duration,
    });
  }

  #wait(): void {
    const { random } = this.#deps;
    const reason = random.pick(['Asks to use Bash', 'Asks to use Edit', 'Has a question']);
    this.#add({ type: 'session.state', source: 'hook', state: 'waiting', reason });
    this.#now += random.between(2, 35) * TIME.minuteMs;
    this.#add({ type: 'session.state', source: 'hook', state: 'working' });
  }

  #add(moment: Omit<Moment, 'at'> & { type: string }): void {
    this.#now += this.#deps.random.between(8, 75) * 1_000;
    this.#moments.push({ ...moment, at: this.#now });
  }

  /** Who was at work when the API went down was heard of no more. */
  #untilOutage(): Moment[] {
    const { from, to } = this.#deps.calendar.outage;
    if (this.#slot.at >= to || this.#now < from) return this.#moments;
    const before = this.#moments.filter(({ at }) => at < from);
    if (before.length === 0) return [];
    const failure = {
      at: from + this.#deps.random.between(5, 240) * 1_000,
      type: 'error',
      errorType: 'ApiUnavailable',
      errorMessage: '529: the model API is overloaded; gave up after 10 tries',
      severity: 'high',
    };
    return [...before, failure];
  }
}
