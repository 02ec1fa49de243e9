import { LIMITS, type Line, type ServerFrame } from '@claude-monitor/protocol';
import { cursorOf, resumeFrom } from '../../domain/cursor.ts';
import type { Grant } from '../../share/grant.ts';
import { Audience, audienceTag } from './audience.ts';
import { framePauseMs } from './frame-pause.ts';
import { changedSince, helloFrame, patchFrame, resumeFrame } from './frames.ts';
import type { Present } from '../state/present.ts';
import { snapshotFrames } from './snapshot.ts';
import type { ViewerCredential, Viewers } from './viewers.ts';

/** A snapshot serves all who come while it stands, but is not older than this. */
const SNAPSHOT_MAX_AGE_MS = 1_000;

type Parts = {
  present: Present;
  viewers: Viewers;
  workspace: string;
  now: () => number;
  grantOf: (link: string) => Grant | null;
};

/** Who comes, and from where. */
export type Arrival = {
  viewer: ViewerCredential;
  /** What a link shows; null: a key, which sees all. */
  grant: Grant | null;
  /** The credential has the scope admin. */
  isAdmin: boolean;
  cursor: string | null;
};

type Snapshot = { texts: string[]; at: number };

/**
 * Paces frames: the first change goes out at once, then at most ten frames a second (rule HUB4). The
 * viewers of an audience stand at one position, so a frame is made and encoded once for all of them.
 * One who comes between two frames is put there too: what it is sent may be newer, and values are absolute.
 */
export class Live {
  readonly #parts: Parts;
  readonly #audiences = new Map<string, Audience>();
  #framedSeq: number;
  /** The next frame leaves no sooner, epoch ms. */
  #nextFrameAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** How many of the newest lines no frame has told yet. */
  #newLines = 0;
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(parts: Parts) {
    this.#parts = parts;
    // What changed before the hub slept was framed then; a viewer that stands elsewhere sees it by
    // `from` and comes back with its cursor.
    this.#framedSeq = parts.present.progress.seq;
    parts.present.takeChanges();
    this.#audience(null);
    for (const link of parts.viewers.links.keys()) {
      const grant = parts.grantOf(link);
      if (grant !== null) this.#audience(grant);
    }
  }

  /** Called after each commit was folded, with the number of lines it made. */
  changed(lines: number): void {
    this.#newLines += lines;
    if (this.#timer !== null) return;
    const waitMs = this.#nextFrameAt - this.#parts.now();
    if (waitMs <= 0) this.#frame();
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#frame();
      }, waitMs);
    }
  }

  /** A new viewer: a patch from its cursor, or a snapshot (after a gap, when it had a cursor). */
  welcome(socket: WebSocket, { viewer, grant, isAdmin, cursor }: Arrival): void {
    const { present, viewers, workspace } = this.#parts;
    const now = this.#parts.now();
    const audience = this.#audience(grant);
    viewers.accept(socket, viewer, audience.tag);
    const sendText = (text: string): void => {
      viewers.send(socket, { text, to: audience.position, now });
    };
    const send = (frame: ServerFrame): void => {
      sendText(audience.encode(frame));
    };
    send(helloFrame({ workspace, now, isAdmin }));
    const resume = resumeFrom(cursor, present.progress, (seq) => changedSince(present, seq));
    // What has left a part since the cursor is not known: its viewers get all of it again.
    if (resume.kind === 'resume' && !audience.isNarrow) {
      const step = { from: resume.seq, to: audience.position, now };
      send(resumeFrame(present, step, audience.lines(this.#framedLines())));
      return;
    }
    const reason = resume.kind === 'resume' ? 'too-old' : resume.kind;
    if (reason !== 'fresh') send({ type: 'gap', reason });
    for (const text of this.#snapshotTexts(audience, now)) sendText(text);
  }

  #audience(grant: Grant | null): Audience {
    const tag = audienceTag(grant);
    const known = this.#audiences.get(tag);
    if (known !== undefined) return known;
    const audience = new Audience(this.#parts.present, grant, this.#framedSeq);
    this.#audiences.set(tag, audience);
    return audience;
  }

  #frame(): void {
    const { present, viewers } = this.#parts;
    const { seq, epoch } = present.progress;
    if (seq === this.#framedSeq) return;
    const now = this.#parts.now();
    const newLines = this.#newLines === 0 ? [] : present.lines.slice(-this.#newLines);
    const lines = newLines.slice(-LIMITS.linesPerFrame);
    const moreLines = this.#newLines - lines.length;
    const step = { from: this.#framedSeq, to: seq, now };
    const changes = present.takeChanges();
    this.#framedSeq = seq;
    this.#nextFrameAt = now + LIMITS.frameIntervalMs;
    this.#newLines = 0;
    this.#snapshots.clear();
    this.#forgetEmptyAudiences();
    if (viewers.count === 0) {
      for (const audience of this.#audiences.values()) audience.position = seq;
      return;
    }
    const whole = patchFrame(present, step, changes, { lines, moreLines });
    let bytes = 0;
    for (const audience of this.#audiences.values()) {
      const frame = audience.patch(whole, newLines);
      // Who is told nothing stays where it stands: how busy the rest is does not show.
      if (frame === null) continue;
      const from = cursorOf({ epoch, seq: audience.position });
      audience.position = seq;
      const text = audience.encode({ ...frame, from });
      bytes += viewers.broadcast(audience.tag, { text, to: seq, now });
    }
    this.#nextFrameAt = now + framePauseMs(bytes);
  }

  /** The audience of keys stays; one of a link is made again for who comes. */
  #forgetEmptyAudiences(): void {
    for (const { tag } of this.#audiences.values()) {
      if (tag !== audienceTag(null) && !this.#parts.viewers.hasAny(tag))
        this.#audiences.delete(tag);
    }
  }

  #snapshotTexts(audience: Audience, now: number): string[] {
    const known = this.#snapshots.get(audience.tag);
    if (known !== undefined && now - known.at <= SNAPSHOT_MAX_AGE_MS) return known.texts;
    const step = { to: audience.position, now };
    const frames = snapshotFrames(this.#parts.present, audience, step, this.#framedLines());
    const texts = frames.map((frame) => audience.encode(frame));
    this.#snapshots.set(audience.tag, { texts, at: now });
    return texts;
  }

  /** Without those that the next frame tells. */
  #framedLines(): readonly Line[] {
    const { lines } = this.#parts.present;
    return lines.slice(0, Math.max(0, lines.length - this.#newLines));
  }
}
