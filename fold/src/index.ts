export { cardView } from './views/card-view.ts';
export { type ClaimIndex, type PageRef } from './facts/claims.ts';
export { findCard, sessionDetail } from './views/detail/session-detail.ts';
export { decodeState, encodeState } from './codec.ts';
export { type Activity, type Contribution, type Fact } from './facts/fact.ts';
export { fold } from './fold.ts';
export { lineOf } from './views/line.ts';
export { hourOf, memoryPages, newPage, type Page, type PageStore } from './facts/page.ts';
export { type PricedUsage, type PriceOf } from './price.ts';
export { rowKeys } from './derive/row-keys.ts';
export { newSession, type Session } from './sessions/session.ts';
export { type FoldContext } from './derive/settle.ts';
export {
  newFoldState,
  noChanges,
  shownCard,
  type CardFigures,
  type Changes,
  type FoldState,
  type TaskFigures,
} from './state.ts';
export { taskHistory } from './tasks/task-history.ts';
export { taskView } from './views/task-view.ts';
export { totalsView } from './views/totals-view.ts';
export { SERIES_SUMS } from './derive/windows.ts';
