import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol';
import {
  eventsOfRun,
  parsed,
  readerOf,
  recordsOf,
  transcriptFiles,
  TRANSCRIPTS,
} from '../testing/transcripts.fixture.ts';
import { TranscriptReader } from './index.ts';

const RUNS = readdirSync(TRANSCRIPTS);

const usagesIn = (events: readonly TelemetryEvent[]): EventOf<'usage'>[] =>
  events.filter((event) => event.type === 'usage');

const sumOf = (events: readonly EventOf<'usage'>[]) => ({
  inputTokens: sum(events, 'inputTokens'),
  outputTokens: sum(events, 'outputTokens'),
  cacheReadInputTokens: sum(events, 'cacheReadTokens'),
  cacheCreationInputTokens: sum(events, 'cacheCreationTokens'),
});

const sum = (
  events: readonly EventOf<'usage'>[],
  field: 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheCreationTokens',
): number => events.reduce((total, event) => total + event[field], 0);

const count = z.number();
const costState = z.object({
  type: z.literal('cost-state'),
  modelUsage: z.record(
    z.string(),
    z.object({
      inputTokens: count,
      outputTokens: count,
      cacheReadInputTokens: count,
      cacheCreationInputTokens: count,
    }),
  ),
});

/** What the client itself says that the run used, by model: its last word. */
function truthOf(run: string): z.infer<typeof costState>['modelUsage'] {
  const found = transcriptFiles(run)
    .flatMap(recordsOf)
    .flatMap((record) => costState.safeParse(record).data ?? []);
  return found.at(-1)?.modelUsage ?? {};
}

describe('captured transcripts', () => {
  test.each(RUNS)('[USE2] %s: each request once, and the sum that the client has itself', (run) => {
    const usages = usagesIn(eventsOfRun(run));
    const byModel: Record<string, unknown> = {};
    for (const model of new Set(usages.map((event) => event.model ?? ''))) {
      byModel[model] = sumOf(usages.filter((event) => event.model === model));
    }
    expect(byModel).toEqual(truthOf(run));
    expect(new Set(usages.map(({ requestId }) => requestId)).size).toBe(usages.length);
  });

  test('what subagents used is theirs', () => {
    const events = eventsOfRun('full');
    const ofAgent = usagesIn(events).filter(({ agentId }) => agentId === 'ac723814b44fc3cba');
    expect(sumOf(ofAgent)).toEqual({
      inputTokens: 17,
      outputTokens: 83,
      cacheReadInputTokens: 8_100,
      cacheCreationInputTokens: 8_190,
    });
    expect(events.find(({ type }) => type === 'subagent.start')).toMatchObject({
      agentId: 'ac723814b44fc3cba',
      agentType: 'general-purpose',
      toolUseId: 'toolu_017AJFD3gBE2zYkgwU',
    });
    expect(events.some(({ type }) => type === 'subagent.end')).toBe(true);
  });

  test('tools have their names, requests and outcomes', () => {
    const calls = eventsOfRun('full').filter((event) => event.type === 'tool.call');
    expect(calls.every(({ toolName, requestId }) => toolName !== '' && requestId !== '')).toBe(
      true,
    );
    const failed = calls.filter(({ state }) => state === 'failed');
    expect(failed.map(({ toolName }) => toolName)).toContain('Read');
    const rejected = eventsOfRun('interactive-clear').filter((event) => event.type === 'tool.call');
    expect(rejected.map(({ state }) => state)).toContain('denied');
  });

  test('a prompt is one, whatever follows it; commands of the client are none', () => {
    const prompts = (run: string) => eventsOfRun(run).filter((event) => event.type === 'prompt');
    expect(prompts('full')).toHaveLength(1);
    expect(prompts('full')[0]).toMatchObject({ length: 25, project: 'project' });
    const interactive = prompts('interactive-prompt_input_exit');
    expect(new Set(interactive.map(({ promptId }) => promptId)).size).toBe(interactive.length);
  });

  test('a failure that ended the turn is an error without the words of the answer', () => {
    const errors = eventsOfRun('api-error').filter((event) => event.type === 'error');
    expect(errors).toMatchObject([{ errorType: 'invalid_request', errorMessage: 'HTTP 400' }]);
    expect(usagesIn(eventsOfRun('api-error'))).toEqual([]);
  });

  test.each(RUNS)('[PRX4] %s: no text of prompts, answers or tools', (run) => {
    const found = JSON.stringify(eventsOfRun(run));
    for (const text of ['SCENARIO', 'nonexistent', 'scripted', 'Count', 'first line', '/home']) {
      expect(found).not.toContain(text);
    }
  });
});

describe('reading in parts', () => {
  test.each(RUNS)('[ING2] %s: cut anywhere and read on, it says nothing else', (run) => {
    for (const file of transcriptFiles(run)) {
      const records = recordsOf(file);
      const whole = readerOf(file);
      const events = [...records.flatMap((record) => whole.take(record)), ...whole.end()];
      for (let cut = 1; cut < records.length; cut += 3) {
        const first = readerOf(file);
        const before = records.slice(0, cut).flatMap((record) => first.take(record));
        if (first.openRequest !== null) continue;
        const rest = new TranscriptReader(
          { folder: '-home-dev-project', agentId: null, meta: null },
          first.state,
        );
        const after = records.slice(cut).flatMap((record) => rest.take(record));
        const ids = new Set([...before, ...after].map(({ id }) => id));
        for (const event of events) {
          if (!event.type.endsWith('.end') && event.type !== 'usage')
            expect(ids).toContain(event.id);
        }
      }
    }
  });

  test('[USE2] an early record with a part of the output is not added to the later one', () => {
    const reader = readerOf('x.jsonl');
    const block = (output: number, second: number) => ({
      type: 'assistant',
      sessionId: 's',
      timestamp: `2026-05-01T10:00:0${String(second)}.000Z`,
      requestId: 'req_1',
      message: { id: 'msg_1', model: 'm', usage: { input_tokens: 3, output_tokens: output } },
    });
    const events = parsed([
      ...reader.take(block(1, 1)),
      ...reader.take(block(40, 2)),
      ...reader.end(),
    ]);
    const [usage] = usagesIn(events);
    expect(usagesIn(events)).toHaveLength(1);
    expect(usage).toMatchObject({ inputTokens: 3, outputTokens: 40 });
    const later = parsed([...reader.take(block(90, 3)), ...reader.end()]);
    expect(usagesIn(later)[0]?.id).not.toBe(usage?.id);
    expect(usagesIn(later)[0]?.time).toBeGreaterThan(usage?.time ?? 0);
  });
});

describe('hostile records', () => {
  test.each([
    null,
    [],
    'text',
    7,
    {},
    { type: 'assistant' },
    { type: 'assistant', sessionId: 's', timestamp: 'never' },
    { type: 'assistant', sessionId: 's', timestamp: '2026-05-01T00:00:00Z', message: [] },
    { type: 'user', sessionId: 7, timestamp: 8 },
    {
      type: 'user',
      sessionId: 's',
      timestamp: '2026-05-01T00:00:00Z',
      message: { content: [null, 3] },
    },
    { type: 'a type of next year', sessionId: 's', timestamp: '2026-05-01T00:00:00Z' },
  ])('%j throws nothing and says no figure', (record) => {
    const reader = readerOf('x.jsonl');
    const events = parsed([...reader.take(record), ...reader.end()]);
    expect(usagesIn(events)).toEqual([]);
  });

  test('[ING7] a count beyond every bound is refused by its name', () => {
    const reader = readerOf('x.jsonl');
    reader.take({
      type: 'assistant',
      sessionId: 's',
      timestamp: '2026-05-01T00:00:00Z',
      message: { id: 'm', model: 'm', usage: { input_tokens: 1e15, output_tokens: 1 } },
    });
    expect(() => parsed(reader.end())).toThrow('inputTokens');
  });
});

describe('[USE6] the branch of a request', () => {
  const labelsOn = (gitBranch: unknown): unknown => {
    const record = {
      ...{ type: 'assistant', sessionId: 's', timestamp: '2026-05-01T10:00:00Z', cwd: '/w' },
      ...{ requestId: 'r', gitBranch },
      message: { id: 'm', model: 'claude-sonnet-4-5', usage: { output_tokens: 1 } },
    };
    const reader = new TranscriptReader({ folder: '-w', agentId: null, meta: null });
    const events = [...reader.take(record), ...reader.end()];
    return events.find(({ type }) => type === 'usage')?.labels;
  };

  test.each([
    ['feat/ABC-12-cart', { branch: 'feat/ABC-12-cart', ticket: 'ABC-12' }],
    ['main', { branch: 'main' }],
    ['fix/12-größe', { branch: 'fix/12-größe', ticket: '#12' }],
    ['HEAD', undefined],
    ['', undefined],
    ['x'.repeat(5_000), undefined],
    ['two\nlines', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('%j is labelled %j', (branch, labels) => {
    expect(labelsOn(branch)).toEqual(labels);
  });
});
