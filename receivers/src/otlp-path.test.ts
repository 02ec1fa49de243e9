import { expect, test } from 'vitest';
import { signalOfPath } from './otlp-path.ts';

test.each([
  ['/v1/logs', 'logs'],
  ['/logs', 'logs'],
  // Gemini CLI from 0.34 on, whose address is that of logs for the sake of earlier ones.
  ['/v1/logs/v1/logs', 'logs'],
  ['/v1/logs/v1/metrics', 'metrics'],
  ['/v1/logs/v1/traces', 'traces'],
  ['/v1/logs/x', undefined],
  ['/v1', undefined],
])('%s is for %s', (path, signal) => {
  expect(signalOfPath(path)).toBe(signal);
});
