import { sessionSchema, taskSchema, type Session, type Task } from '@claude-monitor/protocol';
import { unpackJson } from '../packing/packed-json.ts';

export const readSession = (stored: Uint8Array | string): Session =>
  sessionSchema.parse(JSON.parse(unpackJson(stored)));

export const readTask = (stored: Uint8Array | string): Task =>
  taskSchema.parse(JSON.parse(unpackJson(stored)));
