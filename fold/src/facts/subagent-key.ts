/**
 * Keys of facts are hashed into the index of their hour, so these keep the words that they were first
 * stored with.
 */
const STORED = { 'subagent.start': 'instance.start', 'subagent.end': 'instance.end' } as const;

export const subagentKey = (kind: keyof typeof STORED, agentId: string): string =>
  `${STORED[kind]} ${agentId}`;
