import type { SessionDetail } from '@claude-monitor/protocol/api';
import type { Card } from '@claude-monitor/protocol/view';
import type { Fact } from './fact.ts';
import { promptsInWords } from './prompts.ts';

/** The labels of a session; of each the value that came last is the first. */
export const labelFacts = ({ labels }: Card): Fact[] =>
  labels.map(({ key, values }) => ({ name: key, value: values.join(', ') }));

/** Who a session is and how it is known. */
export function aboutSession(card: Card, prompts: SessionDetail['prompts']): Fact[] {
  const said = (name: string, value: string | null): Fact => ({
    name,
    value: value ?? 'not known',
  });
  return [
    said('Session', card.sessionId),
    ...(card.run === undefined ? [] : [said('Claude Code session', card.run.sessionId)]),
    said('Agent', card.agentName),
    said('Model', card.model),
    said('User', card.user),
    said('Device', card.device),
    said('Project', card.project),
    said('Known by', card.isDeclared ? 'its own declaration' : 'its events only'),
    said('Prompts', prompts === null ? null : promptsInWords(prompts)),
    { name: 'Started', at: card.startedAt },
    { name: 'Last sign of life', at: card.lastAt },
    ...(card.endedAt === null ? [] : [{ name: 'Ended', at: card.endedAt }]),
  ];
}
