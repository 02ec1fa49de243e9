import { LIMITS } from '@claude-monitor/protocol/limits';
import { countIn, nameIn, objectIn, textIn, type Fields } from '../claude-hooks/fields.ts';
import { branchLabels } from './branch.ts';
import { idOf, type Common, type Draft } from './draft.ts';

/** A request whose answer is still being written: one record a block of the answer. */
type Held = { key: string; common: Common; record: Fields; outputTokens: number };

/** What the client writes in the place of an answer that no model gave. */
const SYNTHETIC = '<synthetic>';

/**
 * Each block of an answer repeats its usage, and in old versions the early ones hold a part of it: a request is
 * reported by its last record before another answer's. Where answers are interleaved, it is reported again by
 * the later ones, and the last report counts.
 */
export class Requests {
  #held: Held | null = null;

  /** Answers the requests that are complete by now. */
  take(record: Fields, common: Common): Draft[] {
    const message = objectIn(record, 'message');
    const key = textIn(message, 'id') ?? textIn(record, 'requestId');
    const isOfModel = 'usage' in message && textIn(message, 'model') !== SYNTHETIC;
    if (key === undefined || !isOfModel || record['isApiErrorMessage'] === true) return [];
    const output = tokensIn(objectIn(message, 'usage'), 'output_tokens');
    const isSame = this.#held?.key === key;
    const complete = isSame ? [] : this.end();
    const outputTokens = Math.max(output, this.#held?.outputTokens ?? 0);
    this.#held = { key, common, record, outputTokens };
    return complete;
  }

  /** The one that is open: the file ends here, or for now. */
  end(): Draft[] {
    const held = this.#held;
    this.#held = null;
    return held === null ? [] : [usageOf(held)];
  }

  /** The request whose answer was written last: no other follows yet. */
  get openKey(): string | null {
    return this.#held?.key ?? null;
  }
}

function usageOf({ common, record, outputTokens }: Held): Draft {
  const message = objectIn(record, 'message');
  const usage = objectIn(message, 'usage');
  const requestId = textIn(record, 'requestId');
  const messageId = textIn(message, 'id');
  const isOldSidechain = record['isSidechain'] === true && common.agentId === undefined;
  return {
    ...common,
    type: 'usage',
    // With what it says: a later record of the same answer, which says more, is news.
    id: idOf('usage', common.sessionId, requestId ?? messageId, common.time, outputTokens),
    model: nameIn(message, 'model'),
    inputTokens: tokensIn(usage, 'input_tokens'),
    outputTokens,
    cacheReadTokens: tokensIn(usage, 'cache_read_input_tokens'),
    cacheCreationTokens: tokensIn(usage, 'cache_creation_input_tokens'),
    cacheCreation1hTokens: countIn(
      objectIn(usage, 'cache_creation'),
      'ephemeral_1h_input_tokens',
      LIMITS.tokensPerEvent,
    ),
    requestId,
    messageId,
    querySource: isOldSidechain ? 'sidechain' : undefined,
    speed: nameIn(usage, 'speed'),
    serviceTier: nameIn(usage, 'service_tier'),
    labels: branchLabels(record),
    webSearches: countIn(objectIn(usage, 'server_tool_use'), 'web_search_requests', 1_000_000),
  };
}

const tokensIn = (usage: Fields, name: string): number => {
  const value = usage[name];
  // One that is beyond every bound stays, and is refused by its name (rule ING7).
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
};
