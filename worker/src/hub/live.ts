import { LIMITS, type Line } from '@claude-monitor/protocol';
import { resumeFrom } from '../domain/cursor.ts';
import { changedSince, helloFrame, patchFrame, resumeFrame, snapshotFrames } from './frames.ts';
import type { Present } from './present.ts';
import type { ViewerCredential, Viewers } from './viewers.ts';

/**
 * Paces frames: the first change goes out at once, then at most ten frames a second (rule HUB4). All
 * sockets stand at one position, so a frame is made and encoded once.
 */
export class Live {
  readonly #present: Present;
  readonly #viewers: Viewers;
  readonly #workspace: string;
  #framedSeq: number;
  #framedAt = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Lines that were folded since the last frame. */
  #newLines: Line[] = [];
  #lineCount = 0;

  constructor(present: Present, viewers: Viewers, workspace: string) {
    this.#present = present;
    this.#viewers = viewers;
    this.#workspace = workspace;
    this.#framedSeq = present.progress.seq;
  }

  /** Called after each commit was folded; `lines` are those it made. */
  changed(lines: readonly Line[]): void {
    this.#newLines.push(...lines);
    this.#lineCount += lines.length;
    if (this.#newLines.length > LIMITS.linesPerFrame) {
      this.#newLines = this.#newLines.slice(-LIMITS.linesPerFrame);
    }
    if (this.#timer !== null) return;
    const wait = this.#framedAt + LIMITS.frameIntervalMs - Date.now();
    if (wait <= 0) this.#frame();
    else {
      this.#timer = setTimeout(() => {
        this.#frame();
      }, wait);
    }
  }

  /** A new viewer: a patch from its cursor, or a snapshot (after a gap, when it had a cursor). */
  welcome(socket: WebSocket, credential: ViewerCredential, cursor: string | null): void {
    // All others are brought to the position at which the new one starts.
    this.#frame();
    const now = Date.now();
    const { progress } = this.#present;
    const send = (frame: Parameters<Viewers['send']>[1]): void => {
      this.#viewers.send(socket, frame, progress.seq, now);
    };
    this.#viewers.accept(socket, credential);
    send(helloFrame(this.#workspace, now));
    const resume = resumeFrom(cursor, progress, (seq) => changedSince(this.#present, seq));
    if (resume.kind === 'resume') {
      send(resumeFrame(this.#present, resume.seq, now));
      return;
    }
    if (resume.kind !== 'fresh') send({ type: 'gap', reason: resume.kind });
    for (const piece of snapshotFrames(this.#present, now)) send(piece);
  }

  #frame(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const { progress } = this.#present;
    if (progress.seq === this.#framedSeq) return;
    const changes = this.#present.takeChanges();
    const lines = { lines: this.#newLines, moreLines: this.#lineCount - this.#newLines.length };
    const from = this.#framedSeq;
    this.#framedSeq = progress.seq;
    this.#framedAt = Date.now();
    this.#newLines = [];
    this.#lineCount = 0;
    if (this.#viewers.count === 0) return;
    const frame = patchFrame(this.#present, from, this.#framedAt, changes, lines);
    this.#viewers.broadcast(frame, progress.seq, this.#framedAt);
  }
}
