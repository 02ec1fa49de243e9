import {
  LIMITS,
  type Line,
  type PatchForm,
  type PatchFrame,
  type ServerFrame,
} from '@claude-monitor/protocol';
import { cursorOf, parseCursor, resumeFrom } from '../../domain/cursor.ts';
import type { Grant } from '../../share/grant.ts';
import { namesOf, type NameCache } from '../../share/names-of.ts';
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { Audience } from './audience.ts';
import { audienceTag } from './audience-tag.ts';
import type { LiveBounds } from './bounds.ts';
import { emptyPatch, resumeFrame } from './frames/frames.ts';
import { CatchUps, type PreparedFrames } from './frames/catch-ups.ts';
import { SentItems } from './frames/sent-items.ts';
import { fitted, isWithin, patchPieces, sizeOf, snapshotPieces } from './frames/pieces.ts';
import { redactionBy, type Redaction } from './frames/redacted.ts';
import { snapshotFrame } from './frames/snapshot.ts';
import { Tail } from './frames/tail.ts';

type Deps = {
  workspaceState: WorkspaceState;
  incidents: IncidentStore;
  bounds: LiveBounds;
  names: NameCache;
};

type Gap = Extract<ServerFrame, { type: 'gap' }>['reason'];

/** Who is sent the same: what a grant shows (null: a key, which sees all), in one form of patches. */
export type FeedAudience = { grant: Grant | null; form: PatchForm };

/** What a viewer asks for: what it missed since its cursor, or a snapshot because of what it lost here. */
export type FeedRequest = { cursor: string | null } | { lost: Gap };

/** What puts a viewer where the others are; `made`: bytes made for it, and not only sent. */
type InitialFrames = { texts: string[]; made: number };

/**
 * What all viewers of one audience are sent, who stand at one position. A snapshot, and what changed since
 * a cursor, is made once a pause and given to all who come in it, with the patches after it: those who
 * come back in a storm cost no more than the bytes that they are sent (rules HUB7, HUB8).
 */
export class Feed {
  readonly tag: string;
  position: number;
  /** How many snapshots were made. */
  snapshots = 0;
  readonly #deps: Deps;
  readonly #grant: Grant | null;
  /** What its viewers have, where they are sent changed fields. */
  readonly #sentItems: SentItems | null;
  readonly #redaction: Redaction;
  readonly #tail: Tail;
  #audience: Audience | null = null;
  #snapshot: PreparedFrames | null = null;
  #madeAt = -Infinity;
  readonly #catchUps = new CatchUps();

  constructor(deps: Deps, { grant, form }: FeedAudience, position: number) {
    const { tailBytes } = deps.bounds;
    this.tag = audienceTag(grant, form);
    this.#deps = deps;
    this.#grant = grant;
    this.#sentItems = form === 'fields' ? new SentItems() : null;
    this.position = position;
    this.#redaction = redactionBy(grant?.isRedacted === true ? namesOf(grant, deps.names) : null);
    this.#tail = new Tail(grant === null ? tailBytes : tailBytes / 8);
  }

  /** Viewers with a key share it. It stays when they leave: making it again would cost a snapshot. */
  get servesKeys(): boolean {
    return this.#grant === null;
  }

  get snapshotBytes(): number {
    return this.#snapshot?.bytes ?? 0;
  }

  get madeAt(): number {
    return this.#madeAt;
  }

  dropSnapshot(): void {
    this.#snapshot = null;
  }

  /** Whether a snapshot was made so lately that another may not be. */
  isResting(now: number): boolean {
    return now - this.#madeAt < LIMITS.snapshotPauseMs;
  }

  /** From now on it notes what its viewers are shown. */
  open(): Audience {
    const { workspaceState, incidents } = this.#deps;
    return (this.#audience ??= new Audience(
      workspaceState,
      this.#grant,
      () => incidents.ofService.size,
    ));
  }

  short(frame: Exclude<ServerFrame, { type: 'patch' | 'snapshot' }>): string {
    return JSON.stringify(this.#redaction.short(frame));
  }

  /** Nobody was there to be sent what changed. */
  skip(to: number): void {
    if (to !== this.position) this.#resetSent();
    this.position = to;
  }

  /**
   * What a change of the workspace is for this audience; null: nothing; 'gap': more than a patch may hold.
   * `most`: of how many items it may keep what its viewers were sent.
   */
  patch(
    whole: PatchFrame,
    newLines: readonly Line[],
    { to, most }: { to: number; most: number },
  ): string[] | 'gap' | null {
    const frame = this.open().patch(whole, newLines);
    // Who is sent nothing stays where it stands: how busy the rest is does not show.
    if (frame === null) return null;
    const from = this.position;
    this.position = to;
    const seen = this.#redacted({ ...frame, from: this.#cursor(from) });
    const patch = seen === null ? null : (this.#sentItems?.update(seen, most) ?? seen);
    const texts = patch === null ? null : this.#textsOf(patch);
    if (texts === null) {
      this.#resetSent();
      return 'gap';
    }
    this.#tail.add({ from, to, texts, bytes: sizeOf(texts) });
    return texts;
  }

  /** Null: not before the pause is over. */
  initialFrames(
    input: FeedRequest,
    framedLines: readonly Line[],
    now: number,
  ): InitialFrames | null {
    const resumed = 'lost' in input ? input.lost : this.#resumed(input.cursor, framedLines, now);
    if (typeof resumed !== 'string') return resumed;
    const known = this.#current(this.#snapshot, now);
    if (known === null && this.isResting(now)) return null;
    const snapshot = known ?? this.#makeSnapshot(framedLines, now);
    const gap = resumed === 'fresh' ? [] : [this.short({ type: 'gap', reason: resumed })];
    const after = this.#tail.between(snapshot.to, this.position) ?? [];
    return {
      texts: [...gap, ...snapshot.texts, ...after],
      made: known === null ? snapshot.bytes : 0,
    };
  }

  #resumed(
    cursor: string | null,
    lines: readonly Line[],
    now: number,
  ): InitialFrames | Gap | 'fresh' {
    const { workspaceState } = this.#deps;
    const at = parseCursor(cursor ?? '');
    const missed =
      at?.epoch === workspaceState.progress.epoch
        ? this.#tail.between(at.seq, this.position)
        : null;
    if (missed !== null) return { texts: missed.length > 0 ? missed : this.#nothing(now), made: 0 };
    const resume = resumeFrom(cursor, workspaceState.progress, () => 0);
    if (resume.kind !== 'resume') return resume.kind;
    // What has left a part since the cursor is not known: its viewers get all of it again.
    if (this.open().isNarrow) return 'too_old';
    const known = this.#catchUps.of(resume.seq, now);
    const caughtUp = known === undefined ? this.#makeCatchUp(resume.seq, lines, now) : known;
    const after = caughtUp === null ? null : this.#tail.between(caughtUp.to, this.position);
    if (caughtUp === null || after === null) return 'too_far_behind';
    const made = known === undefined ? caughtUp.bytes : 0;
    return { texts: [...caughtUp.texts, ...after], made };
  }

  /** For who stands where the others do; when a frame is about to leave, that is answer enough. */
  #nothing(now: number): string[] {
    const { workspaceState } = this.#deps;
    const isFrameDue = workspaceState.progress.seq !== this.position && !this.open().isNarrow;
    const { position } = this;
    return isFrameDue ? [] : [JSON.stringify(emptyPatch(workspaceState, { position, now }))];
  }

  #makeCatchUp(from: number, lines: readonly Line[], now: number): PreparedFrames | null {
    if (this.#catchUps.isFull) return null;
    const { workspaceState, incidents } = this.#deps;
    const step = { from, to: this.position, now };
    const changed = this.open().incidents(incidents.changedAfter(from));
    const frame = resumeFrame(workspaceState, step, {
      lines: this.open().lines(lines),
      incidents: changed,
    });
    const seen = frame === null ? null : this.#redacted(frame);
    const texts = seen === null ? null : this.#textsOf(seen);
    if (seen !== null) this.#sentItems?.exceptNewerIn(seen);
    const kept =
      texts === null ? null : { texts, at: now, to: this.position, bytes: sizeOf(texts) };
    this.#catchUps.add(from, now, kept);
    return kept;
  }

  #makeSnapshot(lines: readonly Line[], now: number): PreparedFrames {
    const { workspaceState, incidents, bounds } = this.#deps;
    const to = this.position;
    const frame = snapshotFrame(workspaceState, this.open(), {
      to,
      now,
      lines,
      incidents: incidents.newest(LIMITS.incidentsPerFrame),
    });
    const seen = fitted(frame, bounds.snapshotBytes);
    // Stand-ins may be longer than what they stand for.
    const redacted =
      this.#grant?.isRedacted === true
        ? fitted(this.#redaction.snapshot(seen), bounds.snapshotBytes)
        : seen;
    this.#sentItems?.onlyOf(redacted);
    const texts = snapshotPieces(redacted).map((piece) => JSON.stringify(piece));
    this.#snapshot = { texts, at: now, to, bytes: sizeOf(texts) };
    this.#madeAt = now;
    this.snapshots++;
    return this.#snapshot;
  }

  /** What patches led to is known no longer: the next one says all, to who then has a snapshot. */
  #resetSent(): void {
    this.#tail.clear();
    this.#sentItems?.clear();
  }

  /** Null: it is more than is redacted for a patch. */
  #redacted(frame: PatchFrame): PatchFrame | null {
    const isRedacted = this.#grant?.isRedacted === true;
    if (isRedacted && !isWithin(frame, this.#deps.bounds.patchBytes)) return null;
    return this.#redaction.patch(frame);
  }

  /** Null: it is more than a patch may hold. */
  #textsOf(frame: PatchFrame): string[] | null {
    const pieces = patchPieces(frame, this.#deps.bounds.patchBytes);
    return pieces?.map((piece) => JSON.stringify(piece)) ?? null;
  }

  /** Old, but nothing has changed since; or young, and what changed since is known. */
  #current(kept: PreparedFrames | null, now: number): PreparedFrames | null {
    if (kept === null || this.#tail.between(kept.to, this.position) === null) return null;
    return kept.to === this.position || now - kept.at < LIMITS.snapshotPauseMs ? kept : null;
  }

  #cursor(seq: number): string {
    return cursorOf({ epoch: this.#deps.workspaceState.progress.epoch, seq });
  }
}
