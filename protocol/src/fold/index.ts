export { cardView } from './card-view.ts';
export { type ClaimIndex, type PageRef } from './claims.ts';
export { findCard, sessionDetail } from './detail/session-detail.ts';
export { decodeState, encodeState } from './codec.ts';
export { type Activity, type Contribution, type Fact } from './fact.ts';
export { fold } from './fold.ts';
export { lineOf } from './line.ts';
export { hourOf, memoryPages, newPage, type Page, type PageStore } from './page.ts';
export { type PricedUsage, type PriceOf } from './price.ts';
export { rowKeys } from './row-keys.ts';
export { newSession, type Session } from './session.ts';
export { type FoldContext } from './settle.ts';
export {
  newFoldState,
  noChanges,
  shownCard,
  type CardFigures,
  type Changes,
  type FoldState,
  type TaskFigures,
} from './state.ts';
export { taskHistory } from './task-history.ts';
export { taskView } from './task-view.ts';
export { totalsView } from './totals-view.ts';
