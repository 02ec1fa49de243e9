import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import type { Card } from '@claude-monitor/protocol/live/view';
import type { Fact } from './fact.ts';
import { clockInWords } from './clock.ts';
import { promptsInWords } from './prompts.ts';
import * as shared from '../../../lib/texts.ts';
import * as texts from '../texts.ts';

/** The labels of a session; of each the value that came last is the first. */
export const labelFacts = ({ labels }: Card): Fact[] =>
  labels.map(({ key, values }) => ({ name: key, value: values.join(', ') }));

export function aboutSession(
  card: Card,
  { prompts, clock }: Pick<SessionDetail, 'prompts' | 'clock'>,
): Fact[] {
  const times = clockInWords(clock);
  const said = (name: string, value: string | null): Fact => ({
    name,
    value: value ?? shared.notKnown,
  });
  return [
    said(texts.sessionId, card.sessionId),
    ...(card.run === undefined ? [] : [said(texts.runId, card.run.sessionId)]),
    said(texts.agent, card.agentName),
    said(texts.model, card.model),
    said(texts.user, card.user),
    said(texts.device, card.device),
    said(texts.project, card.project),
    said(texts.knownBy, card.isDeclared ? texts.declared : texts.undeclared),
    said(texts.prompts, prompts === null ? null : promptsInWords(prompts)),
    { name: texts.started, at: card.startedAt },
    { name: texts.lastEvent, at: card.lastAt },
    ...(card.endedAt === null ? [] : [{ name: texts.ended, at: card.endedAt }]),
    ...(times === null ? [] : [{ name: texts.clockTimes, value: times }]),
  ];
}
