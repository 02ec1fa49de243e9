/** What a key means to a replay; null where it means nothing, or where somebody writes. */
type ReplayKey = 'previous' | 'next' | 'play' | 'failure';

const KEYS: Readonly<Record<string, ReplayKey>> = {
  ',': 'previous',
  '.': 'next',
  ' ': 'play',
  x: 'failure',
};

export function replayKeyOf(event: KeyboardEvent): ReplayKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const key = KEYS[event.key] ?? null;
  const { target } = event;
  if (!(target instanceof Element) || key === null) return key;
  if (target.closest('input:not([type=range]), select, textarea, dialog') !== null) return null;
  // The space bar presses what has the focus.
  return key === 'play' && target.closest('button, a, summary') !== null ? null : key;
}
