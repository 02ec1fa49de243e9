import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CLOSE_CODES } from '@claude-monitor/protocol/error';
import { STATE_LIMITS } from '@claude-monitor/protocol/limits';
import { clientFrameSchema, type ServerFrame } from '@claude-monitor/protocol/live/frames';
import type { LoginOutcome, ProbeOutcome } from '../api/login.ts';
import { session, NOON, patch, snapshot } from './live.fixture.ts';
import type { FeedSocket } from './feed-deps.ts';
import { LiveFeed } from './live-feed.svelte.ts';

/** The server's end of a socket, held in the hand. */
class ServerSocket implements FeedSocket {
  readyState: number = WebSocket.OPEN;
  onmessage: FeedSocket['onmessage'] = null;
  onclose: FeedSocket['onclose'] = null;
  readonly heard: string[] = [];
  readonly cursor: string | null;

  constructor(cursor: string | null) {
    this.cursor = cursor;
  }

  send(text: string): void {
    this.heard.push(text);
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  receive(...frames: (ServerFrame | string)[]): void {
    for (const frame of frames) {
      const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
      this.onmessage?.call(this.#self, new MessageEvent('message', { data }));
    }
  }

  drop(code = 1006): void {
    this.onclose?.call(this.#self, new CloseEvent('close', { code }));
  }

  get acks(): string[] {
    return this.heard
      .filter((text) => text.startsWith('{'))
      .map((text) => {
        return clientFrameSchema.parse(JSON.parse(text)).to;
      });
  }

  /** Handlers are typed to be called on a WebSocket; ours do not look at it. */
  get #self(): WebSocket {
    return WebSocket.prototype;
  }
}

const SKEW_MS = 90_000;
const HELLO: ServerFrame = {
  type: 'hello',
  protocol: 1,
  workspace: 'acme',
  isAdmin: false,
  now: NOON + SKEW_MS,
  limits: STATE_LIMITS,
};
const SNAPSHOT = snapshot('1', { at: NOON + SKEW_MS, sessions: [session('a')] });

let sockets: ServerSocket[] = [];
let probeAnswer: ProbeOutcome = 'ok';
let loginAnswer: LoginOutcome = 'ok';
let feed: LiveFeed;

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
  sockets = [];
  probeAnswer = 'ok';
  loginAnswer = 'ok';
  feed = new LiveFeed({
    openSocket: (cursor) => {
      const socket = new ServerSocket(cursor);
      sockets.push(socket);
      return socket;
    },
    login: () => Promise.resolve(loginAnswer),
    probe: () => Promise.resolve(probeAnswer),
    now: Date.now,
    random: () => 1,
    isFocused: () => true,
    nextFrame: (callback) => {
      setTimeout(callback, 16);
    },
  });
});

afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

const newest = (): ServerSocket => {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('no socket was opened');
  return socket;
};

function live(): ServerSocket {
  feed.start(null);
  const socket = newest();
  socket.receive(HELLO, SNAPSHOT);
  vi.advanceTimersByTime(20);
  return socket;
}

test('connects, shows the snapshot and says that it is live, by the clock of the server', () => {
  live();
  expect(feed.connection.name).toBe('live');
  expect([...feed.live.sessions.keys()]).toEqual(['a']);
  expect(feed.now).toBe(NOON + SKEW_MS);
});

test('how far it is behind is measured by frames of now, not by a snapshot that others were sent before', () => {
  feed.start(null);
  const early = snapshot('1', { at: NOON + SKEW_MS - 80_000, sessions: [session('a')] });
  newest().receive(HELLO, early, { ...patch('1', '2'), at: NOON + SKEW_MS - 70_000 });
  vi.advanceTimersByTime(20);
  expect(feed.connection).toEqual({ name: 'live', behindMs: 0 });
  newest().receive({ ...patch('2', '3'), at: NOON + SKEW_MS + 5 });
  vi.advanceTimersByTime(20);
  expect(feed.connection).toEqual({ name: 'live', behindMs: 15 });
});

test('frames between two draws of the screen are shown at once', () => {
  const socket = live();
  socket.receive(
    patch('1', '2', { sessions: [session('b')] }),
    patch('2', '3', { sessions: [session('c')] }),
  );
  expect(feed.live.sessions.size).toBe(1);
  vi.advanceTimersByTime(20);
  expect(feed.live.sessions.size).toBe(3);
});

test('[HUB6] says how far it has read, a few times a second at most', () => {
  const socket = live();
  for (let step = 1; step <= 20; step++) {
    socket.receive(patch(String(step), String(step + 1)));
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(300);
  expect(socket.acks.at(-1)).toBe('21');
  expect(socket.acks.length).toBeLessThanOrEqual(6);
});

test('[HUB4] a patch from another position makes it connect again with its cursor', () => {
  const socket = live();
  socket.receive(patch('7', '8', { sessions: [session('z')] }));
  vi.advanceTimersByTime(400);
  expect(sockets).toHaveLength(2);
  expect(newest().cursor).toBe('1');
  newest().receive(HELLO, patch('1', '8', { sessions: [session('z')] }));
  vi.advanceTimersByTime(20);
  expect([...feed.live.sessions.keys()]).toEqual(['a', 'z']);
});

test('a lost connection is tried again with backoff, the page out of date meanwhile', async () => {
  const socket = live();
  vi.advanceTimersByTime(2_000);
  const receivedAt = feed.now - 2_000;
  socket.drop();
  expect(feed.connection.name).toBe('reconnecting');
  for (let attempt = 0; attempt < 4; attempt++) {
    await vi.advanceTimersByTimeAsync(5_000);
    newest().drop();
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(feed.connection).toMatchObject({ name: 'out of date' });
  expect(feed.now).toBeLessThanOrEqual(receivedAt + 2_000);
  expect(feed.live.sessions.size).toBe(1);
  await vi.advanceTimersByTimeAsync(9_000);
  newest().receive(HELLO, patch('1', '1'));
  expect(feed.connection.name).toBe('live');
});

test('what an old socket still says is not heard', () => {
  const socket = live();
  const { onmessage } = socket;
  socket.drop();
  expect(onmessage).not.toBeNull();
  socket.receive(patch('1', '2', { sessions: [session('ghost')] }));
  vi.advanceTimersByTime(20);
  expect(feed.live.sessions.has('ghost')).toBe(false);
});

describe('the login', () => {
  test('is asked for when the upgrade is refused and the status says why', async () => {
    feed.start(null);
    probeAnswer = 'no login';
    newest().drop();
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.connection).toEqual({ name: 'logged out', why: 'no login' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
  });

  test('is made with the key of the link before a socket is opened', async () => {
    feed.start('cm.key');
    expect(sockets).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(1);
  });

  test('with a wrong key opens nothing', async () => {
    loginAnswer = 'wrong key';
    feed.start('cm.key');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(feed.connection).toEqual({ name: 'logged out', why: 'wrong key' });
    expect(sockets).toHaveLength(0);
  });

  test('is tried again with the same key when the server is away', async () => {
    loginAnswer = 'unreachable';
    feed.start('cm.key');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(feed.connection.name).toBe('unreachable');
    loginAnswer = 'ok';
    await vi.advanceTimersByTimeAsync(9_000);
    expect(sockets).toHaveLength(1);
  });

  test('[SHR7] that was revoked takes what it showed off the screen', async () => {
    const socket = live();
    socket.drop(CLOSE_CODES.revoked.code);
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.connection).toEqual({ name: 'logged out', why: 'revoked' });
    expect(feed.live.sessions.size).toBe(0);
  });
});

test.each([
  ['speaks another protocol', { ...HELLO, protocol: 2 }],
  ['sends what this page does not know', '{"type":"weather"}'],
])('a server that %s asks for a newer page', (_, frame) => {
  feed.start(null);
  newest().receive(frame);
  expect(feed.connection.name).toBe('outdated page');
});

test('a socket that answers no ping is given up', () => {
  const socket = live();
  socket.receive('pong');
  vi.advanceTimersByTime(20_000);
  expect(socket.heard.filter((text) => text === 'ping')).toHaveLength(2);
  vi.advanceTimersByTime(11_000);
  expect(sockets.length).toBeGreaterThan(1);
});

describe('a hidden tab', () => {
  test('is updated once a second, and acknowledges at once', () => {
    const socket = live();
    feed.setHidden(true);
    socket.receive(patch('1', '2', { sessions: [session('b')] }));
    expect(socket.acks.at(-1)).toBe('2');
    vi.advanceTimersByTime(100);
    expect(feed.live.sessions.size).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(feed.live.sessions.size).toBe(2);
  });

  test('lets go of its socket after half an hour, and catches up when someone looks', () => {
    const socket = live();
    feed.setHidden(true);
    for (let minute = 0; minute < 31; minute++) {
      socket.receive('pong');
      vi.advanceTimersByTime(20_000);
      socket.receive('pong');
      vi.advanceTimersByTime(20_000);
      socket.receive('pong');
      vi.advanceTimersByTime(20_000);
    }
    expect(socket.readyState).toBe(WebSocket.CLOSED);
    expect(sockets).toHaveLength(1);
    feed.setHidden(false);
    expect(newest().cursor).toBe('1');
  });
});
