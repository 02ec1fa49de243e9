import {
  fold,
  memoryStorage,
  newFoldState,
  recordsSaved,
  saveRecords,
  sessionDetail,
} from '@claude-monitor/fold';
import { noUsage, USAGE_SUM_FIELDS, type UsageSums } from '@claude-monitor/protocol';
import { normaliseOtlp } from '@claude-monitor/receivers';
import { expect, test } from 'vitest';
import { listPrice } from '../pricing/pricing.ts';
import { exportOf, recordsOf, SHAPES } from './sent.fixture.ts';
import type { Shape } from './shape.fixture.ts';

const priceOf = listPrice();

function figuresOf(shape: Shape) {
  const { signal, json } = exportOf(shape, recordsOf(shape));
  const result = normaliseOtlp(signal, { json });
  if (!result.ok) throw new Error(result.message);
  const { events, refused, notRead } = result.batch;
  const storage = memoryStorage();
  const state = newFoldState({ storage });
  for (const [index, event] of events.entries()) fold(state, event, { seq: index + 1, priceOf });
  const sums: UsageSums = noUsage();
  const models = new Set<string | null>();
  const reasons = new Set<string | null>();
  let [tools, errors] = [0, 0];
  saveRecords(state);
  recordsSaved(state);
  for (const key of storage.keys('session')) {
    for (const attempt of state.sessions.get(key)?.attempts ?? []) {
      const { usage, toolCalls } = attempt.figures;
      for (const field of USAGE_SUM_FIELDS) sums[field] += usage[field];
      tools += toolCalls;
      errors += attempt.figures.errors;
      for (const request of sessionDetail(state, attempt.id, priceOf)?.requests ?? []) {
        models.add(request.model);
        reasons.add(request.unpriced);
      }
    }
  }
  return { sums, tools, errors, refused, notRead: [...notRead], models, reasons };
}

test.each(SHAPES.map((shape) => [shape.sender, shape] as const))(
  '[USE2] %s is counted as it was used, or says why not',
  (_, shape) => {
    const { truth } = shape;
    const { sums, tools, errors, refused, notRead, models, reasons } = figuresOf(shape);
    const isPriced = typeof truth.cost === 'number';
    expect(refused).toEqual([]);
    expect({ ...sums, tools, errors, notRead }).toEqual({
      requests: truth.requests,
      inputTokens: truth.input,
      outputTokens: truth.output,
      cacheReadTokens: truth.read ?? 0,
      cacheCreationTokens: truth.write ?? 0,
      costMicros: isPriced ? truth.cost : 0,
      unpricedRequests: isPriced ? 0 : truth.requests,
      tools: truth.tools ?? 0,
      errors: truth.errors ?? 0,
      notRead: truth.notRead ?? [],
    });
    if (!isPriced) expect([...reasons]).toEqual([truth.cost]);
    if (truth.model !== undefined) expect([...models]).toEqual([truth.model]);
  },
);

test('there are as many as are asked for, each with where it was read', () => {
  expect(SHAPES.length).toBeGreaterThanOrEqual(30);
  expect(SHAPES.every(({ source }) => source !== '')).toBe(true);
});
