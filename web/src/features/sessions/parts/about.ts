import type { SessionDetail } from '@claude-monitor/protocol/api';
import type { Card } from '@claude-monitor/protocol/view';
import type { Fact } from './fact.ts';
import { promptsInWords } from './prompts.ts';
import * as shared from '../../../lib/texts.ts';
import * as texts from '../texts.ts';

export function aboutSession(card: Card, prompts: SessionDetail['prompts']): Fact[] {
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
  ];
}
