export { HOOK_NAMES, normaliseHook, type NormalisedHook } from './claude-hooks.ts';
export { normaliseEvents, type NormalisedBatch, type RefusedItem } from './events.ts';
export { itemsOfNdjson } from './ndjson.ts';
export { isNestedDeeper } from './nesting.ts';
