import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { hashCredential } from '../../domain/credential/credential.ts';
import type { Post } from '../../alerts/send.ts';
import type { Outcome } from '../../domain/alerts/retry.ts';
import { runCommand, type CommandName } from '../commands.ts';
import { eventsOf, refused, TAKEN, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';
import { deleteChannel } from '../alerts/calls.ts';
import { MINUTE } from '../alerts/delivery.fixture.ts';

/** Discord, which answers with the id of each message that it makes. */
const discord = (): ((post: Post) => Outcome) => {
  let made = 0;
  return ({ envelope }) => ({
    ...{ ok: true, status: 200, text: '' },
    message: envelope.edits ?? String(++made),
  });
};

const GONE: Outcome = {
  ...{ ok: false, code: 'message_gone', isFinal: false },
  ...{ retryAfterMs: null, status: 404, text: 'Unknown Message' },
};

const DISCORD = { kind: 'discord', url: 'https://discord.com/api/webhooks/1/secret' } as const;
const SLACK = { kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' } as const;

const begin = (core: AlertCore) =>
  core.ingest([eventsOf(core)('w', 'session.state', { state: 'waiting', reason: 'permission' })]);

async function waits(core: AlertCore): Promise<string> {
  await begin(core);
  await core.later(5 * MINUTE);
  const { items } = core.hub.alerts.incidents.store.list({ limit: 10 }, core.clock.at);
  return items[0]?.id ?? expect.fail('no incident is open');
}

const goesOn = async (core: AlertCore): Promise<void> => {
  await core.ingest([eventsOf(core)('go on', 'prompt')]);
  await core.later(MINUTE);
};

const sentOf = (core: AlertCore) =>
  core.platform.posts.map(({ notice, envelope }) => ({
    purpose: notice.purpose,
    edits: envelope.edits,
    status: notice.status,
  }));

/** The token of the link in the newest message. */
const tokenOf = (core: AlertCore): string => {
  const url =
    core.platform.posts.at(-1)?.envelope.acknowledgeUrl ?? expect.fail('there is no link');
  expect(new URL(url).origin + new URL(url).pathname).toBe(
    'https://monitor.example.com/acknowledge',
  );
  return new URL(url).hash.slice(1);
};

const askWith = async (
  core: AlertCore,
  token: string,
  name: Extract<CommandName, 'linkedIncident' | 'acknowledgeLinked'>,
) => runCommand({ hub: core.hub, hash: await hashCredential(token) }, name);

describe('a message of Discord', () => {
  test('is changed when its incident is acknowledged, and when it is over', () =>
    withAlerts(async (core) => {
      core.channel(DISCORD);
      core.platform.answer = discord();
      const id = await waits(core);
      core.hub.alerts.act(id, { action: 'acknowledge' }, 'Ana');
      await core.delivered();
      await core.later(MINUTE);
      await goesOn(core);
      expect(sentOf(core)).toEqual([
        { purpose: 'alert', edits: null, status: undefined },
        { purpose: 'update', edits: '1', status: 'Acknowledged' },
        { purpose: 'recovery', edits: '1', status: undefined },
      ]);
    }));

  test('that somebody deleted is sent anew', () =>
    withAlerts(async (core) => {
      core.channel(DISCORD);
      core.platform.answer = discord();
      await waits(core);
      const answer = discord();
      core.platform.answer = (post) => (post.envelope.edits === null ? answer(post) : GONE);
      await goesOn(core);
      await core.later(MINUTE);
      expect(sentOf(core).map(({ edits }) => edits)).toEqual([null, '1', null]);
      expect(core.log()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }]);
    }));

  test('[HUB3] is changed after a kill as before it', () =>
    withAlerts(async (core) => {
      core.channel(DISCORD);
      core.platform.answer = discord();
      await waits(core);
      core.wakeAgain();
      await goesOn(core);
      expect(sentOf(core).at(-1)).toMatchObject({ purpose: 'recovery', edits: '1' });
    }));

  test('that waits is changed once, with what was done last', () =>
    withAlerts(async (core) => {
      core.channel({ ...DISCORD, shows: ['people'] });
      core.platform.answer = () => refused('rate_limited');
      const id = await waits(core);
      core.hub.alerts.act(id, { action: 'assign', assignee: 'Ana' }, 'admin');
      core.hub.alerts.act(id, { action: 'acknowledge' }, 'admin');
      core.platform.answer = discord();
      await core.later(60 * MINUTE);
      await core.later(MINUTE);
      expect(sentOf(core).slice(-2)).toEqual([
        { purpose: 'alert', edits: null, status: undefined },
        { purpose: 'update', edits: '1', status: 'Acknowledged: admin, Assigned to Ana' },
      ]);
    }));
});

test('a webhook is told of what people do, a Slack webhook of the end only', () =>
  withAlerts(async (core) => {
    const webhook = core.channel();
    const slack = core.channel(SLACK);
    const id = await waits(core);
    core.hub.alerts.act(id, { action: 'snooze', minutes: 60 }, 'Ana');
    await core.later(MINUTE);
    await goesOn(core);
    const of = (channel: string) =>
      core
        .log()
        .filter((delivery) => delivery.channel.id === channel)
        .map(({ purpose }) => purpose)
        .reverse();
    expect(of(webhook.id)).toEqual(['alert', 'update', 'recovery']);
    expect(of(slack.id)).toEqual(['alert', 'recovery']);
    expect(core.platform.posts.every(({ envelope }) => envelope.edits === null)).toBe(true);
    expect(core.platform.posts.map(({ envelope }) => envelope.incident?.id)).toEqual(
      core.platform.posts.map(() => id),
    );
  }));

describe('[SHR1] the link in a message', () => {
  test('shows its incident with the names of its message, and acknowledges it', () =>
    withAlerts(async (core) => {
      core.channel({ name: 'team', shows: ['projects'] });
      const id = await waits(core);
      const token = tokenOf(core);
      expect(await askWith(core, token, 'linkedIncident')).toEqual({
        ok: true,
        value: {
          title: 'An agent is waiting for a person',
          facts: [],
          text: null,
          state: 'open',
          since: core.clock.at - 5 * MINUTE,
          resolvedAt: null,
          acknowledgedAt: null,
          channel: 'team',
          expiresAt: core.clock.at + LIMITS.incidentLinkMs,
        },
      });
      expect(core.hub.alerts.incidents.get(id, core.clock.at)?.acknowledged).toBeNull();
      for (const time of ['first', 'again']) {
        const done = await askWith(core, token, 'acknowledgeLinked');
        expect(done, time).toMatchObject({ ok: true, value: { state: 'acknowledged' } });
      }
      const by = 'link in channel team';
      expect(core.hub.alerts.incidents.get(id, core.clock.at)?.acknowledged?.by).toBe(by);
      const lines = core.hub.audit.list().filter(({ kind }) => kind === 'incident_changed');
      expect(lines).toMatchObject([{ by, id }]);
    }));

  test('is the same in a message that is sent again, and is not in the next once it was used', () =>
    withAlerts(async (core) => {
      core.channel();
      core.platform.answer = () => new Promise<Outcome>(() => {});
      await waits(core);
      const token = tokenOf(core);
      core.platform.answer = () => TAKEN;
      core.wakeAgain();
      await core.delivered();
      expect(tokenOf(core)).toBe(token);
      await askWith(core, token, 'acknowledgeLinked');
      await core.delivered();
      expect(core.platform.posts.at(-1)).toMatchObject({
        notice: { purpose: 'update', status: 'Acknowledged: link in channel on call' },
        envelope: { acknowledgeUrl: null },
      });
    }));

  test('opens nothing else, not the incident of another, and ends with time or its channel', () =>
    withAlerts(async (core) => {
      const channel = core.channel();
      await waits(core);
      const token = tokenOf(core);
      const hash = await hashCredential(token);
      for (const name of ['listChannels', 'audit', 'status', 'grant'] as const) {
        const answer = await runCommand({ hub: core.hub, hash }, name);
        expect(answer, name).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
      }
      core.clock.at += LIMITS.incidentLinkMs;
      expect(await askWith(core, token, 'linkedIncident')).toMatchObject({ ok: false });
      core.clock.at -= LIMITS.incidentLinkMs;
      expect(await askWith(core, token, 'linkedIncident')).toMatchObject({ ok: true });
      deleteChannel(core.hub.alerts, channel.id);
      expect(await askWith(core, token, 'acknowledgeLinked')).toMatchObject({ ok: false });
    }));

  test('is in no message that is about many, or about no incident', () =>
    withAlerts(async (core) => {
      core.channel();
      const failure = { errorType: 'Timeout', errorMessage: 'no answer', severity: 'high' };
      const sessions = Array.from({ length: 12 }, (_, index) => `agent-${String(index)}`);
      await core.ingest(sessions.map((session) => eventsOf(core, session)('e', 'error', failure)));
      await core.later(MINUTE);
      expect(core.platform.posts.map(({ envelope }) => envelope.acknowledgeUrl)).toEqual(
        core.platform.posts.map(() => null),
      );
    }));
});

test('links that are kept are bounded: those that end first make room', () =>
  withAlerts(async ({ hub, ctx, clock }) => {
    for (let index = 0; index < LIMITS.incidentLinks + 5; index++) {
      await hub.alerts.links.pathOf('channel', `inc_${String(index)}`, clock.at + index);
    }
    const [kept] = [...ctx.storage.sql.exec('select count(*) as n from incident_link')];
    expect(kept?.['n']).toBe(LIMITS.incidentLinks);
  }));
