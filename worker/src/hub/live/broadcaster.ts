import { noChanges, type Changes } from '@claude-monitor/fold';
import { LIMITS, type Line, type PatchForm } from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import type { NameCache } from '../../share/names-of.ts';
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { audienceTag } from './audience-tag.ts';
import type { LiveBounds } from './bounds.ts';
import type { RateBudget } from './rate-budget.ts';
import { addChanges } from './frames/changes.ts';
import { Feed, type FeedAudience, type FeedRequest } from './feed.ts';
import { framePauseMs } from './frames/frame-pause.ts';
import { helloFrame, patchFrame } from './frames/frames.ts';
import type { ViewerCredential, Viewers } from './viewers.ts';

/** To make a text costs as much time as to send it so many times. */
const MADE_COST = 4;
/** Who waits is looked at again no sooner. */
const QUEUE_PAUSE_MS = 25;

type BroadcasterDeps = {
  workspaceState: WorkspaceState;
  incidents: IncidentStore;
  viewers: Viewers;
  bounds: LiveBounds;
  names: NameCache;
  workspace: string;
  now: () => number;
  /** Bytes that those who come may take; null: they don't wait. */
  budget: RateBudget | null;
};

/** Who comes, and from where. */
export type NewViewer = {
  viewer: ViewerCredential;
  /** What a link shows; null: a key, which sees all. */
  grant: Grant | null;
  /** The credential has the scope admin. */
  isAdmin: boolean;
  cursor: string | null;
  /** How patches tell it what changed. */
  form: PatchForm;
};

/**
 * The frames of keys, or those of links: each go at their own pace, so that however many look through links,
 * the team sees what happens at once. The first change goes out at once, then at most ten frames a second
 * (rule HUB4). One who comes between two frames is put where the others stand: what it is sent may be
 * newer, and values are absolute.
 */
export class Broadcaster {
  readonly #deps: BroadcasterDeps;
  readonly #feeds = new Map<string, Feed>();
  #changes: Changes = noChanges();
  #framedSeq: number;
  /** The next frame leaves no sooner, epoch ms. */
  #nextFrameAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** How many of the newest lines no frame has reported yet. */
  #newLines = 0;
  /** Those who came and have got nothing but a hello; no frame is for them. */
  readonly #waiting = new Map<WebSocket, { feed: Feed; input: FeedRequest }>();
  #queueTimer: ReturnType<typeof setTimeout> | null = null;
  #snapshotsOfGone = 0;

  constructor(deps: BroadcasterDeps) {
    this.#deps = deps;
    this.#framedSeq = deps.workspaceState.progress.seq;
  }

  get snapshots(): number {
    let count = this.#snapshotsOfGone;
    for (const feed of this.#feeds.values()) count += feed.snapshots;
    return count;
  }

  /** The feed of those who are sent the same. */
  open(to: FeedAudience): Feed {
    const tag = audienceTag(to.grant, to.form);
    const known = this.#feeds.get(tag);
    if (known !== undefined) return known;
    const feed = new Feed(this.#deps, to, this.#framedSeq);
    this.#feeds.set(tag, feed);
    return feed;
  }

  /** Called after each commit was folded, with what changed and the number of lines it made. */
  changed(changes: Changes, lines: number): void {
    if (this.#feeds.size === 0) {
      this.#framedSeq = this.#deps.workspaceState.progress.seq;
      return;
    }
    addChanges(this.#changes, changes);
    this.#newLines += lines;
    if (this.#timer !== null) return;
    const waitMs = this.#nextFrameAt - this.#deps.now();
    if (waitMs <= 0) this.#frame();
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#frame();
      }, waitMs);
    }
  }

  /** A new viewer: what it missed since its cursor, or a snapshot (after a gap, when it had a cursor). */
  connect(socket: WebSocket, { viewer, grant, isAdmin, cursor, form }: NewViewer): void {
    const { viewers, workspace, now } = this.#deps;
    const feed = this.open({ grant, form });
    viewers.accept(socket, viewer, feed.tag);
    viewers.sendUnacked(socket, feed.short(helloFrame({ workspace, now: now(), isAdmin })), now());
    this.#waiting.set(socket, { feed, input: { cursor } });
    // Viewers already queued go first.
    if (this.#queueTimer === null) this.#serve();
  }

  #frame(): void {
    const { workspaceState, incidents, viewers, now } = this.#deps;
    const { seq } = workspaceState.progress;
    if (seq === this.#framedSeq) return;
    viewers.closeExpired(now());
    const newLines = this.#newLines === 0 ? [] : workspaceState.lines.slice(-this.#newLines);
    const lines = newLines.slice(-LIMITS.linesPerFrame);
    const moreLines = this.#newLines - lines.length;
    const step = { from: this.#framedSeq, to: seq, now: now() };
    const changes = this.#changes;
    this.#changes = noChanges();
    this.#framedSeq = seq;
    this.#newLines = 0;
    this.#nextFrameAt = now() + LIMITS.frameIntervalMs;
    const feeds = this.#watched(seq);
    if (feeds.length === 0) return;
    const whole = patchFrame(workspaceState, step, {
      changes,
      lines,
      moreLines,
      incidents: incidents.changedAfter(step.from),
    });
    const cost = { messages: 0, bytes: 0, mostOfViewer: 0 };
    const most = Math.floor(LIMITS.sentItems / feeds.length);
    for (const feed of feeds) {
      const texts = feed.patch(whole, newLines, { to: seq, most });
      if (texts === null) continue;
      const sockets = viewers.of(feed.tag).filter((socket) => !this.#waiting.has(socket));
      if (texts === 'gap') {
        const input: FeedRequest = { lost: 'too_far_behind' };
        for (const socket of sockets) this.#waiting.set(socket, { feed, input });
        continue;
      }
      const to = feed.position;
      const length = lengthOf(texts);
      cost.bytes += viewers.broadcast(sockets, { texts, to, now: now() }) + MADE_COST * length;
      cost.messages += sockets.length * texts.length;
      cost.mostOfViewer = Math.max(cost.mostOfViewer, length);
    }
    this.#nextFrameAt = now() + framePauseMs(cost);
    if (this.#queueTimer === null) this.#serve();
  }

  /** The feeds that a frame is for. One that nobody looks at is let go when another may be made. */
  #watched(seq: number): Feed[] {
    const now = this.#deps.now();
    const watched: Feed[] = [];
    for (const feed of this.#feeds.values()) {
      if (feed.isResting(now) || this.#deps.viewers.of(feed.tag).length > 0) watched.push(feed);
      else if (feed.servesKeys) feed.skip(seq);
      else {
        this.#feeds.delete(feed.tag);
        this.#snapshotsOfGone += feed.snapshots;
      }
    }
    return watched;
  }

  /** Sends its first frames to who waits, in the order in which they came, as far as there is room. */
  #serve(): void {
    let isLeft = false;
    for (const [socket, { feed, input }] of this.#waiting) {
      if (socket.readyState !== WebSocket.OPEN) this.#waiting.delete(socket);
      else if (this.#sendInitial(socket, feed, input)) this.#waiting.delete(socket);
      else isLeft = true;
    }
    this.#queueTimer = !isLeft
      ? null
      : setTimeout(() => {
          this.#serve();
        }, QUEUE_PAUSE_MS);
  }

  #sendInitial(socket: WebSocket, feed: Feed, input: FeedRequest): boolean {
    const { viewers, budget } = this.#deps;
    const now = this.#deps.now();
    if (budget !== null && budget.waitMs(now) > 0) return false;
    const initial = feed.initialFrames(input, this.#framedLines(), now);
    if (initial === null) return false;
    const { texts, made } = initial;
    const sent = viewers.sendInitial(socket, { texts, to: feed.position, now });
    if (made > 0) this.#forgetSnapshots(feed);
    const cost = made === 0 ? 0 : Math.max(MADE_COST * made, LIMITS.linkMadeBytes);
    budget?.spend(sent + cost, now);
    return true;
  }

  /** Snapshots of links are kept within bounds; the one just made stays. */
  #forgetSnapshots(newest: Feed): void {
    if (this.#deps.budget === null) return;
    const others = [...this.#feeds.values()].filter((feed) => feed !== newest);
    others.sort((a, b) => b.madeAt - a.madeAt);
    let bytes = newest.snapshotBytes;
    for (const feed of others) {
      bytes += feed.snapshotBytes;
      if (bytes > this.#deps.bounds.linkSnapshotsBytes) feed.dropSnapshot();
    }
  }

  /** Without those that the next frame reports. */
  #framedLines(): readonly Line[] {
    const { lines } = this.#deps.workspaceState;
    return lines.slice(0, Math.max(0, lines.length - this.#newLines));
  }
}

const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((sum, { length }) => sum + length, 0);
