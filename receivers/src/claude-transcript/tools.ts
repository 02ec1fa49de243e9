import {
  codeIn,
  isFields,
  listIn,
  nameIn,
  objectIn,
  textIn,
  type Fields,
} from '../claude-hooks/fields.ts';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { idOf, type Common, type Draft } from './draft.ts';

/** A call that an answer made, until its result comes. */
export type OpenCall = { name?: string | undefined; requestId?: string | undefined };

/** Calls that may be open at once. */
const OPEN = 1_000;

/** Pairs the calls of tools with their results. What they were given and answered is not read (rule PRX4). */
export class Tools {
  readonly #open: Map<string, OpenCall>;

  constructor(open: Iterable<readonly [string, OpenCall]> = []) {
    this.#open = new Map(open);
  }

  get open(): ReadonlyMap<string, OpenCall> {
    return this.#open;
  }

  called(record: Fields): void {
    const requestId = textIn(record, 'requestId');
    for (const block of listIn(objectIn(record, 'message'), 'content')) {
      if (!isFields(block) || block['type'] !== 'tool_use') continue;
      const id = textIn(block, 'id');
      if (id === undefined) continue;
      this.#open.set(id, { name: nameIn(block, 'name'), requestId });
      if (this.#open.size > OPEN) this.#forgetFirst();
    }
  }

  answered(record: Fields, common: Common): Draft[] {
    return listIn(objectIn(record, 'message'), 'content').flatMap((block) => {
      if (!isFields(block) || block['type'] !== 'tool_result') return [];
      const toolUseId = textIn(block, 'tool_use_id');
      return toolUseId === undefined ? [] : [this.#resultOf(toolUseId, { block, record, common })];
    });
  }

  #resultOf(
    toolUseId: string,
    { block, record, common }: { block: Fields; record: Fields; common: Common },
  ): Draft {
    const call = this.#open.get(toolUseId);
    this.#open.delete(toolUseId);
    const denial = codeIn(record, 'toolDenialKind');
    const isDenied = denial !== undefined || record['toolUseResult'] === 'User rejected tool use';
    const outcome = block['is_error'] === true ? 'failed' : 'succeeded';
    return {
      ...common,
      type: 'tool.call',
      id: idOf('tool', common.sessionId, toolUseId),
      toolUseId,
      toolName: call?.name,
      requestId: call?.requestId,
      state: isDenied ? 'denied' : outcome,
      errorType: denial,
      duration: durationOf(objectIn(record, 'toolUseResult')),
    };
  }

  #forgetFirst(): void {
    for (const id of this.#open.keys()) {
      this.#open.delete(id);
      return;
    }
  }
}

/** Only what a tool measured itself: from call to result, dialogs and hooks took their time too. */
function durationOf(result: Fields): number | undefined {
  for (const name of ['durationMs', 'totalDurationMs']) {
    const value = result[name];
    if (typeof value === 'number' && value >= 0 && value <= LIMITS.horizonMs) return value;
  }
  return undefined;
}
