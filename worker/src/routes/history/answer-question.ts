import {
  answerSession,
  answerUsage,
  AppError,
  sessionQuestion,
  STATE_LIMITS,
  tasksQuestion,
  teamStatusQuestion,
  usageQueryOf,
  usageQuestion,
  withoutBlanks,
  type Answered,
  type QuestionName,
} from '@claude-monitor/protocol';
import type { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { CallHub } from '../../http/call-hub.ts';
import type { Caller } from '../../domain/credential/credential.ts';
import { parseWith } from '../../http/parse.ts';
import type { LiveAnswer, LiveQuestion } from '../../hub/rpc.ts';
import { answerOrUnavailable } from './history.ts';
import { historyWithoutLabels } from './without-labels.ts';

export type AgentQuestion = { name: QuestionName; arguments: unknown; sessions: string[] };

export type Requester = { caller: Caller; hub: CallHub };

export type AgentAnswer = LiveAnswer | Answered<z.output<(typeof usageQuestion)['outputSchema']>>;

/**
 * Answers an agent: of the live state from its hub, of usage and of sessions that left the hub from
 * libSQL. The hub checks the credential in each case (rule SHR7).
 */
export async function answerQuestion(
  deps: Deps,
  requester: Requester,
  { name, arguments: given, sessions }: AgentQuestion,
): Promise<AgentAnswer> {
  switch (name) {
    case 'get_team_status':
      return await answerLive({ name, input: parsed(teamStatusQuestion.inputSchema, given) });
    case 'get_tasks':
      return await answerLive({ name, input: parsed(tasksQuestion.inputSchema, given), sessions });
    case 'get_session':
      return await answerAboutSession(deps, requester, parsed(sessionQuestion.inputSchema, given));
    case 'get_usage':
      return await answerAboutUsage(deps, requester, parsed(usageQuestion.inputSchema, given));
  }

  async function answerLive(question: LiveQuestion): Promise<LiveAnswer> {
    const answer = await requester.hub('answerQuestion', question);
    if (answer === null) throw new AppError('not_found', 'Not found.');
    return answer;
  }
}

async function answerAboutSession(
  deps: Deps,
  requester: Requester,
  input: z.output<typeof sessionQuestion.inputSchema>,
): Promise<LiveAnswer> {
  const live = await requester.hub('answerQuestion', { name: 'get_session', input });
  if (live !== null) return live;
  const found = await answerOrUnavailable('get_session', deps, () =>
    deps.history.session(requester.caller.workspace, input.sessionId),
  );
  if (found === null) {
    throw new AppError('not_found', `get_session: session ${input.sessionId} not found.`, {
      path: 'sessionId',
    });
  }
  const { session: session, tasks } = found;
  return answerSession(input, { session, tasks }, { now: deps.now(), limits: STATE_LIMITS });
}

async function answerAboutUsage(
  deps: Deps,
  requester: Requester,
  input: z.output<typeof usageQuestion.inputSchema>,
): Promise<AgentAnswer> {
  const query = usageQueryOf(input, deps.now());
  const { asOf, fresh, hiddenLabels } = await requester.hub('read');
  const history = historyWithoutLabels(deps.history, hiddenLabels);
  const usage = await answerOrUnavailable('get_usage', deps, () =>
    history.usage(requester.caller.workspace, query),
  );
  return answerUsage(input, { asOf, fresh, ...usage });
}

const parsed = <Schema extends z.ZodObject>(schema: Schema, given: unknown): z.output<Schema> =>
  parseWith(schema, withoutBlanks(schema, given), 'invalid_body');
