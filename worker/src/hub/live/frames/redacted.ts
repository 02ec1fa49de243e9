import {
  GAP_RULES,
  HELLO_RULES,
  PATCH_RULES,
  redactionOf,
  serverFrameSchema,
  SNAPSHOT_RULES,
  type Names,
  type PatchFrame,
  type ServerFrame,
  type SnapshotFrame,
} from '@claude-monitor/protocol';

const [helloSchema, gapSchema, snapshotSchema, patchSchema] = serverFrameSchema.options;

const REDACTIONS = {
  hello: redactionOf(helloSchema, HELLO_RULES),
  gap: redactionOf(gapSchema, GAP_RULES),
  snapshot: redactionOf(snapshotSchema, SNAPSHOT_RULES),
  patch: redactionOf(patchSchema, PATCH_RULES),
};

/** Frames as an audience may read them. */
export type Redaction = {
  patch: (frame: PatchFrame) => PatchFrame;
  snapshot: (frame: SnapshotFrame) => SnapshotFrame;
  /** What carries no content. */
  short: (frame: Exclude<ServerFrame, PatchFrame | SnapshotFrame>) => ServerFrame;
};

/** `names`: how a redacted link sees names; null: nothing is redacted. */
export function redactionBy(names: Names | null): Redaction {
  if (names === null) {
    return { patch: (frame) => frame, snapshot: (frame) => frame, short: (frame) => frame };
  }
  return {
    patch: (frame) => REDACTIONS.patch(frame, names),
    snapshot: (frame) => REDACTIONS.snapshot(frame, names),
    short: (frame) =>
      frame.type === 'hello' ? REDACTIONS.hello(frame, names) : REDACTIONS.gap(frame, names),
  };
}
