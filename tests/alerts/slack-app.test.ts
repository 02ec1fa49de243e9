import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send, type Post } from '../../worker/src/alerts/send.ts';
import type { Notice } from '../../worker/src/domain/alerts/notice.ts';
import { Platform } from '../whole/alerts/platform.ts';
import { refused, SlackApi } from '../whole/alerts/slack-api.ts';

/** Sends real HTTP requests to a stand-in for Slack's API that enforces the documented limits. */
let slack: SlackApi;
let platform: Platform;

beforeAll(async () => {
  slack = new SlackApi();
  slack.postPauseMs = 0;
  platform = await Platform.start(slack.check);
});

afterAll(() => platform.close());

const NOTICE: Notice = {
  ...{ purpose: 'alert', rule: 'waiting', title: 'builder is waiting for a person' },
  ...{ severity: null, facts: [{ label: 'Agent', value: 'builder' }], text: 'permission' },
  ...{ at: Date.parse('2026-01-02T03:04:05Z'), endedAt: null, isLate: false, more: 0 },
  path: '/sessions/0123456789abcdef',
};

type Change = {
  notice?: Partial<Notice>;
  edits?: string | null;
  secret?: string;
  channel?: string;
};

const postOf = ({ notice = {}, edits = null, secret, channel }: Change = {}): Post => ({
  kind: 'slack_app',
  url: `${new URL(platform.url).origin}/api/`,
  notice: { ...NOTICE, ...notice },
  envelope: {
    ...{ id: 'msg_1', secret: secret ?? slack.token, slackChannel: channel ?? slack.channel },
    ...{ pageUrl: 'https://monitor.example.com/sessions/1', origin: 'https://monitor.example.com' },
    ...{ acknowledgeUrl: 'https://monitor.example.com/acknowledge#token', push: null },
    ...{ incident: null, now: Date.now(), edits },
  },
  isLocalAllowed: true,
});

const sent = (change: Change = {}) => send(postOf(change), fetch);

describe('a message of a Slack app', () => {
  test('is posted, changed in place, and keeps what was done in its thread', async () => {
    const first = await sent();
    expect(first).toMatchObject({ ok: true, message: slack.messages[0]?.ts });
    const edits = slack.messages[0]?.ts ?? '';
    const status = 'Acknowledged: Ana';
    await sent({ edits, notice: { purpose: 'update', status, change: status } });
    await sent({ edits, notice: { purpose: 'update', status, text: 'another reason' } });
    const title = 'builder is no longer waiting for a person';
    await sent({ edits, notice: { purpose: 'recovery', title } });
    expect(slack.messages.map(({ thread, title: shown }) => [thread, shown])).toEqual([
      [null, title],
      [edits, 'Acknowledged: Ana'],
      [edits, title],
    ]);
    expect(slack.faults).toEqual([]);
    expect(platform.received[0]?.body).toContain('/acknowledge#token|Acknowledge>');
  });

  test('names nobody and links nowhere, whatever a stranger wrote', async () => {
    const hostile =
      '<!channel> @here <https://evil.example|x> *b* ' + '\u202e' + 'y'.repeat(50_000);
    const notice = { title: hostile, text: hostile, facts: [{ label: 'Agent', value: hostile }] };
    expect(await sent({ notice })).toMatchObject({ ok: true });
    const edits = slack.messages.at(-1)?.ts ?? '';
    await sent({ edits, notice: { ...notice, purpose: 'recovery' } });
    for (const { body } of platform.received.slice(-3)) {
      expect(body).not.toMatch(/<!channel>|@here|https:\/\/evil|\u202e/);
    }
    expect(slack.faults).toEqual([]);
  });

  test('that somebody deleted is reported as gone, so that a new one is sent', async () => {
    await sent();
    const edits = slack.messages.at(-1)?.ts ?? '';
    slack.delete(edits);
    const gone = await sent({ edits, notice: { purpose: 'recovery' } });
    expect(gone).toMatchObject({ ok: false, code: 'message_gone', isFinal: false });
  });
});

test('one too many in a second is asked to wait, and is no refusal', async () => {
  await sent();
  slack.postPauseMs = 1_000;
  expect(await sent()).toMatchObject({
    ...{ ok: false, code: 'rate_limited', isFinal: false, retryAfterMs: 1_000, status: 429 },
  });
  slack.postPauseMs = 0;
});

describe('with a status of 200', () => {
  test.each([
    ['a token that is wrong', { secret: 'xoxb-1234567890-another' }, 'refused', true],
    ['a channel that is not there', { channel: 'C0000000000' }, 'refused', true],
  ] as const)('%s is refused for good', async (_, change, code, isFinal) => {
    const outcome = await sent(change);
    expect(outcome).toMatchObject({ ok: false, code, isFinal, status: 200 });
  });

  test.each([
    ['ratelimited', null, 'rate_limited', false],
    ['internal_error', null, 'failed', false],
    ['service_unavailable', null, 'failed', false],
    ['not_in_channel', null, 'refused', true],
    ['token_revoked', null, 'refused', true],
    ['a_word_of_tomorrow', null, 'refused', true],
    ['edit_window_closed', '1.1', 'message_gone', false],
    ['cant_update_message', '1.1', 'message_gone', false],
    // A new message has nothing to be gone: it would be sent for ever.
    ['message_not_found', null, 'refused', true],
  ] as const)('%s (changes %s) is %s', async (error, edits, code, isFinal) => {
    slack.answers.push(refused(error));
    const outcome = await send(postOf({ edits }), fetch);
    expect(outcome).toMatchObject({ ok: false, code, isFinal, status: 200 });
  });

  test.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['no word about it', '{"ok":true}'],
    ['a number of its own', '{"ok":true,"ts":1503435956.000247}'],
    ['an address for a number', '{"ok":true,"ts":"../../x"}'],
    ['5 MB', `{"ok":true,"ts":"1.1","message":"${'x'.repeat(5_000_000)}"}`],
  ])('%s does not confirm the message', async (_, body) => {
    slack.answers.push({ status: 200, body });
    const outcome = await send(postOf(), fetch);
    expect(outcome).toMatchObject({ ok: false, code: 'bad_answer', isFinal: false });
    expect(outcome.text.length).toBeLessThanOrEqual(200);
  });

  test('a line of a thread that is refused has both sent again', async () => {
    await sent();
    const edits = slack.messages.at(-1)?.ts ?? '';
    const change = { edits, notice: { purpose: 'recovery' as const } };
    const { length } = slack.messages;
    const before = platform.received.length;
    const taken = JSON.stringify({ ok: true, ts: edits });
    slack.answers.push({ status: 200, body: taken }, refused('internal_error'));
    expect(await send(postOf(change), fetch)).toMatchObject({ ok: false, code: 'failed' });
    expect(await sent(change)).toMatchObject({ ok: true, message: edits });
    expect(platform.received.slice(before).map(({ url }) => url.split('/').at(-1))).toEqual([
      ...['chat.update', 'chat.postMessage', 'chat.update', 'chat.postMessage'],
    ]);
    expect(slack.messages).toHaveLength(length + 1);
  });
});
