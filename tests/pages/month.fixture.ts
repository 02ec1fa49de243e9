import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';

const HOSTILE = '<img src=x onerror=alert(1)> פרויקט 🦊';

type Member = { agent: string; project: string; models: readonly string[] };

const TEAM: readonly [Member, ...Member[]] = [
  { agent: 'solidity-developer', project: 'dex', models: ['claude-sonnet-4-5', 'claude-opus-4-5'] },
  { agent: 'security-auditor', project: 'dex', models: ['claude-opus-4-5'] },
  { agent: 'test-writer', project: 'dex', models: ['claude-haiku-4-5'] },
  { agent: 'migration-agent', project: 'billing', models: ['claude-sonnet-4-5'] },
  { agent: HOSTILE, project: 'billing', models: ['claude-sonnet-4-5'] },
];

/** Sessions of a small team over three weeks, from a fixed seed: one task each, some with errors. */
export function monthOf(now: number, sessions: number): TelemetryEventInput[] {
  const random = seeded(26);
  return Array.from({ length: sessions }, (_, index) => {
    const member = random.pick(TEAM);
    const model = member.models[index % member.models.length] ?? 'claude-sonnet-4-5';
    const dear = model.includes('opus') ? 4 : 1;
    const at = now - random.between(TIME.hourMs, 20 * TIME.dayMs);
    const tries = random.chance(0.8) ? 1 : random.between(2, 3);
    const long = random.between(5, 90) * TIME.minuteMs;
    const isDone = random.chance(0.85);
    const events: Record<string, unknown>[] = [
      { type: 'session.start', agentName: member.agent, project: member.project, model },
    ];
    for (let done = 1; done <= tries; done++) {
      events.push(
        {
          type: 'task.start',
          taskId: `T-${String(index)}`,
          taskDescription: `Work ${String(index)}`,
        },
        {
          type: 'usage',
          requestId: `r-${String(index)}-${String(done)}`,
          model,
          inputTokens: random.between(2_000, 9_000) * dear,
          outputTokens: random.between(500, 3_000) * dear,
          cacheReadTokens: random.between(20_000, 80_000),
        },
        ...(random.chance(0.3) ? [errorOf(random.between(0, 3))] : []),
        {
          type: 'task.complete',
          taskId: `T-${String(index)}`,
          status: done < tries || !isDone ? 'failed' : 'success',
        },
      );
    }
    if (at > now - 2 * TIME.dayMs && random.chance(0.5)) events.push(NEW_ERROR);
    events.push(
      {
        type: 'task.outcome',
        taskId: `T-${String(index)}`,
        outcome: isDone ? 'merged' : 'abandoned',
      },
      { type: 'session.end' },
    );
    return events.map((fields, part) => ({
      id: `month ${String(index)} ${String(part)}`,
      source: 'mcp',
      sessionId: `s-${String(index)}`,
      time: Math.round(at + (part * long) / events.length),
      ...fields,
    })) as TelemetryEventInput[];
  }).flat();
}

const errorOf = (kind: number) => ({
  type: 'error',
  errorType: ['RateLimited', 'BashFailed', 'EditNoMatch', HOSTILE][kind] ?? 'BashFailed',
  errorMessage:
    ['429 from the model API', 'exit 1', '', 'A very long message '.repeat(25)][kind] ?? '',
  severity: (['low', 'medium', 'low', 'high'] as const)[kind] ?? 'low',
});

const NEW_ERROR = {
  type: 'error',
  errorType: 'ReentrancyCheck',
  errorMessage: 'withdraw() can be re-entered before the balance is updated',
  severity: 'critical',
};
