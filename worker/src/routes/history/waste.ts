import {
  LIMITS,
  TIME,
  wasteAnswerSchema,
  wasteQuerySchema,
  type WasteItem,
  type WasteSums,
} from '@claude-monitor/protocol';
import type { Deps, History } from '../../deps.ts';
import { WASTE_ADVICE } from '../../domain/waste/advice.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';
import { answerOrUnavailable } from './history.ts';
import { historyWithoutLabels } from './without-labels.ts';

const DEFAULT_MS = 7 * TIME.dayMs;

const getWaste = route({
  method: 'get',
  path: '/v1/waste',
  summary: 'Get what was paid for and used for nothing, with its evidence, beside the time before',
  description:
    'Told apart by fingerprints and token counts, never by texts. Dollars that were measured and dollars that are shared out stand apart.',
  access: 'read',
  query: wasteQuerySchema,
  answers: { 200: jsonAnswer(wasteAnswerSchema, 'The dearest first.') },
});

/** `/v1/waste`: what the hub found event by event, and failed tasks as libSQL has them. */
export function mountWaste(router: Router): void {
  const { deps } = router;
  mount(router, getWaste, async ({ c, hub, caller, query }) => {
    const { asOf, fresh, hiddenLabels } = await hub('read');
    const history = historyWithoutLabels(deps.history, hiddenLabels);
    const to = query.to ?? deps.now();
    const from = query.from ?? to - DEFAULT_MS;
    const { agent, project, user, label } = query;
    const { workspace } = caller;
    const beforeAt = from - (to - from);
    const labelled =
      label === undefined
        ? null
        : await answerOrUnavailable('waste', deps, () =>
            history.sessionsOfLabels(workspace, { label, from: hourOf(beforeAt), to }),
          );
    const ids = query.session;
    const session =
      labelled === null ? ids : labelled.ids.filter((id) => ids?.includes(id) !== false);
    const wasteQuery = { agent, project, user, session, from: hourOf(from), to };
    const { since, items: found } = await hub('waste', wasteQuery);
    const items = found.map((item) => ({ ...item, isWhole: labelled?.isWhole !== false }));
    const spans = [
      { from, to },
      { from: beforeAt, to: from },
    ];
    const [usages, failures] = await answerOrUnavailable('waste', deps, () =>
      Promise.all([
        Promise.all(
          spans.map((span) =>
            history.usage(workspace, { agent, project, user, label, session: ids, ...span }),
          ),
        ),
        Promise.all(
          spans.map((span) =>
            failedTasks({ history }, workspace, { agent, project, user, label, ...span }),
          ),
        ),
      ]),
    );
    const [failed, failedBefore] = failures;
    // Tasks are of several sessions: one session's page lists its own.
    const isOfSession = ids !== undefined;
    if (!isOfSession && failed !== undefined && failedBefore !== undefined) {
      if (failed.sums.count + failedBefore.sums.count > 0) {
        const { sums, top, isWhole } = failed;
        const kind = 'failed_tasks';
        const advice = WASTE_ADVICE[kind];
        items.push({ kind, ...sums, isWhole, before: failedBefore.sums, advice, top });
      }
    }
    const [usage, usageBefore] = usages.map(({ totals }) => totals);
    const micros = (item: WasteItem): number => item.measuredMicros + item.estimatedMicros;
    return c.json(
      {
        ...{ asOf, fresh, from, to, since },
        costMicros: usage?.costMicros ?? 0,
        requests: usage?.requests ?? 0,
        beforeCostMicros: usageBefore?.costMicros ?? 0,
        beforeRequests: usageBefore?.requests ?? 0,
        items: items.sort((a, b) => micros(b) - micros(a) || b.count - a.count),
      },
      200,
    );
  });
}

const hourOf = (at: number): number => Math.floor(at / TIME.hourMs) * TIME.hourMs;

type Failed = { sums: WasteSums; isWhole: boolean; top: WasteItem['top'] };

/** Failed tasks that started in a time, the newest of a bounded number. */
async function failedTasks(
  { history }: Pick<Deps, 'history'>,
  workspace: string,
  span: Partial<Parameters<History['tasks']>[1]>,
): Promise<Failed> {
  const { items, next } = await history.tasks(workspace, {
    ...span,
    ...{ status: ['failed'], sort: 'listed_at', order: 'desc' },
    ...{ limit: LIMITS.pageItems, facets: false },
  });
  const sums: WasteSums = {
    ...{ count: items.length, sessions: 0, tokens: 0, measuredMicros: 0 },
    ...{ estimatedMicros: 0, unpriced: 0 },
  };
  const sessions = new Map<string, WasteItem['top'][number]>();
  for (const { usage, session, agentName } of items) {
    sums.measuredMicros += usage.costMicros;
    sums.tokens +=
      usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheCreationTokens;
    if (usage.unpricedRequests > 0) sums.unpriced += 1;
    if (session === null) continue;
    const known = sessions.get(session) ?? {
      ...{ id: session, sessionId: '', agentName: agentName ?? '' },
      ...{ count: 0, measuredMicros: 0, estimatedMicros: 0 },
    };
    known.count += 1;
    known.measuredMicros += usage.costMicros;
    sessions.set(session, known);
  }
  sums.sessions = sessions.size;
  const top = [...sessions.values()].sort((a, b) => b.measuredMicros - a.measuredMicros);
  return { sums, isWhole: next === null, top: top.slice(0, 5) };
}
