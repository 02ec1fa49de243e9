/** How long ago, for people. */
export function ago(at: number | null, now: number, never = 'unknown'): string {
  if (at === null) return never;
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  if (seconds < 120) return `${String(seconds)} s ago`;
  return seconds < 7_200
    ? `${String(Math.round(seconds / 60))} min ago`
    : `${String(Math.round(seconds / 3_600))} h ago`;
}
