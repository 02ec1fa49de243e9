import { serverFrameSchema, type ServerFrame } from '@claude-monitor/protocol/live/frames';

/** A frame of the server, or null for what this version of the page does not understand. */
export function parseFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = serverFrameSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
