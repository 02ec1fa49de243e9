import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { fold } from '../fold.ts';
import { memoryPages } from '../facts/page.ts';
import { newFoldState } from '../state.ts';
import { event } from '../testing/events.ts';
import { priceOf } from '../testing/picture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const told = { source: 'mcp', parentSessionId: RUN } as const;
const COUNT = 1_000;

/** How often a request was settled (each time it is priced) and a page was read. */
function workOf(events: TelemetryEvent[]): { settled: number; read: number } {
  const work = { settled: 0, read: 0 };
  const pages = memoryPages();
  const counted = {
    ...pages,
    get: (session: string, hour: number) => {
      work.read++;
      return pages.get(session, hour);
    },
  };
  const state = newFoldState(counted);
  for (const [index, item] of events.entries()) {
    fold(state, item, {
      seq: index + 1,
      priceOf: (usage) => {
        work.settled++;
        return priceOf(usage);
      },
    });
  }
  return work;
}

const request = (second: number) =>
  event('usage', RUN, second, {
    source: 'otlp',
    requestId: `r${String(second)}`,
    inputTokens: 9,
    model: 'opus',
  });
const serial = <Item>(make: (index: number) => Item): Item[] =>
  Array.from({ length: COUNT }, (_, index) => make(index));

describe('the work of the fold does not grow with what it has seen', () => {
  it('for requests in order: each is settled once, but the first, which supersedes', () => {
    const { settled, read } = workOf(serial(request));
    expect(settled).toBe(COUNT + 1);
    expect(read).toBeLessThan(4 * COUNT);
  });

  it('for requests between the boundaries and links of tasks', () => {
    const events = serial((second) => [
      event('task.start', 'infra-001', second, { ...told, taskId: `t${String(second)}` }),
      request(second),
      event('task.complete', 'infra-001', second, {
        ...told,
        taskId: `t${String(second)}`,
        status: 'success',
      }),
    ]).flat();
    expect(workOf(events).settled).toBeLessThan(4 * COUNT);
  });

  it('for self-reports on a measured run', () => {
    const reports = serial((second) =>
      event('usage', 'infra-001', second, {
        ...told,
        inputTokens: 5,
        cumulative: second % 2 === 0,
      }),
    );
    expect(workOf([request(0), ...reports]).settled).toBeLessThan(4 * COUNT);
  });

  it('for boundaries that come two seconds late: only what happened since is settled again', () => {
    const events = serial((second) => [
      request(second),
      event('task.progress', 'infra-001', Math.max(0, second - 2), {
        ...told,
        taskId: 't',
        progress: second / COUNT,
      }),
    ]).flat();
    expect(workOf(events).settled).toBeLessThan(10 * COUNT);
  });

  it('for subagents: a spawn looks at nothing that another instance did', () => {
    const events = serial((second) => [
      event('instance.start', RUN, second, { source: 'hook', agentId: `a${String(second)}` }),
      event('usage', RUN, second, {
        source: 'otlp',
        agentId: `a${String(second)}`,
        requestId: `r${String(second)}`,
        inputTokens: 9,
      }),
    ]).flat();
    expect(workOf(events).settled).toBeLessThan(2 * COUNT);
  });

  it('for errors of a card whose newest one moves away', () => {
    const errors = serial((second) =>
      event('error', RUN, second, { source: 'otlp', errorType: 'x' }),
    );
    const { read } = workOf([...errors, event('session.start', 'infra-001', 0, told)]);
    expect(read).toBeLessThan(5 * COUNT);
  });
});
