import { expectTypeOf, test } from 'vitest';
import type { LogToolInput } from '@claude-monitor/protocol/tools/tools';
import PrometheusMonitorBridge, {
  MonitorClient,
  PrometheusMonitorBridge as NamedBridge,
  type BridgeOptions,
  type MonitorError,
  type Receipt,
  type TaskComplete,
  type TokenUsage,
} from './index.ts';

test('arguments are those of the tools, and what a program knows besides', () => {
  expectTypeOf<Parameters<MonitorClient['logTaskComplete']>[0]>().toEqualTypeOf<
    LogToolInput<'log_task_complete'>
  >();
  expectTypeOf<Parameters<MonitorClient['logPlan']>[0]>().toEqualTypeOf<LogToolInput<'log_plan'>>();
  expectTypeOf<TaskComplete['status']>().toEqualTypeOf<'success' | 'failed' | 'cancelled'>();
  expectTypeOf<TokenUsage>().toExtend<LogToolInput<'log_token_usage'>>();
  expectTypeOf<TokenUsage['requestId']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<{ sessionId: string }>().not.toExtend<LogToolInput<'log_task_start'>>();
});

test('every call answers with a receipt, and all options may be left out', () => {
  expectTypeOf(MonitorClient).toBeConstructibleWith();
  expectTypeOf<ReturnType<MonitorClient['logError']>>().toEqualTypeOf<Promise<Receipt>>();
  expectTypeOf<Extract<Receipt, { ok: false }>['error']>().toEqualTypeOf<MonitorError>();
  expectTypeOf(PrometheusMonitorBridge).toEqualTypeOf(NamedBridge);
  expectTypeOf(PrometheusMonitorBridge).toBeConstructibleWith();
});

test("the bridge takes a client's own results", () => {
  type Result = { success: boolean; files: string[] };
  type Bridge = PrometheusMonitorBridge<Result>;
  expectTypeOf<Parameters<Bridge['onTaskComplete']>[1]>().toEqualTypeOf<Result>();
  type Client = NonNullable<BridgeOptions<Result>['prometheus']>;
  expectTypeOf<{ updateTaskStatus: (id: string, result: Result) => void }>().toExtend<Client>();
});
