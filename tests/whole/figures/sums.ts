import { errorsAnswerSchema, USAGE_GROUPINGS, usageAnswerSchema } from '@claude-monitor/protocol';
import { apiOf, eventually } from '../http/api.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { Viewer } from '../http/viewer.ts';

type Server = Pick<Monitor, 'url' | 'ingestKey' | 'readKey'>;

/** All that is summed of a workspace: by libSQL, fresh, and by the hub for who watches it live. */
export async function sumsOf(server: Server): Promise<Record<string, unknown>> {
  const api = apiOf(server);
  await eventually(api.usage, ({ fresh }) => fresh);
  const groups: Record<string, unknown> = {};
  for (const grouping of USAGE_GROUPINGS) {
    const answer = usageAnswerSchema.parse(await api.usage(`?groupBy=${grouping}`));
    groups[grouping] = answer.groups.toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
    groups['totals'] = answer.totals;
  }
  return { ...groups, errors: await errorsOf(server), live: await liveSumsOf(server) };
}

export async function liveSumsOf(server: Server): Promise<object> {
  const viewer = new Viewer(server);
  await viewer.connect();
  const { totals } = viewer.live;
  viewer.cutOff();
  if (totals === null) throw new Error('a snapshot came without totals');
  return totals.all;
}

async function errorsOf({ url, readKey }: Server): Promise<unknown> {
  const headers = { authorization: `Bearer ${readKey}` };
  const answer = await fetch(`${url}/v1/errors?limit=500&from=0`, { headers });
  const { items } = errorsAnswerSchema.parse(await answer.json());
  return items.map(({ errorType, message, count }) => [errorType, message, count]).sort();
}
