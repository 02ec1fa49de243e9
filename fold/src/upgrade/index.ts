/** How a state is built from what the first edition stored; see `worker/src/hub/storage/upgrade`. */
export { adoptFacts } from './adopt-facts.ts';
export { adoptRows } from './adopt-rows.ts';
export { adoptSession } from './adopt-session.ts';
export { adoptTrack, adoptPromptedAt } from './adopt-tracks.ts';
export { computeAdopted, type ComputePlace } from './compute-adopted.ts';
export { withNamesSince, withTodaysNames } from './former-words.ts';
export { processAdopted } from './process-adopted.ts';
export type { OldFact, OldRows, OldSession, OldSmallState, OldTrack } from './first-edition.ts';
