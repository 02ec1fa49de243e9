import type { IncidentKind } from '@claude-monitor/protocol/incidents/incident';
import { FAILED_GLYPH, STATE_GLYPH, type GlyphLook } from '../ui/glyphs.ts';

export const INCIDENT_GLYPH: Readonly<Record<IncidentKind, GlyphLook>> = {
  waiting: STATE_GLYPH.waiting,
  blocked: { shape: 'barred ring', tone: 'failed' },
  task_failed: FAILED_GLYPH,
  stuck: STATE_GLYPH.stalled,
  stalled: STATE_GLYPH.stalled,
  lost: STATE_GLYPH.lost,
  context_full: { shape: 'triangle', tone: 'waiting' },
  incomplete: { shape: 'ring', tone: 'waiting' },
  service: { shape: 'triangle', tone: 'failed' },
};
