import { truthOf } from '../../../receivers/src/testing/captures.fixture.ts';

export type Tokens = {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
};

/** What a capture adds up to, by the client's own account; money in micro-dollars. */
export type Truth = {
  models: Record<string, Tokens>;
  /** By subagent, `main` for the main loop; null where the client did not say. */
  subagents: Record<string, Tokens & { requests: number; costMicros: number }> | null;
  costMicros: number;
};

/**
 * The client's result message counts the whole conversation: of one that was resumed, the requests of
 * this process are the truth.
 */
export function readTruth(capture: string, isResumed: boolean): Truth {
  const { result_modelUsage, result_total_cost_usd, by_agent_from_api_request_events } =
    truthOf(capture);
  const agents = Object.entries(by_agent_from_api_request_events ?? {}).map(([key, sums]) => {
    const [subagent = '', , model = ''] = key.split('|');
    const sum = (name: string): number => sums[name] ?? 0;
    const tokens = {
      inputTokens: sum('input_tokens'),
      outputTokens: sum('output_tokens'),
      cacheReadTokens: sum('cache_read_tokens'),
      cacheCreationTokens: sum('cache_creation_tokens'),
    };
    return {
      agentId: subagent,
      model,
      tokens,
      requests: sum('requests'),
      cost: sum('cost_usd_micros'),
    };
  });
  const ofProcess = (): Truth['models'] => {
    const models: Truth['models'] = {};
    for (const { model, tokens } of agents) models[model] = plus(models[model], tokens);
    return models;
  };
  const ofConversation = (): Truth['models'] =>
    Object.fromEntries(
      Object.entries(result_modelUsage).map(([model, usage]) => [
        model,
        {
          inputTokens: usage.inputTokens,
          outputTokens: usage.outputTokens,
          cacheReadTokens: usage.cacheReadInputTokens,
          cacheCreationTokens: usage.cacheCreationInputTokens,
        },
      ]),
    );
  return {
    models: isResumed ? ofProcess() : ofConversation(),
    subagents:
      by_agent_from_api_request_events === null
        ? null
        : Object.fromEntries(
            agents.map(({ agentId: subagent, tokens, requests, cost }) => [
              subagent,
              { ...tokens, requests, costMicros: cost },
            ]),
          ),
    costMicros: isResumed
      ? agents.reduce((sum, { cost }) => sum + cost, 0)
      : result_total_cost_usd * 1e6,
  };
}

export const NO_TOKENS: Tokens = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
};

export function plus(sum: Tokens | undefined, part: Tokens): Tokens {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = sum ?? NO_TOKENS;
  return {
    inputTokens: inputTokens + part.inputTokens,
    outputTokens: outputTokens + part.outputTokens,
    cacheReadTokens: cacheReadTokens + part.cacheReadTokens,
    cacheCreationTokens: cacheCreationTokens + part.cacheCreationTokens,
  };
}

export const tokensOf = (sums: Tokens): Tokens => plus(NO_TOKENS, sums);

export const allOf = (sums: Tokens): number =>
  sums.inputTokens + sums.outputTokens + sums.cacheReadTokens + sums.cacheCreationTokens;

export function together(parts: readonly Truth[]): Truth {
  const models: Truth['models'] = {};
  const subagents: NonNullable<Truth['subagents']> = {};
  for (const part of parts) {
    for (const [model, tokens] of Object.entries(part.models)) {
      models[model] = plus(models[model], tokens);
    }
    for (const [subagent, { requests, costMicros, ...tokens }] of Object.entries(
      part.subagents ?? {},
    )) {
      subagents[subagent] = {
        ...plus(subagents[subagent], tokens),
        requests: (subagents[subagent]?.requests ?? 0) + requests,
        costMicros: (subagents[subagent]?.costMicros ?? 0) + costMicros,
      };
    }
  }
  return {
    models,
    subagents: parts.every((part) => part.subagents !== null) ? subagents : null,
    costMicros: parts.reduce((sum, { costMicros }) => sum + costMicros, 0),
  };
}
