/** What ingest found out about the clock that made an event's time (rule ING5). */
export type ClockInfo = {
  /** By how much its time was moved, ms. */
  shiftMs?: number;
  /** It was stored at this time before: what it stated then moves. */
  wasAt?: number;
  /** How long after its time it arrived, where that is long (rule FLD3). */
  lateMs?: number;
};
