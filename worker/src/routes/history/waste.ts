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
    const { asOf, fresh } = await hub('read');
    const to = query.to ?? deps.now();
    const from = query.from ?? to - DEFAULT_MS;
    const { agent, project, user, session } = query;
    const asked = { agent, project, user, session, from: hourOf(from), to };
    const { since, items } = await hub('waste', asked);
    const { workspace } = caller;
    const spans = [
      { from, to },
      { from: from - (to - from), to: from },
    ];
    const [usages, failures] = await answerOrUnavailable('waste', deps, () =>
      Promise.all([
        Promise.all(
          spans.map((span) =>
            deps.history.usage(workspace, { agent, project, user, session, ...span }),
          ),
        ),
        Promise.all(
          spans.map((span) => failedTasks(deps, workspace, { agent, project, user, ...span })),
        ),
      ]),
    );
    const [failed, failedBefore] = failures;
    // Tasks are of several sessions: one session's page lists its own.
    const isOfSession = session !== undefined;
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
