const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'theme';

/** Light or dark: as the system says, unless chosen here. */
export class ThemeChoice {
  #theme = $state<Theme>('auto');
  readonly #storage: Storage | null;
  readonly #root: HTMLElement;

  constructor(storage: Storage | null, root: HTMLElement) {
    this.#storage = storage;
    this.#root = root;
    this.choose(THEMES.find((theme) => theme === storage?.getItem(STORAGE_KEY)) ?? 'auto');
  }

  get theme(): Theme {
    return this.#theme;
  }

  choose(theme: Theme): void {
    this.#theme = theme;
    if (theme === 'auto') delete this.#root.dataset['theme'];
    else this.#root.dataset['theme'] = theme;
    this.#storage?.setItem(STORAGE_KEY, theme);
  }

  next(): void {
    this.choose(THEMES[(THEMES.indexOf(this.#theme) + 1) % THEMES.length] ?? 'auto');
  }
}
