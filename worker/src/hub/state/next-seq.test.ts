import { describe, expect, test } from 'vitest';
import { eventOf, recordingWriter, take, withCore } from '../hub.fixture.ts';

describe('a change that no event makes', () => {
  test('[HUB3] keeps its seq when the hub is evicted before a checkpoint, and writes no record', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      await take(core, [eventOf({ id: 'e1', type: 'prompt', length: 1, source: 'hook' })]);
      const { progress } = core.hub.workspaceState;
      const folded = progress.foldedSeq;
      const seq = core.hub.workspaceState.nextSeq();
      expect(progress.foldedSeq).toBe(folded);

      const again = core.again().workspaceState;
      expect(again.progress.seq).toBeGreaterThanOrEqual(seq);
      expect(again.nextSeq()).toBeGreaterThan(seq);
    });
  });
});
