import {
  AppError,
  LIMITS,
  redactionOf,
  SESSION_REQUESTS_RULES,
  sessionRequestsAnswerSchema,
  type SessionRequest,
} from '@claude-monitor/protocol';
import { csvLine } from '../../domain/export/csv.ts';
import type { Deps, History } from '../../deps.ts';
import { streamedAnswer } from '../../http/answer/streamed.ts';
import { historyWithin } from '../../share/history-within.ts';
import { namesOf } from '../../share/names-of.ts';
import { answerOrUnavailable } from './history.ts';
import { historyWithoutLabels } from './without-labels.ts';
import { idParams, mount, type CallerInput, type Router } from '../route.ts';

const CSV = 'text/csv; charset=utf-8';
const NDJSON = 'application/x-ndjson; charset=utf-8';

/** What is behind a session's figures, as files that are written while they are read. */
export function mountSessionExports(router: Router): void {
  const { deps } = router;
  mount(
    router,
    {
      method: 'get',
      path: '/v1/sessions/:id/requests.csv',
      summary: 'Download the requests of a session as CSV, the newest first',
      access: 'read',
      params: idParams,
      answers: { 200: { description: 'One line for each counted request.', type: 'text/csv' } },
    },
    async (input) => {
      const { read, redact } = await reader(deps, input);
      const { id } = input.params;
      const pages = pagesOf(async (cursor) => {
        const query = { limit: LIMITS.pageItems, ...cursor };
        const page = await read((history, workspace) =>
          history.sessionRequests(workspace, id, query),
        );
        if (page === null) throw new AppError('not_found', 'Session not found.', { path: 'id' });
        const { items, next } = redact({ ...page, asOf: 0, fresh: true });
        return { text: items.map(requestLine).join(''), next: page.next === null ? null : next };
      }, csvLine(REQUEST_COLUMNS));
      return await started(pages, { type: CSV, name: `requests-${id}.csv` });
    },
  );
  mount(
    router,
    {
      method: 'get',
      path: '/v1/sessions/:id/events.ndjson',
      summary: 'Download the raw events of a session as NDJSON, the newest first',
      access: 'read',
      params: idParams,
      answers: {
        200: {
          description: 'One event a line, as `POST /v1/events` takes them.',
          type: 'application/x-ndjson',
        },
      },
    },
    async (input) => {
      const { read, isShared } = await reader(deps, input);
      const { id } = input.params;
      if (isShared) throw new AppError('forbidden', 'Share links don’t show raw events.');
      const found = await read((history, workspace) => history.session(workspace, id));
      if (found === null) throw new AppError('not_found', 'Session not found.', { path: 'id' });
      const pages = pagesOf(async (cursor) => {
        const query = { session: id, limit: LIMITS.pageItems, ...cursor };
        const { items, next } = await read((history, workspace) =>
          history.events(workspace, query),
        );
        return { text: items.map((event) => `${JSON.stringify(event)}\n`).join(''), next };
      });
      return await started(pages, { type: NDJSON, name: `events-${id}.ndjson` });
    },
  );
}

/** Who asks may ask what it may see, for each page again. */
async function reader(deps: Deps, { c, caller, hub }: CallerInput<unknown, unknown, unknown>) {
  const { grant, hiddenLabels } = await hub('read');
  const names = grant === null ? null : namesOf(grant);
  const shown = historyWithoutLabels(deps.history, hiddenLabels);
  const history = grant === null || names === null ? shown : historyWithin(shown, grant, names);
  const redactAnswer = redactionOf(sessionRequestsAnswerSchema, SESSION_REQUESTS_RULES);
  return {
    isShared: grant !== null,
    read: <Answer>(
      question: (history: History, workspace: string) => Promise<Answer>,
    ): Promise<Answer> =>
      answerOrUnavailable(`export of ${c.req.path}`, deps, () =>
        question(history, caller.workspace),
      ),
    redact: (answer: Requests): Requests =>
      grant?.isRedacted === true && names !== null ? redactAnswer(answer, names) : answer,
  };
}

type Requests = ReturnType<typeof sessionRequestsAnswerSchema.parse>;

type PageOfText = { text: string; next: string | null };

async function* pagesOf(
  read: (cursor: { cursor?: string }) => Promise<PageOfText>,
  head = '',
): AsyncGenerator<string> {
  let text = head;
  for (let next: string | null | undefined; next !== null;) {
    const page = await read(next === undefined ? {} : { cursor: next });
    text += page.text;
    next = page.next;
    if (text !== '') yield text;
    text = '';
  }
}

/** The first page is read before the answer begins: what is refused is refused with its code. */
async function started(
  pages: AsyncGenerator<string>,
  file: { type: string; name: string },
): Promise<Response> {
  const first = await pages.next();
  return streamedAnswer(withFirst(first, pages), file);
}

async function* withFirst(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

const REQUEST_COLUMNS = [
  'time',
  'subagent',
  'model',
  'provenance',
  'requests',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'list_price_micro_dollars',
  'client_cost_micro_dollars',
  'task',
];

const requestLine = (request: SessionRequest): string =>
  csvLine([
    new Date(request.at).toISOString(),
    request.agentId,
    request.model,
    request.provenance,
    request.requests,
    request.inputTokens,
    request.outputTokens,
    request.cacheReadTokens,
    request.cacheCreationTokens,
    request.costMicros,
    request.clientCostMicros,
    request.task,
  ]);
