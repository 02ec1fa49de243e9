/**
 * The minutes to draw, of which the last is still running. While it stands below the one before it is
 * left out: each line would fall at its end, minute for minute, and tell of a stop that is none.
 */
export function minutesToDraw<Minute>(
  minutes: readonly Minute[],
  sizeOf: (minute: Minute) => number,
): readonly Minute[] {
  const [before, running] = minutes.slice(-2);
  if (before === undefined || running === undefined) return minutes;
  return sizeOf(running) < sizeOf(before) ? minutes.slice(0, -1) : minutes;
}
