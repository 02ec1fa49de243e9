import { LIMITS } from '@claude-monitor/protocol/limits';
import { failureTypeOf } from '../agents/failures.ts';
import { codeIn, countIn, isFields, nameIn, objectIn, textIn } from '../claude-hooks/fields.ts';
import type { Fields } from '../claude-hooks/fields.ts';
import { CommonReader, idOf, type Common, type Draft, type TranscriptPlace } from './draft.ts';
import { promptOf } from './prompts.ts';
import { Requests } from './requests.ts';
import { Tools, type OpenCall } from './tools.ts';

/** Where the reading of a file stands between two of its records, as JSON. */
export type TranscriptState = {
  isStarted: boolean;
  lastAt: number;
  promptId?: string | undefined;
  open: [string, OpenCall][];
};

/** What the file beside a subagent's transcript tells of it: `agent-ID.meta.json`. */
export type SubagentMeta = { agentType?: string; toolUseId?: string; isFinished: boolean };

export type TranscriptFile = TranscriptPlace & { meta: SubagentMeta | null };

/**
 * Reads one transcript of Claude Code, record by record in the order of the file: what it says in words of
 * the vocabulary. Texts (prompts, answers, input and output of tools) are not taken (rule PRX4). The same
 * file says the same events, with the same ids, however often and in however many parts it is read.
 */
export class TranscriptReader {
  readonly #file: TranscriptFile;
  readonly #common: CommonReader;
  readonly #requests = new Requests();
  readonly #tools: Tools;
  #isStarted: boolean;
  #last: Common | null = null;
  #lastAt: number;
  #agentType: string | undefined;
  /** The client wrote its sums, which it does when it ends; what follows was written by the next one. */
  #isEnded = false;

  constructor(file: TranscriptFile, state: TranscriptState | null = null) {
    this.#file = file;
    this.#common = new CommonReader(file);
    this.#common.promptId = state?.promptId;
    this.#tools = new Tools(state?.open);
    this.#isStarted = state?.isStarted ?? false;
    this.#lastAt = state?.lastAt ?? 0;
    this.#agentType = file.meta?.agentType;
  }

  /** The request that is not reported yet, since its answer may go on: who reads on later begins at its first record. */
  get openRequest(): string | null {
    return this.#requests.openKey;
  }

  /** The working folder that the records named last: for whoever leaves out what is private. */
  get folder(): string | undefined {
    return this.#common.folder;
  }

  get state(): TranscriptState {
    return {
      isStarted: this.#isStarted,
      lastAt: this.#lastAt,
      ...(this.#common.promptId === undefined ? {} : { promptId: this.#common.promptId }),
      open: [...this.#tools.open],
    };
  }

  /** The events that a record completes; none for a type that is not known. Never throws. */
  take(record: unknown): Draft[] {
    if (!isFields(record)) return [];
    const { type } = record;
    if (type === 'cost-state') this.#isEnded = true;
    if (type !== 'user' && type !== 'assistant' && type !== 'system') return [];
    const common = this.#common.read(record);
    if (common === null) return [];
    this.#isEnded = false;
    const recordDrafts = this.#draftsOf(type, record, common);
    const drafts = this.#isStarted
      ? recordDrafts
      : [...this.#start(record, common), ...recordDrafts];
    this.#last = common;
    this.#lastAt = Math.max(this.#lastAt, common.time);
    return drafts;
  }

  /** What the end of the file tells: it may go on later. */
  end(): Draft[] {
    return [...this.#requests.end(), ...this.#ending()];
  }

  #draftsOf(type: 'user' | 'assistant' | 'system', record: Fields, common: Common): Draft[] {
    switch (type) {
      case 'assistant':
        this.#agentType ??= nameIn(record, 'attributionAgent');
        this.#tools.called(record);
        return [...failureOf(record, common), ...this.#requests.take(record, common)];
      case 'user': {
        const results = this.#tools.answered(record, common);
        return results.length > 0 ? results : promptOf(record, common);
      }
      case 'system':
        return compactionOf(record, common);
    }
  }

  #start(record: Fields, common: Common): Draft[] {
    this.#isStarted = true;
    const { agentId, promptId: _, ...base } = common;
    if (agentId === undefined) {
      const id = idOf('start', common.sessionId, common.time);
      return [{ ...base, type: 'session.start', id }];
    }
    const id = idOf('subagent.start', common.sessionId, agentId);
    const agentType = this.#agentType ?? nameIn(record, 'attributionAgent');
    const toolUseId = this.#file.meta?.toolUseId;
    return [{ ...base, type: 'subagent.start', id, agentId, agentType, toolUseId }];
  }

  #ending(): Draft[] {
    if (this.#last === null) return [];
    const { agentId, promptId: _, ...base } = this.#last;
    const at = { ...base, time: this.#lastAt };
    if (agentId === undefined) {
      if (!this.#isEnded) return [];
      return [{ ...at, type: 'session.end', id: idOf('end', base.sessionId, this.#lastAt) }];
    }
    if (this.#file.meta?.isFinished !== true) return [];
    const id = idOf('subagent.end', base.sessionId, agentId);
    return [{ ...at, type: 'subagent.end', id, agentId, agentType: this.#agentType }];
  }
}

/** An answer in whose place the client wrote that there was none, after its last try. */
function failureOf(record: Fields, common: Common): Draft[] {
  if (record['isApiErrorMessage'] !== true) return [];
  const status = countIn(record, 'apiErrorStatus', 999);
  const isSaid = codeIn(record, 'error') ?? 'unknown';
  return [
    {
      ...common,
      type: 'error',
      id: idOf('error', common.sessionId, textIn(record, 'uuid'), common.time),
      errorType: status === undefined ? isSaid : failureTypeOf(status),
      // Made here: the client's words may repeat what was asked.
      errorMessage: status === undefined ? 'no answer from the API' : `HTTP ${String(status)}`,
      severity: common.agentId === undefined ? 'high' : 'medium',
    },
  ];
}

function compactionOf(record: Fields, common: Common): Draft[] {
  if (record['subtype'] !== 'compact_boundary') return [];
  const meta = objectIn(record, 'compactMetadata');
  return [
    {
      ...common,
      type: 'compaction',
      id: idOf('compaction', common.sessionId, textIn(record, 'uuid'), common.time),
      trigger: codeIn(meta, 'trigger'),
      preTokens: countIn(meta, 'preTokens', LIMITS.tokensPerEvent),
      postTokens: countIn(meta, 'postTokens', LIMITS.tokensPerEvent),
    },
  ];
}
