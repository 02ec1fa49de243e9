export { decodeState, encodeState } from './codec.ts';
export { ownerOf, type Owner } from './derive/owner.ts';
export { refreshStaleRows } from './derive/hour-rows.ts';
export { markAttempt, markTask } from './derive/marks.ts';
export { recomputeLife } from './life/recompute-life.ts';
export { type FoldInput } from './fold.ts';
export { type ClockInfo } from './observe/clock-info.ts';
export { fold } from './fold.ts';
export { hourKey } from './facts/hours/hour-codec.ts';
export type { ChunkInfo } from './facts/hours/chunk-info.ts';
export { bitsOf, hourOf, type Hour } from './facts/hours/hour.ts';
export { type HourRow, type UsageRow } from './facts/hours/hour-row.ts';
export { type Activity, type Contribution, type Fact } from './facts/fact.ts';
export { type HourRef, type RequestIndex } from './facts/request-index.ts';
export { type PricedUsage, type PriceOf } from './price.ts';
export { identityOf } from './sessions/identity.ts';
export { userOf } from './sessions/user-of.ts';
export { newSession, type SessionRecord } from './sessions/session.ts';
export {
  findAttempt,
  newFoldState,
  newSmallState,
  noChanges,
  countUnpacked,
  lifeBacklogOf,
  packRecords,
  recordsSaved,
  saveRecords,
  shownSession,
  smallStateOf,
  type Changes,
  type FoldState,
  type SmallState,
  type Spent,
} from './state.ts';
export {
  LISTED_KINDS,
  Packed,
  RECORD_KINDS,
  type Arrivals,
  type Columns,
  type Row,
  type ListedKind,
  type Listing,
  type RecordKind,
  type ListStatus,
  type StoragePort,
} from './storage/port.ts';
export { listStatusOf } from './storage/codecs.ts';
export { memoryStorage } from './storage/memory.ts';
export { type TaskRecord } from './tasks/records.ts';
export { forgetTasks } from './tasks/forget.ts';
export { forgetNames } from './retention/forget-names.ts';
export { forgetSession, type ForgetInput } from './retention/forget-session.ts';
export { expireSession } from './retention/expire-session.ts';
export { isSealed } from './retention/sealed.ts';
export { sealHour } from './retention/seal-hour.ts';
export { taskHistory } from './tasks/task-history.ts';
export { openTrackAt, projectTask } from './tasks/track.ts';
export { sessionView } from './views/session-view.ts';
export { findShown, sessionDetail } from './views/detail/session-detail.ts';
export { lineOf } from './views/line.ts';
export { taskView } from './views/task-view.ts';
export { totalsView } from './views/totals-view.ts';
