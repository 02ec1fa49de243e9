export type { TranscriptPlace } from './draft.ts';
export {
  TranscriptReader,
  type RefusedRecord,
  type SubagentMeta,
  type TranscriptFile,
  type TranscriptState,
} from './transcript.ts';
