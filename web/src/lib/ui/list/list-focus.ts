import { listKeyOf } from './list-keys.ts';

/**
 * j and k move through the rows of a list, o opens one in a new tab; Enter is the row's own link or button. A row
 * is `[data-row]`, its first link or button is what is focused.
 */
export function listFocus(list: HTMLElement): { destroy: () => void } {
  const controls = (): HTMLElement[] =>
    [...list.querySelectorAll('[data-row]')].flatMap(
      // What the row opens is its link; other buttons of it explain.
      (row) =>
        row.querySelector<HTMLElement>('a') ?? row.querySelector<HTMLElement>('button') ?? [],
    );

  function onKey(event: KeyboardEvent): void {
    const key = listKeyOf(event);
    if (key !== 'down' && key !== 'up' && key !== 'new tab') return;
    const all = controls();
    const at = all.findIndex((one) => one === document.activeElement);
    if (key === 'new tab') {
      const link = all[at];
      if (link instanceof HTMLAnchorElement) window.open(link.href, '_blank', 'noopener');
      return;
    }
    event.preventDefault();
    const next =
      at === -1 ? 0 : Math.max(0, Math.min(all.length - 1, at + (key === 'down' ? 1 : -1)));
    all[next]?.focus();
    all[next]?.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
  }

  window.addEventListener('keydown', onKey);
  return {
    destroy: () => {
      window.removeEventListener('keydown', onKey);
    },
  };
}
