import type { Session } from '@claude-monitor/protocol/live/view';
import { fullCount, percent, shortCount } from './numbers.ts';
import * as texts from './texts.ts';

const NEARLY_FULL = 0.85;

export type ContextFill = {
  label: string;
  /** 0 to 1; null where tokens or window are not known. */
  share: number | null;
  isNearlyFull: boolean;
  provenance: 'measured' | 'reported';
  title: string;
};

/** How full a context is, or null where nothing says it. */
export function contextFill(context: Session['context']): ContextFill | null {
  if (context === null || (context.tokens === null && context.window === null)) return null;
  const { tokens, window, provenance } = context;
  if (tokens === null || window === null || window === 0) {
    const known = tokens === null ? texts.ofWindow(shortCount(window ?? 0)) : shortCount(tokens);
    return { label: known, share: null, isNearlyFull: false, provenance, title: texts.fillUnknown };
  }
  const share = Math.min(1, tokens / window);
  return {
    label: percent(share),
    share,
    isNearlyFull: share >= NEARLY_FULL,
    provenance,
    title: texts.fillMeans(fullCount(tokens), fullCount(window), provenance),
  };
}
