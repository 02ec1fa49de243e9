import type { SessionDetail } from '@claude-monitor/protocol/api';
import type { Card } from '@claude-monitor/protocol/view';
import type { Fact } from './fact.ts';
import { clockInWords } from './clock.ts';
import { promptsInWords } from './prompts.ts';

/** Who a session is and how it is known. */
export function aboutSession(
  card: Card,
  { prompts, clock }: Pick<SessionDetail, 'prompts' | 'clock'>,
): Fact[] {
  const times = clockInWords(clock);
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
    ...(times === null ? [] : [{ name: 'Times', value: times }]),
  ];
}
