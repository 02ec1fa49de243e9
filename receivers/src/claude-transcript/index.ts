export { ticketOf } from './branch.ts';
export type { Draft, TranscriptPlace } from './draft.ts';
export {
  TranscriptReader,
  type SubagentMeta,
  type TranscriptFile,
  type TranscriptState,
} from './transcript.ts';
