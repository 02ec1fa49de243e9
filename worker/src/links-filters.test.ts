import { describe, expect, test } from 'vitest';
import { errorBodySchema, sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol';
import { browserOf, newTeam, workOf } from './testing/links.fixture.ts';

async function linkTo(shows: ('agents' | 'projects')[] = []) {
  const team = await newTeam();
  await team.send([...workOf('billing'), ...workOf('search')]);
  const browser = await browserOf((await team.share({ shows })).token);
  const sessions = sessionsAnswerSchema.parse(
    await (await browser.get('/v1/sessions?facets=true')).json(),
  );
  return { browser, sessions };
}

describe('[SHR2] filters of a redacted link', () => {
  test.each([
    '/v1/sessions?q=billing',
    '/v1/sessions?agent=billing',
    '/v1/sessions?project=billing&project=search',
    '/v1/sessions?user=ada',
    '/v1/sessions?model=my-own-model',
    '/v1/sessions?label=team:core',
    '/v1/usage?agent=billing',
    '/v1/usage?project=billing',
    '/v1/usage?user=ada',
    '/v1/usage?model=my-own-model',
    '/v1/usage?groupBy=agent&groupBy=label:team',
  ])('%s is refused: the answer would tell whether there is such a name', async (path) => {
    const { browser } = await linkTo();
    const response = await browser.get(path);
    expect(response.status).toBe(403);
    expect(errorBodySchema.parse(await response.json()).error.code).toBe('forbidden');
  });

  test('counts and groups of several kinds have pseudonyms in each place', async () => {
    const { browser, sessions } = await linkTo();
    const answer = await browser.get(
      '/v1/usage?groupBy=agent&groupBy=project&groupBy=session&from=0&seriesOf=groups',
    );
    const text = await answer.text();
    const { groups } = usageAnswerSchema.parse(JSON.parse(text));
    for (const { keys } of groups) {
      expect(keys.map((key) => key?.split(' ')[0])).toEqual(['Agent', 'Project', 'Session']);
    }
    expect(sessions.facets?.sessions).toBe(2);
    for (const { key } of sessions.facets?.agent.items ?? []) expect(key).toMatch(/^Agent /);
    expect(text + JSON.stringify(sessions)).not.toMatch(/billing|search/);
  });

  test('of ids it was shown narrow usage, of ids it guesses find nothing', async () => {
    const { browser, sessions } = await linkTo();
    const usageOf = async (session: string) =>
      usageAnswerSchema.parse(await (await browser.get(`/v1/usage?session=${session}`)).json());
    const [one, other] = await Promise.all(sessions.items.map(({ id }) => usageOf(id)));
    const all = usageAnswerSchema.parse(await (await browser.get('/v1/usage')).json());
    expect((one?.totals.requests ?? 0) + (other?.totals.requests ?? 0)).toBe(all.totals.requests);
    expect((await usageOf('billing-1')).totals.requests).toBe(0);
  });

  test('by what it shows by name are taken', async () => {
    const { browser, sessions } = await linkTo(['agents']);
    const agent = sessions.items[0]?.agentName ?? '';
    const found = sessionsAnswerSchema.parse(
      await (await browser.get(`/v1/sessions?agent=${encodeURIComponent(agent)}`)).json(),
    );
    expect(found.items.every(({ agentName }) => agentName === agent)).toBe(true);
    expect(found.items.length).toBeGreaterThan(0);
  });
});
