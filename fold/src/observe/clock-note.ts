/** What ingest found out about the clock that made an event's time (rule ING5). */
export type ClockNote = {
  /** By how much its time was moved, ms. */
  shiftMs?: number;
  /** It was taken at this time before: what it told then is to move. */
  wasAt?: number;
  /** How long after its time it arrived, where that is long (rule FLD3). */
  lateMs?: number;
};
