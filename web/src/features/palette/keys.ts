/** Where `g` and a letter lead. */
export const PLACES = [
  { key: 'h', path: '/' },
  { key: 'i', path: '/inbox' },
  { key: 's', path: '/sessions' },
  { key: 't', path: '/tasks' },
  { key: 'a', path: '/agents' },
  { key: 'c', path: '/trends' },
  { key: 'e', path: '/errors' },
  { key: 'u', path: '/uptime' },
  { key: 'r', path: '/reports' },
  { key: 'w', path: '/waste' },
] as const;

export type Move =
  { kind: 'palette' } | { kind: 'help' } | { kind: 'go'; path: (typeof PLACES)[number]['path'] };

/** After `g`, for so long a letter is one of a place. */
const SECOND_KEY_MS = 1_500;

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'
> & {
  isWriting: boolean;
  at: number;
};

/** What keys mean on every page, with a memory of a `g` before. */
export class PageKeys {
  #leaderAt = -Infinity;

  /** null: nothing. */
  read({ key, ctrlKey, metaKey, altKey, defaultPrevented, isWriting, at }: Pressed): Move | null {
    if (defaultPrevented || altKey) return null;
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return { kind: 'palette' };
    if (ctrlKey || metaKey || isWriting) return null;
    const isSecond = at - this.#leaderAt <= SECOND_KEY_MS;
    this.#leaderAt = key === 'g' ? at : -Infinity;
    if (key === '?') return { kind: 'help' };
    const place = isSecond ? PLACES.find((one) => one.key === key) : undefined;
    return place === undefined ? null : { kind: 'go', path: place.path };
  }
}
