const MOVE_MS = 350;

/** Where each row stood before a change, so that it can be shown moving to its new place. */
type RowTops = ReadonlyMap<string, number>;

/** Only rows near the window are worth following. */
export function rowTops(container: HTMLElement): RowTops {
  const tops = new Map<string, number>();
  for (const row of container.querySelectorAll<HTMLElement>('[data-row]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > -200 && top < innerHeight + 200) tops.set(row.dataset['row'] ?? '', top);
  }
  return tops;
}

/** Lets the rows that moved glide from where they stood; not for those who asked for less motion. */
export function glide(container: HTMLElement, before: RowTops): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const row of container.querySelectorAll<HTMLElement>('[data-row]')) {
    const from = before.get(row.dataset['row'] ?? '');
    if (from === undefined) continue;
    const distance = from - row.getBoundingClientRect().top;
    if (Math.abs(distance) < 2) continue;
    row.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], {
      duration: MOVE_MS,
      easing: 'cubic-bezier(0.2, 0, 0, 1)',
    });
  }
}
