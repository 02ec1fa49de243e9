export { HOOK_NAMES, normaliseHook, type NormalisedHook } from './claude-hooks/claude-hooks.ts';
export { hookSender, type HookSender } from './claude-hooks/hook-sender.ts';
export { normaliseEvents, type NormalisedBatch, type RefusedItem } from './events.ts';
export { itemsOfNdjson } from './ndjson.ts';
export { isNestedDeeper } from './nesting.ts';
export { normaliseOtlp, type OtlpBody, type OtlpResult } from './otlp.ts';
export { signalOfPath } from './otlp-path.ts';
export type { OtlpBatch } from './otlp/batch.ts';
export { encodeResponse, encodeStatus, OTLP_SIGNALS, type OtlpSignal } from './otlp/wire.ts';
