import {
  TIME,
  type EventType,
  type IncidentKind,
  type TelemetryEvent,
} from '@claude-monitor/protocol';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { eventOf } from '../hub.fixture.ts';

const { minuteMs: MINUTE } = TIME;

/** A session that somebody labelled: what it did, and what of it needs somebody. */
export type Labelled = { id: string; labels: IncidentKind[]; events: TelemetryEvent[] };

type Kind = Exclude<IncidentKind, 'service'>;

/** One session being written. */
class Writer {
  at: number;
  readonly events: TelemetryEvent[] = [];
  #count = 0;
  readonly id: string;
  readonly random: Random;

  constructor(id: string, at: number, random: Random) {
    this.id = id;
    this.at = at;
    this.random = random;
  }

  emit(type: EventType, rest: object = {}): void {
    const id = `${this.id} ${String(this.#count++)}`;
    this.events.push(eventOf({ id, type, time: this.at, sessionId: this.id, ...rest }));
  }

  wait(lowMs: number, highMs: number): void {
    this.at += this.random.between(lowMs, highMs);
  }

  /** A tool call as a hook tells it, and half of the time OTLP again. */
  call(of: { fingerprint: string; fails?: boolean; ms?: number; toolName?: string }): void {
    const { fingerprint, fails = false, ms = this.random.between(200, 4_000) } = of;
    const toolUseId = `${this.id} tool ${String(this.#count)}`;
    const tool = { toolUseId, toolName: of.toolName ?? 'Bash', fingerprint };
    this.emit('tool.call', { ...tool, state: 'started', source: 'hook' });
    this.at += ms;
    const end = { ...tool, state: fails ? 'failed' : 'succeeded' };
    this.emit('tool.call', { ...end, source: 'hook' });
    const { fingerprint: _, ...told } = end;
    if (this.random.chance(0.5)) this.emit('tool.call', { ...told, source: 'otlp' });
    if (fails && this.random.chance(0.5)) this.emit('error', { errorType: 'ToolError', toolUseId });
  }

  request(tokens: number, contextWindow = 200_000): void {
    const requestId = `${this.id} request ${String(this.#count)}`;
    const outputTokens = this.random.between(50, 900);
    const cacheReadTokens = Math.max(0, tokens - 1_000);
    const inputTokens = tokens - cacheReadTokens;
    const usage = { requestId, inputTokens, outputTokens, cacheReadTokens, contextWindow };
    this.emit('usage', { ...usage, source: 'otlp', model: 'claude-sonnet-4-5' });
  }

  /** Work as it usually goes, with the repeats and failures that belong to it. */
  work(rounds: number): void {
    const { random } = this;
    let tokens = random.between(10_000, 40_000);
    for (let round = 0; round < rounds; round++) {
      tokens = Math.min(170_000, tokens + random.between(500, 6_000));
      this.request(tokens);
      this.wait(1_000, 20_000);
      this.call({ fingerprint: `${this.id} ${String(round)}` });
      // It asks whether a build is done, and a test fails until it passes.
      if (random.chance(0.08)) {
        for (let again = random.between(2, 5); again > 0; again--) {
          this.call({ fingerprint: 'poll', toolName: 'BashOutput' });
          this.wait(2_000, 10_000);
        }
      }
      if (random.chance(0.08)) {
        for (let again = random.between(1, 4); again > 0; again--) {
          this.call({ fingerprint: `try ${String(round)} ${String(again)}`, fails: true });
        }
        this.call({ fingerprint: `fixed ${String(round)}` });
      }
      this.wait(500, 15_000);
    }
  }

  begin(project: string): void {
    this.emit('session.start', { agentName: `agent of ${this.id}`, project });
    this.emit('prompt');
    this.wait(500, 3_000);
  }

  end(): void {
    this.emit('session.state', { state: 'turn_over' });
    this.wait(500, 60_000);
    this.emit('session.end');
  }
}

const WRITE: Readonly<Record<Kind | 'healthy', (session: Writer) => Kind[]>> = {
  healthy: (session) => {
    session.work(session.random.between(5, 25));
    // A long build that is not too long, and a nearly long wait of the client's own.
    session.call({ fingerprint: 'build', ms: session.random.between(MINUTE, 4.5 * MINUTE) });
    session.emit('task.start', { taskId: `T ${session.id}` });
    session.work(3);
    session.emit('task.complete', { taskId: `T ${session.id}`, status: 'success' });
    return [];
  },
  waiting: (session) => {
    session.work(session.random.between(2, 12));
    session.emit('session.state', { state: 'waiting', reason: 'permission' });
    session.wait(5_000, 20 * MINUTE);
    session.emit('prompt');
    session.work(2);
    return ['waiting'];
  },
  task_failed: (session) => {
    session.emit('task.start', { taskId: `T ${session.id}` });
    session.work(session.random.between(2, 12));
    session.emit('task.complete', { taskId: `T ${session.id}`, status: 'failed' });
    return ['task_failed'];
  },
  blocked: (session) => {
    const [first, second] = [`A ${session.id}`, `B ${session.id}`];
    session.emit('task.plan', { taskId: first });
    session.emit('task.plan', { taskId: second, dependsOn: [first] });
    session.emit('task.start', { taskId: first });
    session.work(session.random.between(2, 8));
    session.emit('task.complete', { taskId: first, status: 'failed' });
    return ['task_failed', 'blocked'];
  },
  stuck: (session) => {
    session.work(session.random.between(2, 8));
    switch (session.random.pick(['call', 'errors', 'tokens'] as const)) {
      case 'call':
        for (let again = session.random.between(14, 30); again > 0; again--) {
          session.call({ fingerprint: 'same', fails: session.random.chance(0.2) });
          if (session.random.chance(0.3)) session.call({ fingerprint: 'other' });
          session.wait(500, 8_000);
        }
        break;
      case 'errors':
        for (let again = session.random.between(7, 14); again > 0; again--) {
          session.emit('error', { errorType: 'overloaded', errorMessage: 'no' });
          session.wait(1_000, 20_000);
        }
        break;
      case 'tokens':
        for (let used = 0; used < 340_000; used += 20_000) {
          const requestId = `${session.id} burnt ${String(used)}`;
          const usage = { requestId, inputTokens: 16_000, outputTokens: 6_000 };
          session.emit('usage', { ...usage, source: 'otlp', model: 'claude-sonnet-4-5' });
          session.wait(2_000, 30_000);
        }
        break;
    }
    return ['stuck'];
  },
  stalled: (session) => {
    session.work(session.random.between(2, 12));
    session.call({ fingerprint: 'hangs', ms: session.random.between(6 * MINUTE, 25 * MINUTE) });
    session.work(2);
    return ['stalled'];
  },
  lost: (session) => {
    session.work(session.random.between(2, 12));
    session.wait(33 * MINUTE, 50 * MINUTE);
    session.work(1);
    return ['lost'];
  },
  context_full: (session) => {
    session.work(session.random.between(2, 8));
    session.request(session.random.between(181_000, 199_000));
    session.wait(MINUTE, 3 * MINUTE);
    session.call({ fingerprint: 'after' });
    return ['context_full'];
  },
  incomplete: (session) => {
    session.work(session.random.between(2, 8));
    let from = 0;
    for (let part = 0; part < 10; part++) {
      const to = from + session.random.between(20, 40);
      const isLost = part % 3 === 1;
      const count = to - from + 1;
      if (!isLost)
        session.emit('sequence', { process: session.id, from, to, count, source: 'otlp' });
      from = to + 1;
      session.wait(1_000, 5_000);
    }
    return ['incomplete'];
  },
};

/** Sessions of each kind and healthy ones, within two hours from a time; the same for a seed. */
export function corpus(seed: number, ofEach: number, from: number): Labelled[] {
  const random = seeded(seed);
  return Object.entries(WRITE).flatMap(([kind, write]) => {
    const count = kind === 'healthy' ? 3 * ofEach : ofEach;
    return Array.from({ length: count }, (_, index): Labelled => {
      const id = `${kind}-${String(index)}`;
      const session = new Writer(id, from + random.between(0, 30 * MINUTE), random);
      session.begin(`project ${String(index % 5)}`);
      const labels = write(session);
      session.end();
      return { id, labels, events: session.events };
    });
  });
}
