/** The library `claude-monitor`; what is exported here is its interface. */
export { MonitorClient } from './client.ts';
export { routeOf } from './route-of.ts';
export { MonitorError, type MonitorErrorCode } from './monitor-error.ts';
export { PrometheusMonitorBridge, PrometheusMonitorBridge as default } from './bridge.ts';
export type {
  BridgeMonitor,
  BridgeOptions,
  PrometheusClient,
  PrometheusResult,
  PrometheusTask,
  PrometheusTokens,
} from './bridge.ts';
export type { CallOptions, Delivery, DeliveryOptions, MonitorOptions, Receipt } from './options.ts';
export type {
  ErrorReport,
  Handover,
  Message,
  Plan,
  Prompt,
  PromptRoute,
  SessionEnd,
  SessionStart,
  SubagentEnd,
  SubagentStart,
  TaskComplete,
  TaskProgress,
  TaskStart,
  TokenUsage,
} from './inputs.ts';
