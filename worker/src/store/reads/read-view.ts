import { cardSchema, taskSchema, type Card, type Task } from '@claude-monitor/protocol';
import { unpackJson } from '../packing/packed-json.ts';

export const readCard = (stored: Uint8Array | string): Card =>
  cardSchema.parse(JSON.parse(unpackJson(stored)));

export const readTask = (stored: Uint8Array | string): Task =>
  taskSchema.parse(JSON.parse(unpackJson(stored)));
