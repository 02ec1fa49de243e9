import type { SessionStateName } from '@claude-monitor/protocol/live/state-of';
import type { TaskStatus } from '@claude-monitor/protocol/live/view';

/** State is shape and colour, never colour alone. */
export type Shape =
  | 'dot'
  | 'diamond'
  | 'triangle'
  | 'cross'
  | 'ring'
  | 'dashed ring'
  | 'barred ring'
  | 'dash'
  | 'tick';
type Tone = 'active' | 'waiting' | 'stalled' | 'failed' | 'plain' | 'quiet';
export type GlyphLook = { shape: Shape; tone: Tone };

export const STATE_GLYPH: Record<SessionStateName, GlyphLook> = {
  waiting: { shape: 'diamond', tone: 'waiting' },
  active: { shape: 'dot', tone: 'active' },
  idle: { shape: 'ring', tone: 'quiet' },
  stalled: { shape: 'triangle', tone: 'stalled' },
  lost: { shape: 'dashed ring', tone: 'quiet' },
  ended: { shape: 'dash', tone: 'quiet' },
};

export const FAILED_GLYPH: GlyphLook = { shape: 'cross', tone: 'failed' };

export const TASK_GLYPH: Record<TaskStatus, GlyphLook> = {
  planned: { shape: 'ring', tone: 'quiet' },
  started: { shape: 'dot', tone: 'active' },
  success: { shape: 'tick', tone: 'quiet' },
  failed: FAILED_GLYPH,
  cancelled: { shape: 'dash', tone: 'quiet' },
};
