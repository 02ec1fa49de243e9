import {
  errorsQuerySchema,
  previewRuleAnswerSchema,
  previewRuleBodySchema,
  tasksQuerySchema,
  type Rule,
  type RulePreview,
} from '@claude-monitor/protocol';
import type { History } from '../../deps.ts';
import { hasFilters } from '../../domain/alerts/filters.ts';
import { errorAlerts, type PastErrors } from '../../domain/alerts/preview.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

/** Pages of history that one preview reads. */
const MOST_PAGES = 10;
const PAGE_ITEMS = 500;

const previewRule = route({
  method: 'post',
  path: '/v1/rules/preview',
  summary: 'Count how often a rule would have fired in the last 7 days',
  description:
    'Send the rule’s id as `rule` and the fields that you would change. Nothing is saved or sent. Errors and ' +
    'failed tasks are counted from history, other kinds from the incidents that are kept.',
  access: 'admin',
  body: previewRuleBodySchema,
  answers: { 200: jsonAnswer(previewRuleAnswerSchema, 'The count. Quiet hours are not applied.') },
});

export function mountRulePreview(router: Router): void {
  mount(router, previewRule, async ({ c, hub, caller, body }) => {
    const { rule: id, ...change } = body;
    const { rule, times, since } = await hub('previewRule', id, change);
    const to = router.deps.now();
    const answer = (rest: Omit<RulePreview, 'from' | 'to'>) =>
      c.json({ from: since, to, ...rest }, 200);
    if (times !== null) {
      return rule.filters.labels.length > 0
        ? answer({ times: null, isExact: false, reason: NO_LABELS })
        : answer({ times, isExact: true, reason: null });
    }
    await hub('read');
    const { history } = router.deps;
    const past = { history, workspace: caller.workspace, rule, from: since };
    const counted = rule.kind === 'error' ? await pastErrors(past) : await pastFailures(past);
    return answer({ ...counted, reason: counted.times === null ? TOO_MANY : null });
  });
}

const NO_LABELS = 'Incidents are kept without labels. Preview the rule without the label filter.';
const TOO_MANY = 'Too many to count. Limit the rule by project, agent or model.';

type Past = { history: History; workspace: string; rule: Rule; from: number };
type Counted = Pick<RulePreview, 'times' | 'isExact'>;

const NOT_COUNTED: Counted = { times: null, isExact: false };

async function pastErrors({ history, workspace, rule, from }: Past): Promise<Counted> {
  const rows: PastErrors[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = errorsQuerySchema.parse({ ...queryOf(rule), from, limit: PAGE_ITEMS, cursor });
    const { items, next } = await history.errors(workspace, query);
    rows.push(...items);
    if (next === null) return errorAlerts(rows, rule);
    cursor = next;
  }
  return NOT_COUNTED;
}

/** A task that fails again after its cooldown alerts again; history has its last end only. */
async function pastFailures({ history, workspace, rule, from }: Past): Promise<Counted> {
  let times = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const sort = { sort: 'ended_at', status: 'failed' };
    const query = tasksQuerySchema.parse({
      ...queryOf(rule),
      ...sort,
      from,
      limit: PAGE_ITEMS,
      cursor,
    });
    const { items, next } = await history.tasks(workspace, query);
    times += items.length;
    if (next === null) return { times, isExact: true };
    cursor = next;
  }
  return NOT_COUNTED;
}

function queryOf({ filters }: Rule): Record<string, string[]> {
  if (!hasFilters(filters)) return {};
  const { projects: project, agents: agent, models: model, labels: label } = filters;
  return Object.fromEntries(
    Object.entries({ project, agent, model, label }).filter(([, names]) => names.length > 0),
  );
}
