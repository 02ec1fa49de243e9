import { LIMITS, type Line, type ServerFrame } from '@claude-monitor/protocol';
import { resumeFrom } from '../domain/cursor.ts';
import { changedSince, helloFrame, patchFrame, resumeFrame } from './frames.ts';
import type { Present } from './present.ts';
import { snapshotFrames } from './snapshot.ts';
import type { ViewerCredential, Viewers } from './viewers.ts';

/** A snapshot serves all who come while it stands, but is not older than this. */
const SNAPSHOT_MAX_AGE_MS = 1_000;

type Parts = { present: Present; viewers: Viewers; workspace: string; now: () => number };

/**
 * Paces frames: the first change goes out at once, then at most ten frames a second (rule HUB4). All
 * viewers stand at one position, `#framedSeq`, so a frame is made and encoded once. One who comes
 * between two frames is put there too: what it is sent may be newer, and values are absolute.
 */
export class Live {
  readonly #parts: Parts;
  #framedSeq: number;
  #framedAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** How many of the newest lines no frame has told yet. */
  #newLines = 0;
  #snapshot: { texts: string[]; at: number } | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    // What changed before the hub slept was framed then; a viewer that stands elsewhere sees it by
    // `from` and comes back with its cursor.
    this.#framedSeq = parts.present.progress.seq;
    parts.present.takeChanges();
  }

  /** Called after each commit was folded, with the number of lines it made. */
  changed(lines: number): void {
    this.#newLines += lines;
    if (this.#timer !== null) return;
    const waitMs = this.#framedAt + LIMITS.frameIntervalMs - this.#parts.now();
    if (waitMs <= 0) this.#frame();
    else {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#frame();
      }, waitMs);
    }
  }

  /** A new viewer: a patch from its cursor, or a snapshot (after a gap, when it had a cursor). */
  welcome(socket: WebSocket, credential: ViewerCredential, cursor: string | null): void {
    const { present, viewers, workspace } = this.#parts;
    const now = this.#parts.now();
    viewers.accept(socket, credential);
    const sendText = (text: string): void => {
      viewers.send(socket, { text, to: this.#framedSeq, now });
    };
    const send = (frame: ServerFrame): void => {
      sendText(JSON.stringify(frame));
    };
    send(helloFrame(workspace, now));
    const resume = resumeFrom(cursor, present.progress, (seq) => changedSince(present, seq));
    if (resume.kind === 'resume') {
      const step = { from: resume.seq, to: this.#framedSeq, now };
      send(resumeFrame(present, step, this.#framedLines()));
      return;
    }
    if (resume.kind !== 'fresh') send({ type: 'gap', reason: resume.kind });
    for (const text of this.#snapshotTexts(now)) sendText(text);
  }

  #frame(): void {
    const { present, viewers } = this.#parts;
    const { seq } = present.progress;
    if (seq === this.#framedSeq) return;
    const now = this.#parts.now();
    const step = { from: this.#framedSeq, to: seq, now };
    const told = Math.min(this.#newLines, LIMITS.linesPerFrame);
    const lines = told === 0 ? [] : present.lines.slice(-told);
    const moreLines = this.#newLines - lines.length;
    const changes = present.takeChanges();
    this.#framedSeq = seq;
    this.#framedAt = now;
    this.#newLines = 0;
    this.#snapshot = null;
    if (viewers.count === 0) return;
    const frame = patchFrame(present, step, changes, { lines, moreLines });
    viewers.broadcast({ text: JSON.stringify(frame), to: seq, now });
  }

  #snapshotTexts(now: number): string[] {
    if (this.#snapshot === null || now - this.#snapshot.at > SNAPSHOT_MAX_AGE_MS) {
      const step = { to: this.#framedSeq, now };
      const frames = snapshotFrames(this.#parts.present, step, this.#framedLines());
      this.#snapshot = { texts: frames.map((frame) => JSON.stringify(frame)), at: now };
    }
    return this.#snapshot.texts;
  }

  /** Without those that the next frame tells. */
  #framedLines(): readonly Line[] {
    const { lines } = this.#parts.present;
    return lines.slice(0, Math.max(0, lines.length - this.#newLines));
  }
}
