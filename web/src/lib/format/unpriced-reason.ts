import type { SessionDetail } from '@claude-monitor/protocol/api/index';

type Request = Pick<SessionDetail['requests'][number], 'unpriced' | 'tier'>;

/** Why a request has no list price, in words; null where it has one. */
export function unpricedReason({ unpriced, tier }: Request): string | null {
  switch (unpriced) {
    case null:
      return null;
    case 'no_model':
      return 'it names no model';
    case 'unknown_model':
      return 'model not in the price list';
    case 'unknown_tier':
      return `no list price for “${tier ?? ''}”`;
    case 'web_searches':
      return 'no list price for web searches';
    case 'cache_duration':
      return 'its client doesn’t say how long cache writes are kept';
  }
}
