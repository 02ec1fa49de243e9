import { LIVE_PROTOCOL, type ClientFrame } from '@claude-monitor/protocol/live/frames';
import { Acknowledger } from './connection/acknowledger.ts';
import { applyFrame } from './apply-frame.ts';
import { connectionView, type ConnectionView, type Phase } from './connection/connection-view.ts';
import { LiveSocket } from './connection/live-socket.ts';
import type { FeedDeps } from './feed-deps.ts';
import { NOTHING_YET, type LiveState } from './live-state.ts';
import { parseFrame } from './parse-frame.ts';
import { Publisher } from './publisher.svelte.ts';
import { afterClose, retryDelayMs } from './connection/reconnect.ts';

const BEAT_EVERY_MS = 1_000;
/** A tab that is hidden for so long closes its socket, and catches up by its cursor when it is seen again. */
const REST_AFTER_HIDDEN_MS = 30 * 60_000;

/** The live connection of the page: one socket at a time, and the newest state for the components. */
export class LiveFeed {
  #phase = $state.raw<Phase>({ name: 'connecting', attempt: 0 });
  #clockOffsetMs = $state.raw(0);
  #behindMs = $state.raw(0);
  #nowMs = $state.raw(0);
  /** Set by the clock, not derived: what follows it must not be asked at every frame. */
  #now = $state.raw(0);
  readonly #connection = $derived(this.#viewConnection());

  readonly #deps: FeedDeps;
  readonly #state: Publisher;
  readonly #acks: Acknowledger;
  readonly #socket: LiveSocket;
  #key: string | null = null;
  #attempt = 0;
  #lostAt: number | null = null;
  #hiddenAt: number | null = null;
  #hadHello = false;
  #helloAt = 0;
  #isClosed = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #beatTimer: ReturnType<typeof setInterval>;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.#state = new Publisher(deps.nextFrame);
    this.#acks = new Acknowledger(deps.now, () => this.#acknowledge());
    this.#socket = new LiveSocket({
      open: deps.openSocket,
      now: deps.now,
      onText: (text) => this.#receive(text),
      onClose: (code) => void this.#afterClose(code),
    });
    this.#setNow(deps.now());
    this.#beatTimer = setInterval(() => {
      this.#beat();
    }, BEAT_EVERY_MS);
  }

  get live(): LiveState {
    return this.#state.published;
  }

  get connection(): ConnectionView {
    return this.#connection;
  }

  /**
   * The server's time by this page's clock, epoch ms; moves once a second. Out of date it stands still,
   * or sessions would seem to fall idle only because nothing is heard here.
   */
  get now(): number {
    return this.#now;
  }

  get browserNow(): number {
    return this.#nowMs;
  }

  /** The same state, renewed by the clock only: for what is dear to draw and slow to change. */
  get liveByTheSecond(): LiveState {
    return this.#state.bySecond;
  }

  /** Connects, with the key of a dashboard link where there is one. */
  start(key: string | null): void {
    if (key !== null) this.#key = key;
    this.#attempt = 0;
    void this.#connect();
  }

  /** Somebody looks, or the network is back: no reason to wait any longer. */
  retryNow(): void {
    if (this.#phase.name === 'waiting' || this.#phase.name === 'resting') void this.#connect();
  }

  setHidden(isHidden: boolean): void {
    this.#hiddenAt = isHidden ? this.#deps.now() : null;
    if (isHidden) return;
    this.#state.publish();
    this.retryNow();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#beatTimer);
    this.#dropSocket();
  }

  #viewConnection(): ConnectionView {
    const facts = {
      phase: this.#phase,
      lostAt: this.#lostAt,
      asOf: this.live.position === null ? null : this.#socket.receivedAt + this.#clockOffsetMs,
      behindMs: this.#behindMs,
    };
    return connectionView(facts, this.#nowMs);
  }

  async #connect(): Promise<void> {
    this.#dropSocket();
    this.#phase = { name: 'connecting', attempt: this.#attempt };
    if (this.#key !== null) {
      const key = this.#key;
      const outcome = await this.#deps.login(key);
      if (this.#isClosed || this.#key !== key) return;
      if (outcome === 'unreachable') return void this.#retryLater();
      this.#key = null;
      if (outcome === 'wrong key') return void this.#logOut('wrong key');
    }
    this.#hadHello = false;
    this.#socket.open(this.#state.newest.position);
  }

  #receive(text: string): void {
    const { receivedAt } = this.#socket;
    const frame = parseFrame(text);
    if (frame === null) return void this.#outdate();
    if (frame.type === 'hello') {
      if (frame.protocol !== LIVE_PROTOCOL) return void this.#outdate();
      this.#helloAt = frame.now;
      this.#begin(frame.now - receivedAt);
    }
    const { live, outcome } = applyFrame(this.#state.newest, frame);
    this.#state.newest = live;
    if (outcome === 'missed') {
      // Our cursor still says where we are: the hub sends the rest from there.
      this.#retryLater();
      return;
    }
    if (outcome === 'applied') this.#applied(receivedAt);
    this.#state.publishSoon(this.#hiddenAt !== null);
  }

  #begin(clockOffsetMs: number): void {
    this.#hadHello = true;
    this.#attempt = 0;
    this.#lostAt = null;
    this.#clockOffsetMs = clockOffsetMs;
    this.#phase = { name: 'live' };
    this.#setNow(this.#socket.receivedAt);
    this.#socket.ping();
  }

  #applied(receivedAt: number): void {
    const madeAt = this.#state.newest.asOf ?? this.#helloAt;
    const sentAt = madeAt - this.#clockOffsetMs;
    // What we are greeted with may have been made for somebody who came earlier.
    const lagMs = madeAt < this.#helloAt ? 0 : Math.max(0, receivedAt - sentAt);
    this.#behindMs = lagMs + this.#socket.roundTripMs / 2;
    // The hub gives up on a viewer that is silent for long.
    this.#acks.applied(this.#hiddenAt !== null);
  }

  #acknowledge(): void {
    if (this.#state.newest.position === null) return;
    const frame: ClientFrame = { type: 'ack', to: this.#state.newest.position };
    this.#socket.send(JSON.stringify(frame));
  }

  #beat(): void {
    const now = this.#deps.now();
    this.#setNow(now);
    this.#state.tick();
    if (this.#phase.name !== 'live') return;
    if (this.#hiddenAt !== null && now - this.#hiddenAt > REST_AFTER_HIDDEN_MS) {
      this.#dropSocket();
      this.#lose(now);
      this.#phase = { name: 'resting' };
      return;
    }
    if (!this.#socket.beat(now)) this.#retryLater();
  }

  async #afterClose(code: number): Promise<void> {
    const next = afterClose(code, this.#hadHello);
    this.#dropSocket();
    if (next === 'login') return void this.#logOut('revoked');
    if (next === 'reload') return void this.#outdate();
    if (next === 'probe' && (await this.#deps.probe()) === 'no login') {
      if (!this.#isClosed && !this.#socket.hasSocket) this.#logOut('no login');
      return;
    }
    if (!this.#isClosed && !this.#socket.hasSocket) this.#retryLater();
  }

  #retryLater(): void {
    this.#dropSocket();
    const now = this.#deps.now();
    this.#lose(now);
    this.#attempt += 1;
    const { isFocused, random } = this.#deps;
    const delayMs = retryDelayMs(this.#attempt, isFocused(), random());
    this.#phase = { name: 'waiting', retryAt: now + delayMs, attempt: this.#attempt };
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #lose(now: number): void {
    this.#lostAt ??= now;
    this.#setNow(now);
  }

  #setNow(now: number): void {
    this.#nowMs = now;
    const connection = this.#viewConnection();
    this.#now = connection.name === 'out of date' ? connection.asOf : now + this.#clockOffsetMs;
  }

  #logOut(why: 'no login' | 'revoked' | 'wrong key'): void {
    this.#dropSocket();
    this.#state.newest = NOTHING_YET;
    this.#state.publish();
    this.#phase = { name: 'logged out', why };
  }

  #outdate(): void {
    this.#dropSocket();
    this.#phase = { name: 'outdated page' };
  }

  #dropSocket(): void {
    clearTimeout(this.#retryTimer);
    this.#acks.stop();
    this.#socket.drop();
  }
}
