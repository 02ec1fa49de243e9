import { sessionKeyOf, TIME } from '@claude-monitor/protocol';
import { normaliseHook } from '@claude-monitor/receivers';
import { describe, expect, test } from 'vitest';
import { eventOf } from '../../hub.fixture.ts';
import {
  HOUR,
  ingest,
  inHub,
  MINUTE,
  otlp,
  prompt,
  promptHook,
  request,
  restart,
  RUN,
  SECOND,
  seen,
  type Said,
} from './clocks.fixture.ts';

describe.each([
  ['18 h behind', 18 * HOUR],
  ['3 min behind', 3 * MINUTE],
  ['18 h ahead', -18 * HOUR],
  ['400 d behind', 401 * TIME.dayMs],
])('[ING5] a machine that is %s', (_, offset) => {
  test('with hooks: one prompt, one session, its times shifted, and said so', async () => {
    await inHub(async (core) => {
      const { clock } = core;
      const begunAt = clock.at;
      await promptHook(core);
      clock.at += 5 * SECOND;
      await otlp(core, [prompt(begunAt - offset), request(begunAt + 3 * SECOND - offset, 'r1')]);
      clock.at += 5 * SECOND;
      await otlp(core, [request(clock.at - SECOND - offset, 'r2')]);
      const { session, ...rest } = seen(core.hub);
      expect(rest).toEqual({
        prompts: 1,
        clock: { shiftMs: offset, lateMs: null },
        requestsAt: [clock.at - SECOND, begunAt + 3 * SECOND],
      });
      expect(session).toMatchObject({ startedAt: begunAt, lastAt: clock.at - SECOND });
      expect(session.usage).toMatchObject({ requests: 2, inputTokens: 200 });
    });
  });
});

describe('[ING5] a machine that is 18 h behind', () => {
  const OFF = 18 * HOUR;

  test('whose export comes before its hook: what was stored is moved', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      const at = clock.at;
      await otlp(core, [prompt(at - OFF), request(at - OFF, 'r1')]);
      expect(seen(hub)).toMatchObject({ clock: { shiftMs: null, lateMs: OFF } });
      await promptHook(core);
      expect(seen(hub)).toMatchObject({
        prompts: 1,
        requestsAt: [at],
        clock: { shiftMs: OFF, lateMs: null },
        session: { startedAt: at, usage: { requests: 1, inputTokens: 100 } },
      });
    });
  });

  test('without hooks: it is seen when its exports go on with our clock, and all is moved', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      const begunAt = clock.at;
      await otlp(core, [prompt(begunAt - OFF)]);
      for (const id of ['a', 'b', 'c', 'd', 'e']) {
        clock.at += 6 * SECOND;
        await otlp(core, [request(clock.at - OFF, id)]);
      }
      const { session, prompts, requestsAt, clock: senderTime } = seen(hub);
      expect(senderTime).toEqual({ shiftMs: OFF, lateMs: null });
      expect(prompts).toBe(1);
      expect(requestsAt[4]).toBe(begunAt + 6 * SECOND);
      expect(session).toMatchObject({
        startedAt: begunAt,
        lastAt: clock.at,
        usage: { requests: 5, inputTokens: 500, outputTokens: 50 },
      });
    });
  });

  test('is known in its next session, and after the hub was away', async () => {
    await inHub(async (core) => {
      const { clock } = core;
      await promptHook(core);
      await otlp(core, [prompt(clock.at - OFF)]);
      const hub = core.again();
      clock.at += 10 * HOUR;
      await otlp({ ...core, hub }, [request(clock.at - OFF, 'later')]);
      expect(seen(hub).requestsAt).toEqual([clock.at]);
    });
  });

  test('is believed again once it was put right', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      await promptHook(core);
      await otlp(core, [prompt(clock.at - OFF)]);
      clock.at += MINUTE;
      await otlp(core, [request(clock.at - 2 * SECOND - OFF, 'a'), request(clock.at, 'b')]);
      expect(seen(hub).requestsAt).toEqual([clock.at, clock.at - 2 * SECOND]);
      clock.at += 2 * HOUR;
      // Now it is late, and nothing else.
      await otlp(core, [request(clock.at - HOUR, 'c')]);
      expect(seen(hub).requestsAt).toContain(clock.at - HOUR);
    });
  });

  test('counts a request once that is sent again when the offset is known', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      const at = clock.at;
      const body = (): Said[] => [
        prompt(at - OFF),
        { ...request(at - OFF, ''), more: { input_tokens: 7, output_tokens: 1, model: 'm' } },
      ];
      restart();
      await otlp(core, body());
      await promptHook(core);
      restart();
      const again = core.again();
      await otlp({ ...core, hub: again }, body());
      for (const state of [hub, again]) {
        expect(seen(state).session.usage).toMatchObject({ requests: 1, inputTokens: 7 });
      }
    });
  });
});

describe('[FLD3] what is only late stays at its time', () => {
  test('of a laptop that slept with a full buffer', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      const begunAt = clock.at;
      await promptHook(core);
      await otlp(core, [prompt(begunAt)]);
      clock.at += 9 * HOUR;
      await otlp(core, [request(begunAt + 6 * SECOND, 'a')]);
      clock.at += SECOND;
      await otlp(core, [request(clock.at, 'b')]);
      expect(seen(hub)).toMatchObject({
        prompts: 1,
        requestsAt: [clock.at, begunAt + 6 * SECOND],
        clock: { shiftMs: null, lateMs: 9 * HOUR - 6 * SECOND },
      });
    });
  });

  test('of a collector that was cut off for hours', async () => {
    await inHub(async (core) => {
      const { clock, hub } = core;
      const from = clock.at - 3 * HOUR;
      for (let n = 0; n < 40; n++) {
        clock.at += SECOND;
        await otlp(core, [request(from + n * MINUTE, `r${String(n)}`)]);
      }
      expect(seen(hub).requestsAt[0]).toBe(from + 39 * MINUTE);
      expect(seen(hub).clock?.shiftMs).toBeNull();
    });
  });
});

test('[ING5] a device whose own client says that it is off is known by that', async () => {
  await inHub(async (core) => {
    const { clock, hub } = core;
    const at = clock.at - 2 * HOUR;
    const device = { device: 'laptop' };
    const start = normaliseHook({ session_id: 'x', hook_event_name: 'Stop' }, at).events;
    await ingest(core, start, { ...device, sentAt: at });
    const [hook] = normaliseHook({ session_id: RUN, hook_event_name: 'Stop' }, at).events;
    if (hook === undefined) throw new Error('no event');
    await ingest(core, [{ ...hook, source: 'otlp' }], device);
    const id = hub.workspaceState.newest.named(RUN);
    const [key = ''] = [...id];
    expect(hub.workspaceState.state.sessions.get(key)?.lastAt).toBe(clock.at);
  });
});

test('[ING5] what a spool holds of a clock that was ahead keeps its distances, and is clamped', async () => {
  await inHub(async (core) => {
    const { clock, hub } = core;
    const ahead = clock.at + 6 * HOUR;
    const events = [0, 1, 61].map((s) =>
      eventOf({ id: `e${String(s)}`, type: 'prompt', sessionId: RUN, time: ahead + s * SECOND }),
    );
    await ingest(core, events, { sentAt: clock.at });
    const session = hub.workspaceState.state.sessions.get(sessionKeyOf(RUN, ''));
    expect(session?.lastAt).toBe(clock.at);
    expect(session?.firstAt).toBe(clock.at - 61 * SECOND);
  });
});
