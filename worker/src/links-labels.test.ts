import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { browserOf, newTeam, workOf } from './testing/links.fixture.ts';

const labelled = (value: string) =>
  workOf('dex').map((event) => ({ ...event, labels: { team: value } }));

describe('labels of what a link shows', () => {
  test('[SHR2] a redacted link shows none, and says of none whether it is there', async () => {
    const team = await newTeam();
    await team.send(labelled('core'));
    const { token } = await team.share({});
    const browser = await browserOf(token);
    const sessions = sessionsAnswerSchema.parse(await (await browser.get('/v1/sessions')).json());
    expect(sessions.items.map(({ labels }) => labels)).toEqual([[]]);
    for (const path of [
      '/v1/usage?groupBy=label:team',
      '/v1/usage?label=team:core',
      '/v1/usage?label=team:nobody',
      '/v1/sessions?label=team:core',
      '/v1/tasks?label=team:core',
      '/v1/errors?label=team:core',
      '/v1/graph/agents?label=team:core',
      '/v1/labels',
    ]) {
      expect([path, (await browser.get(path)).status]).toEqual([path, 403]);
    }
    const viewer = await browser.watch();
    await viewer.until(({ sessions }) => sessions.size > 0);
    expect([...viewer.sessions.values()].map(({ labels }) => labels)).toEqual([[]]);
    viewer.close();
  });

  test('[HUB5] one that is not redacted shows those of its scope', async () => {
    const team = await newTeam();
    await team.send(labelled('core'));
    const elsewhere = workOf('vault').map((event) => ({ ...event, labels: { team: 'docs' } }));
    await team.send(elsewhere);
    const { token } = await team.share({
      scope: { kind: 'project', project: 'dex' },
      isRedacted: false,
    });
    const browser = await browserOf(token);
    const usage = await (await browser.get('/v1/usage?groupBy=label:team')).json();
    expect(usageAnswerSchema.parse(usage).groups).toMatchObject([{ key: 'core', inputTokens: 5 }]);
    const sessions = await (await browser.get('/v1/sessions?label=team:core')).json();
    expect(sessionsAnswerSchema.parse(sessions).items.map(({ labels }) => labels)).toEqual([
      [{ key: 'team', values: ['core'] }],
    ]);
  });
});
