import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import type { Session } from '@claude-monitor/protocol/live/view';
import type { Fact } from './fact.ts';
import { clockInWords } from './clock.ts';
import { promptsInWords } from './prompts.ts';
import * as shared from '../../../lib/texts.ts';
import * as texts from '../texts.ts';

/** The labels of a session; of each the value that came last is the first. */
export const labelFacts = ({ labels }: Session): Fact[] =>
  labels.map(({ key, values }) => ({ name: key, value: values.join(', ') }));

export function aboutSession(
  session: Session,
  { prompts, clock }: Pick<SessionDetail, 'prompts' | 'clock'>,
): Fact[] {
  const times = clockInWords(clock);
  const fact = (name: string, value: string | null): Fact => ({
    name,
    value: value ?? shared.notKnown,
  });
  return [
    fact(texts.sessionId, session.sessionId),
    ...(session.run === undefined ? [] : [fact(texts.runId, session.run.sessionId)]),
    fact(texts.agent, session.agentName),
    fact(texts.model, session.model),
    fact(texts.user, session.user),
    fact(texts.device, session.device),
    fact(texts.project, session.project),
    fact(texts.knownBy, session.isDeclared ? texts.declared : texts.undeclared),
    fact(texts.prompts, prompts === null ? null : promptsInWords(prompts)),
    { name: texts.started, at: session.startedAt },
    { name: texts.lastEvent, at: session.lastAt },
    ...(session.endedAt === null ? [] : [{ name: texts.ended, at: session.endedAt }]),
    ...(times === null ? [] : [{ name: texts.clockTimes, value: times }]),
  ];
}
