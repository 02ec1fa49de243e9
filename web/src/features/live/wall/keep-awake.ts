/**
 * A wall goes dark by itself otherwise; where the browser has no such lock, the screen's own setting counts.
 * Answers how it ends.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isLeft = false;
  const request = async (): Promise<void> => {
    if (document.hidden || !('wakeLock' in navigator)) return;
    const held = await navigator.wakeLock.request('screen').catch(() => null);
    // It may be left before the browser answers.
    if (isLeft) await held?.release();
    else lock = held;
  };
  const relock = (): void => void request();
  relock();
  document.addEventListener('visibilitychange', relock);
  return () => {
    isLeft = true;
    document.removeEventListener('visibilitychange', relock);
    void lock?.release();
  };
}
