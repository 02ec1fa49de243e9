import { WASTE_ADVICE } from '../../domain/waste/advice.ts';
import { WASTE_KINDS, type WasteItem, type WasteQuery } from '@claude-monitor/protocol';
import type { Answer } from '../rpc.ts';
import { query, type Call } from './command.ts';

type WasteInput = Omit<WasteQuery, 'from' | 'to' | 'label'> & { from: number; to: number };

type KeptWaste = { since: number | null; items: WasteItem[] };

export const WASTE_COMMANDS = {
  /** What the hub found in a time, as of its last checkpoint (`read` makes one), beside as long a time before it. */
  waste: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>, input: WasteInput): Answer<KeptWaste> => {
      const { rows } = hub.waste;
      const { from, to } = input;
      const { since } = rows;
      const before = { ...input, from: from - (to - from), to: from };
      const hasBefore = since !== null && since < from;
      const items = WASTE_KINDS.flatMap((kind): WasteItem[] => {
        const sums = rows.sums(kind, input);
        const then = hasBefore ? (rows.sums(kind, before) ?? NONE) : null;
        if (sums === null && (then === null || then.count === 0)) return [];
        return [
          {
            kind,
            ...(sums ?? NONE),
            isWhole: true,
            before: then,
            advice: WASTE_ADVICE[kind],
            top: rows.top(kind, input),
          },
        ];
      });
      return { ok: true, value: { since, items } };
    },
  }),
};

const NONE = {
  ...{ count: 0, sessions: 0, tokens: 0, measuredMicros: 0, estimatedMicros: 0, unpriced: 0 },
};
