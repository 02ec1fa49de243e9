import { TIME } from '@claude-monitor/protocol';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { CONTEXT_WINDOW, TEAM, type Member } from './team.ts';

const COMPACT_AT = 0.9 * CONTEXT_WINDOW;
const AFTER_COMPACTION = 24_000;
/** Turns of a member until its task is done. */
const TURNS = { low: 12, high: 40 };
const WAIT_MS = { low: TIME.minuteMs, high: 4 * TIME.minuteMs };

const NEXT: readonly [string, ...string[]] = [
  'Tidy up after the review',
  'Cover the edge cases',
  'Update the changelog',
  'Profile the slow path',
  'Rename for clarity',
  'Check the error messages',
];

type Fields = { type: string } & Record<string, unknown>;

type Working = {
  member: Member;
  taskId: string;
  tasks: number;
  context: number;
  turnsLeft: number;
  tool: string | null;
  /** Epoch ms; null: waits for nobody. */
  waitsUntil: number | null;
};

/** What the team does from now on: an event or a few at each call, at the time of the call. */
export class MovingTeam {
  readonly #random: Random;
  readonly #working: Working[];
  readonly #prefix: string;
  #count = 0;

  constructor(startedAt: number) {
    this.#prefix = `live-${startedAt.toString(36)}`;
    this.#random = seeded(startedAt);
    this.#working = TEAM.map((member) => ({
      member,
      taskId: member.session,
      tasks: 0,
      context: Math.round(member.context * CONTEXT_WINDOW),
      turnsLeft: this.#turns(),
      tool: null,
      waitsUntil: null,
    }));
  }

  next(now: number): Record<string, unknown>[] {
    const working = this.#working[this.#random.between(0, this.#working.length - 1)];
    if (working === undefined) return [];
    return this.#turn(working, now).map((fields) => ({
      id: this.#id(),
      source: 'mcp',
      time: now,
      sessionId: working.member.session,
      agentName: working.member.agent,
      ...fields,
    }));
  }

  #turn(working: Working, now: number): Fields[] {
    if (working.waitsUntil !== null) {
      if (now < working.waitsUntil) return [];
      working.waitsUntil = null;
      return [{ type: 'session.state', source: 'hook', state: 'working' }];
    }
    if (--working.turnsLeft <= 0) return this.#nextTask(working);
    if (this.#random.chance(0.02)) {
      working.waitsUntil = now + this.#random.between(WAIT_MS.low, WAIT_MS.high);
      return [
        { type: 'session.state', source: 'hook', state: 'waiting', reason: 'Asks to use Bash' },
      ];
    }
    return [...this.#tool(working), ...this.#request(working)];
  }

  #nextTask(working: Working): Fields[] {
    const status = this.#random.chance(0.88) ? 'success' : 'failed';
    const done = { type: 'task.complete', taskId: working.taskId, status };
    working.turnsLeft = this.#turns();
    working.taskId = `${working.member.session}-${this.#prefix}-${String(++working.tasks)}`;
    const taskDescription = this.#random.pick(NEXT);
    return [done, { type: 'task.start', taskId: working.taskId, taskDescription }];
  }

  #tool(working: Working): Fields[] {
    const { tool } = working;
    working.tool = tool === null ? this.#id() : null;
    const call = { type: 'tool.call', source: 'hook', toolName: 'Bash' };
    return tool === null
      ? [{ ...call, toolUseId: working.tool, state: 'started' }]
      : [{ ...call, toolUseId: tool, state: this.#random.chance(0.95) ? 'succeeded' : 'failed' }];
  }

  #request(working: Working): Fields[] {
    const written = this.#random.between(800, 4_000);
    const usage = {
      type: 'usage',
      source: 'otlp',
      requestId: this.#id(),
      model: working.member.model,
      inputTokens: this.#random.between(300, 1_200),
      outputTokens: this.#random.between(200, 1_400),
      cacheReadTokens: working.context,
      cacheCreationTokens: written,
      contextWindow: CONTEXT_WINDOW,
    };
    working.context += written;
    if (working.context < COMPACT_AT) return [usage];
    const preTokens = working.context;
    working.context = AFTER_COMPACTION;
    const compaction = { type: 'compaction', source: 'hook', trigger: 'auto' };
    return [usage, { ...compaction, preTokens, postTokens: AFTER_COMPACTION }];
  }

  #turns(): number {
    return this.#random.between(TURNS.low, TURNS.high);
  }

  #id(): string {
    return `${this.#prefix}-${String(++this.#count)}`;
  }
}
