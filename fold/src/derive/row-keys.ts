import { z } from 'zod';
import { agentEdgeKindSchema } from '@claude-monitor/protocol/agent-graph';
import { hash64 } from '@claude-monitor/protocol/ids';
import type { Contribution, Fact } from '../facts/fact.ts';

/**
 * Keys of the rows of history that a page makes. A page remembers them, so that a row to which
 * nothing adds any more can be written as zero: hence each key can be read back.
 */
export const rowKeys = {
  usage: (part: Contribution): string =>
    JSON.stringify([part.owner, part.instance, part.task, part.model, part.provenance]),

  activity: (part: Contribution): string => part.owner,

  errors: (part: Contribution, fact: Fact): string => {
    const { errorType, errorMessage, severity } = fact.fields;
    const fingerprint = hash64(JSON.stringify([errorType, errorMessage, severity]));
    return JSON.stringify([part.owner, fingerprint]);
  },

  edges: ({ owner, instance, project, edge }: Contribution): string =>
    JSON.stringify([
      owner,
      instance,
      project,
      edge?.kind,
      edge?.toCard,
      edge?.toSession,
      edge?.toAgent,
    ]),

  readUsage: (key: string) => {
    const [owner, instance, task, model, provenance] = usageKey.parse(JSON.parse(key));
    return { owner, instance, task, model, provenance };
  },

  readEdges: (key: string) => {
    const [owner, instance, project, kind, toCard, toSession, toAgent] = edgesKey.parse(
      JSON.parse(key),
    );
    return { owner, instance, project, kind, toCard, toSession, toAgent };
  },

  readErrors: (key: string) => {
    const [owner, fingerprint] = errorsKey.parse(JSON.parse(key));
    return { owner, fingerprint };
  },
} as const;

const usageKey = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.enum(['measured', 'reported', 'superseded']),
]);

const errorsKey = z.tuple([z.string(), z.string()]);

const edgesKey = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  agentEdgeKindSchema,
  z.string(),
  z.string(),
  z.string(),
]);
