/** What a key means on the list; null where it means nothing, or where somebody writes. */
type ListKey = 'search' | 'down' | 'up' | 'new tab' | 'previous' | 'next';

const KEYS: Readonly<Record<string, ListKey>> = {
  '/': 'search',
  j: 'down',
  k: 'up',
  o: 'new tab',
  '[': 'previous',
  ']': 'next',
};

export function listKeyOf(event: KeyboardEvent): ListKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const { target } = event;
  const isWriting = target instanceof Element && target.closest('input, select, textarea') !== null;
  return isWriting ? null : (KEYS[event.key] ?? null);
}
